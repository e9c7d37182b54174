// The responsible person refuses a correction and signs the letter: with the keyboard alone, in Finnish.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { story, step, check, expect, words, sample } from "./support.mjs";

await story("responsible_person_signs_a_refusal", async ({ office, window }) => {
  const text = words("fi");
  const { page, look, tab_to, close } = await window("fi");
  const main = page.locator("main");
  const me = office.people.responsible;
  const keys = page.keyboard;

  const press = async (target, key = "Enter") => (await tab_to(target), await keys.press(key));
  const type = async (id, value) => (await tab_to(page.locator(`#${id}`)), await keys.press("Control+A"), await keys.type(value));
  const choose = async (name, value) => {
    const group = page.locator(`input[name="${name}"]`);
    const wanted = page.locator(`input[name="${name}"][value="${value}"]`);
    const checked = page.locator(`input[name="${name}"]:checked`);
    await tab_to((await checked.count()) ? checked : group.first());
    await keys.press("Space");
    for (let presses = 0; presses < 20 && !(await wanted.isChecked()); ++presses) await keys.press("ArrowDown");
    expect(await wanted.isChecked(), `${name} cannot be set to ${value}`);
  };
  const pick = async (id, value) => {
    const list = page.locator(`#${id}`);
    await tab_to(list);
    for (let presses = 0; presses < 30 && (await list.inputValue()) !== value; ++presses) await keys.press("ArrowDown");
    expect((await list.inputValue()) === value, `${id} cannot be set to ${value}`);
  };

  await step("the letter of a customer has come in", async () => {
    const answer = JSON.parse(office.run("intake", "--place", "K2-H3-M07", sample("rectify-fi.jpg")));
    expect(answer.state === "filed", JSON.stringify(answer));
  });

  await step("she signs in; a wrong key costs nothing", async () => {
    await page.goto("/");
    await type("user_name", me.user);
    await type("password", me.password);
    await keys.press("Enter");
    await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  });
  await look("start");

  await step("she finds the letter", async () => {
    await keys.press("/");
    await keys.type("korjauspyyntö");
    await keys.press("Enter");
    await press(page.locator(".hits li h2 a").first());
    await page.waitForURL(/documents\/\d+/);
  });
  await step("and opens a request from it", async () => {
    await press(main.getByRole("link", { name: text("document.open_request") }));
    await page.waitForURL(/requests\/new/);
    expect(await page.locator('input[name="kind"][value="rectify"]').isChecked(), "the kind was not proposed");
  });
  await look("new request");

  await step("a request without a customer and data is told so", async () => {
    await press(page.locator('button[value="open"]'));
    await page.locator("#problems").waitFor();
    expect(await page.evaluate(() => document.activeElement.id === "problems"), "the summary has no focus");
  });
  await look("new request with problems");

  await step("who asks, and what is to be corrected", async () => {
    await type("customer_words", "Matti Meikäläinen");
    await press(page.locator('button[value="find"]'));
    await page.locator('input[name="customer"]').first().waitFor();
    await choose("customer", await page.locator(".choice", { hasText: "Matti Meikäläinen" }).locator("input").getAttribute("value"));
    await pick("datum_1", "phone");
    await type("wanted_1", "000 000 1122");
    await type("ground_1", "Numero on vaihtunut");
    await press(page.locator('button[value="open"]'));
    await page.waitForURL(/requests\/\d+$/);
  });
  await look("request");

  await step("who asks is known", async () => {
    await choose("method", "customer_knowledge");
    await press(page.getByRole("button", { name: text("request.identify_act") }));
    await main.getByRole("link", { name: text("request.next.decide_act") }).waitFor();
  });
  await step("the decision stands beside the letter", async () => {
    await press(main.getByRole("link", { name: text("request.next.decide_act") }));
    await page.waitForURL(/decide/);
    await page.locator(".sheet image").waitFor();
  });
  await look("decision");
  await step("a refusal without a reason is told beside the field", async () => {
    await choose("outcome_1", "refused");
    await press(main.getByRole("button", { name: text("decide.act") }));
    await page.locator("#problems").waitFor();
    expect(await page.locator('input[name="outcome_1"][value="refused"]').isChecked(), "what was chosen is gone");
  });
  await look("decision with a problem");
  await step("she refuses, with the reason of the law and the facts", async () => {
    await choose("reason_1", "R4");
    await type("finding_1", "Tarkistimme numeron tilauksesta. Se on sama, jonka annoitte.");
    await press(main.getByRole("button", { name: text("decide.act") }));
    await page.waitForURL(/sign/);
  });

  await step("she looks at the letter, page by page, as it will leave", async () => {
    const letter = page.locator(".letter-page img").first();
    await letter.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector(".letter-page img").naturalWidth > 500);
    expect((await page.locator(".checklist .lacks").count()) === 0, await page.locator(".checklist").textContent());
  });
  await look("letter to sign");

  const pin = async (digits) => {
    if (await page.locator("#key").count()) {
      const chooser = page.waitForEvent("filechooser");
      await press(page.locator("#key"), "Space");
      await (await chooser).setFiles(me.key);
    }
    await type("pin", digits);
    await press(main.getByRole("button", { name: text("sign.act") }));
  };
  await step("a wrong PIN signs nothing", async () => {
    await pin("000000");
    await page.locator("#pin-problem").waitFor();
  });
  await look("wrong pin");
  await step("she signs", async () => {
    await pin(me.pin);
    await page.waitForURL(/sent/);
  });
  await look("signed");

  const letter = join(office.folder, "letter.pdf");
  await step("the letter is saved", async () => {
    const saving = page.waitForEvent("download");
    await press(main.locator(".waits a").first());
    await (await saving).saveAs(letter);
  });
  await check("pdfsig calls the signature valid, over the total document", () => {
    const said = execFileSync("pdfsig", ["-nocert", letter], { encoding: "utf8" });
    expect(said.includes("Signature is Valid") && said.includes("Total document signed"), said);
  });
  await check("qpdf finds no fault in it", () => execFileSync("qpdf", ["--check", letter], { stdio: "pipe" }));
  await check("it says what was decided", () => {
    const said = execFileSync("pdftotext", [letter, "-"], { encoding: "utf8" });
    expect(said.includes("Tarkistimme numeron") && said.includes("Matti Meikäläinen"), said);
  });
  await check("arkki verifies it", () => {
    const answer = JSON.parse(office.run("letter", "verify", letter));
    expect(answer.valid, JSON.stringify(answer));
  });
  await step("the request is answered", async () => {
    await press(main.locator("a.back").first());
    await page.waitForURL(/requests\/\d+$/);
    expect((await main.locator(".waits li").count()) === 1, "its letter is not listed");
  });
  await look("answered request");
  await close();
});
