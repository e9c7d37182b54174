// An access request from the scanned letter to the reply that is posted: the papers are read through, words of others are
// taken out of the copy, and the files that leave do not hold them.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { story, step, check, expect, words, sample } from "./support.mjs";

await story("access_request_to_posted_reply", async ({ office, window }) => {
  const text = words("fi");
  const { page, look, sign_in, close } = await window("fi");
  const main = page.locator("main");
  const me = office.people.responsible;

  await step("a letter that asks for access and an order have come in", async () => {
    office.run("intake", "--place", "K2-H3-M07", sample("access-fi.tif"), sample("order-fi.jpg"));
    await sign_in(me, text);
  });
  const file_for = async (document, customer) => {
    await page.goto(`/documents/${document}/file`);
    const token = await page.locator('input[name="token"]').first().inputValue();
    const answer = await page.request.post(`/documents/${document}/file`, {
      form: { token, act: "file", series: "order", customer, unit: "K2-H3-M07" }, headers: { Origin: office.address }, maxRedirects: 0,
    });
    expect(answer.status() === 303, `filing ${document} answers ${answer.status()}`);
  };
  await step("both are filed for the person", async () => {
    await file_for(1, "1");
    await file_for(2, "1");
  });
  await step("the request is registered beside its scan", async () => {
    await page.goto("/requests/new?document=1");
    await page.locator('input[name="kind"][value="access"]').check();
    if (!(await page.locator('input[name="customer"]:checked').count())) {
      await page.locator("#customer_words").fill("Matti Meikäläinen");
      await page.locator('button[value="find"]').click();
      await page.locator(".choice", { hasText: "Matti Meikäläinen" }).locator("input").first().check();
    }
    await page.locator('button[value="open"]').click();
    await page.waitForURL(/requests\/\d+$/);
  });
  const request = new URL(page.url()).pathname;
  await step("who asks is known", async () => {
    await page.locator('input[name="method"][value="customer_knowledge"]').check();
    await page.getByRole("button", { name: text("request.identify_act") }).click();
    await main.getByRole("link", { name: text("request.next.papers_act") }).waitFor();
  });
  await look("request that waits for its papers");

  await step("the papers stand there as pictures", async () => {
    await main.getByRole("link", { name: text("request.next.papers_act") }).click();
    await page.waitForURL(/papers$/);
    expect((await page.locator(".papers li").count()) === 2, "not both papers");
  });
  await look("papers");
  let removed = [];
  await step("words are picked on the picture and from the list, and an area is drawn", async () => {
    await page.goto(`${request}/papers/2`);
    await page.locator("svg[data-draw] .pick").first().waitFor({ state: "attached" });
    const there = await page.evaluate(() => {
      const texts = [...document.querySelectorAll('input[name="word"]')].map((box) => [box.value, box.parentElement.textContent.trim()]);
      return texts.filter(([, word]) => /^\p{L}{6,}$/u.test(word) && texts.filter(([, other]) => other === word).length === 1);
    });
    expect(there.length > 4, `only ${there.length} words to choose from`);
    removed = [there[0], there[2], there[4]].map(([, word]) => word);
    const frame = async ([number]) => {
      const word = page.locator(`.pick[data-word="${number}"]`);
      await word.scrollIntoViewIfNeeded();
      return word.boundingBox();
    };
    const first = await frame(there[0]);
    await page.mouse.click(first.x + first.width / 2, first.y + first.height / 2);
    expect(await page.locator(`input[name="word"][value="${there[0][0]}"]`).isChecked(), "the word on the picture is not chosen");
    if (!(await page.locator(`input[name="word"][value="${there[2][0]}"]`).isVisible())) await page.locator("#take-out details summary").first().click();
    await page.locator(`input[name="word"][value="${there[2][0]}"]`).check();
    const third = await frame(there[4]);
    await page.mouse.move(third.x - 2, third.y - 2);
    await page.mouse.down();
    await page.mouse.move(third.x + third.width + 2, third.y + third.height + 2, { steps: 4 });
    await page.mouse.up();
    expect((await page.locator(".drawn").count()) === 1, "the area is not seen");
  });
  await look("paper with what is chosen");
  await step("they are taken out", async () => {
    await page.getByRole("button", { name: text("redact.take_out") }).click();
    await page.waitForFunction(() => document.querySelectorAll("svg .taken").length === 3);
  });
  await look("paper with what is taken out");
  await step("the last one comes back and is taken out again", async () => {
    const line = await page.locator("svg .taken").last().evaluate((box) => ["x", "y", "width", "height"].map((side) => box.getAttribute(side)).join(" "));
    await page.getByRole("button", { name: text("redact.undo") }).click();
    await page.waitForFunction(() => document.querySelectorAll("svg .taken").length === 2);
    await page.locator("#take-out details summary").last().click();
    await page.locator("#boxes").fill(line);
    await page.getByRole("button", { name: text("redact.take_out") }).click();
    await page.waitForFunction(() => document.querySelectorAll("svg .taken").length === 3);
  });
  await step("the copy is seen as it will leave", async () => {
    await main.getByRole("link", { name: text("redact.see_copy") }).click();
    await page.waitForURL(/view=copy/);
    await page.waitForFunction(() => document.querySelector("svg image").getBoundingClientRect().width > 200);
    const answer = await page.request.get(`${request}/papers/2/pages/1/image`);
    expect(answer.status() === 200 && answer.headers()["content-type"] === "image/jpeg", `answers ${answer.status()}`);
  });
  await look("paper as it will leave");
  await step("one button leads on until every paper is read", async () => {
    for (let presses = 0; presses < 5 && /papers\/\d+/.test(page.url()); ++presses)
      await page.locator('button[value="next"]').click();
    await page.waitForURL((url) => url.pathname === request);
    await main.getByRole("link", { name: text("request.next.decide_act") }).waitFor();
  });
  await step("she grants it; the letter says in part", async () => {
    await main.getByRole("link", { name: text("request.next.decide_act") }).click();
    await page.locator('input[name="outcome_1"][value="supplied"]').check();
    await main.getByRole("button", { name: text("decide.act") }).click();
    await page.waitForURL(/sign/);
    expect((await page.locator(".checklist .lacks").count()) === 0, await page.locator(".checklist").textContent());
  });
  await look("letter to sign");
  await step("she signs", async () => {
    if (await page.locator("#key").count()) await page.locator("#key").setInputFiles(me.key);
    await page.locator("#pin").fill(me.pin);
    await main.getByRole("button", { name: text("sign.act") }).click();
    await page.waitForURL(/sent/);
  });
  await look("sent");

  const saved = async (link, name) => {
    const saving = page.waitForEvent("download");
    await link.click();
    const place = join(office.folder, name);
    await (await saving).saveAs(place);
    return place;
  };
  const said = (file) => execFileSync("pdftotext", [file, "-"], { encoding: "utf8" });
  await step("the letter lists the copies and what was taken out", async () => {
    const letter = await saved(main.locator(".waits a").first(), "letter.pdf");
    const read = said(letter).replace(/\s+/g, " ");
    expect(read.includes("3 kohtaa peitetty") && read.includes("15 artiklan 4 kohta"), read);
  });
  await check("the copy that leaves has no text beneath its boxes, and is sound", async () => {
    const annexes = main.locator('.waits a[href*="annexes"]');
    expect((await annexes.count()) === 2, "not two annexes");
    let without = 0;
    for (let i = 0; i < 2; ++i) {
      const annex = await saved(annexes.nth(i), `annex-${i}.pdf`);
      execFileSync("qpdf", ["--check", annex], { stdio: "pipe" });
      const read = said(annex);
      if (removed.every((word) => !read.includes(word)) && read.trim() === "") without += 1;
    }
    expect(without === 1, `${without} copies without text`);
  });
  await check("the whole package holds letter, annexes and their digests", async () => {
    const zip = await saved(main.getByRole("link", { name: text("letter_sent.package") }), "package.zip");
    const list = execFileSync("python3", ["-m", "zipfile", "-l", zip], { encoding: "utf8" });
    expect(/K-\d{4}-\d{5}\.pdf/.test(list) && /-02\.pdf/.test(list) && list.includes("SHA256SUMS"), list);
  });
  await close();
});
