// A contact form that Arkki printed comes back filled in: the clerk checks each field beside its picture, corrects one,
// and what she accepts stands on the customer's card. She prints an empty form, and sees how another one is drawn.
import { check, expect, sample, step, story, words } from "./support.mjs";

await story("clerk_accepts_fields", async ({ office, window }) => {
  const text = words("fi");
  const { page, look, sign_in, close } = await window("fi");
  await sign_in(office.people.clerk, text);
  const main = page.getByRole("main");

  await step("the filled form is read", async () => {
    await page.goto("/upload");
    await page.locator("#file").setInputFiles(sample("contact-fi.jpg"));
    await page.locator("#unit").fill("K2-H3-M07");
    await page.getByRole("button", { name: text("upload.act") }).click();
    await page.waitForURL("**/uploads/**");
    await main.getByRole("link", { name: text("upload.to_inbox") }).click();
    await page.locator("#arrivals a.row").first().waitFor({ timeout: 90_000 });
    await page.locator("#arrivals a.row").first().click();
    await page.waitForURL(/documents\/\d+\/file/);
  });
  const document_number = /documents\/(\d+)/.exec(page.url())[1];

  await step("each field stands beside its place on the page, with what it says and how sure that is", async () => {
    await page.locator("#fields-title").waitFor();
    expect((await page.locator("#field_1_name").inputValue()) === "Päivi Mallikas", "the name was not read");
    const snippet = page.locator(".read", { has: page.locator("#field_1_phone") }).locator("svg.snippet");
    const [, , width, height] = (await snippet.getAttribute("viewBox")).split(" ").map(Number);
    expect(width > height && width > 100, `the snippet is ${width} x ${height}`);
  });
  await look("filing with fields");

  await step("Enter in a field accepts it and goes to the next", async () => {
    await page.locator("#field_1_phone").fill("000 999 8877");
    await page.locator("#field_1_phone").press("Enter");
    expect(await page.locator("#take_field_1_phone").isChecked(), "not accepted");
    const focused = await page.evaluate(() => document.activeElement.id);
    expect(focused.startsWith("field_1_") && focused !== "field_1_phone", `the focus is on ${focused}`);
    expect(/\/file$/.test(new URL(page.url()).pathname), "the form was sent");
  });

  await step("the paper is filed for its customer with what was accepted", async () => {
    await page.locator("#customer_words").fill("Mallikas");
    await page.locator('button[value="find"]').click();
    await page.locator(".choice", { hasText: "Päivi Mallikas" }).locator("input").first().check();
    expect((await page.locator("#field_1_phone").inputValue()) === "000 999 8877", "what was typed is gone");
    await page.locator('button[value="file"]').last().click();
    await page.waitForURL((url) => !/\/file$/.test(url.pathname));
    await page.getByText(text("filing.done")).waitFor();
  });

  await step("the card has the number, with the paper as its evidence", async () => {
    await page.goto(`/documents/${document_number}`);
    await main.getByRole("link", { name: /Mallikas/ }).first().click();
    await main.getByText("000 999 8877").first().waitFor();
  });

  await step("an empty form prints in every language", async () => {
    await page.goto("/forms");
    for (const language of ["fi", "sv", "en"]) {
      const answer = await page.request.get(`/forms/contact/${language}`);
      expect(answer.status() === 200 && (await answer.body()).subarray(0, 5).toString() === "%PDF-", `no PDF in ${language}`);
    }
  });
  await look("forms");

  await step("a field is drawn with the mouse, and its place stands in the small form", async () => {
    await page.goto(`/forms/draw?document=${document_number}&page=1`);
    const box = await page.locator("svg[data-draw]").boundingBox();
    await page.mouse.move(box.x + 100, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 140, { steps: 4 });
    await page.mouse.up();
    expect(Number(await page.locator("#new_width").inputValue()) > 100, "nothing was drawn");
    await page.locator("#new_name").fill("meter");
    await page.locator('button[value="add"]').click();
    await page.locator("svg[data-draw] rect.drawn").first().waitFor();
    expect(/^meter text \d+ \d+ \d+ \d+$/.test((await page.locator("#lines").inputValue()).trim()), "no line");
  });
  await step("a field for the customer's card is said in words, and can be removed", async () => {
    await page.locator("#new_datum").selectOption({ label: text("datum.phone") });
    for (const [side, value] of Object.entries({ x: 100, y: 500, width: 300, height: 60 })) await page.locator(`#new_${side}`).fill(String(value));
    await page.locator('button[value="add"]').click();
    const listed = page.locator(".drawn-fields li");
    await listed.nth(1).waitFor();
    const told = await listed.nth(1).textContent();
    expect(told.includes(text("forms.to_card", { datum: text("datum.phone") })), `it says ${told}`);
    expect((await page.locator("#lines").inputValue()).includes("phone text 100 500 300 60"), "no line");
    await page.locator('button[value="remove:0"]').click();
    await listed.nth(1).waitFor({ state: "detached" });
    expect((await page.locator("#lines").inputValue()).trim().startsWith("phone "), "the other one went");
  });
  await look("drawing a form");
  await check("our own forms are not drawn anew", async () => {
    await page.locator("#title").fill("Oma");
    await page.locator('button[value="save"]').click();
    await page.getByText(text("form.ours")).first().waitFor();
  });
  await close();
});
