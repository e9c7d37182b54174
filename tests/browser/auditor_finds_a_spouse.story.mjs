// Somebody looked at the card of their own spouse. The log noticed, the auditor asks, judges, and signs the month.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { story, step, expect, words } from "./support.mjs";

await story("auditor_finds_a_spouse", async ({ office, window }) => {
  const text = words("fi");
  const clerk = office.people.clerk;
  const surname = "Kirjaaja"; // the clerk is Kaija Kirjaaja
  let card;

  await step("the responsible person adds a customer who has the clerk's surname", async () => {
    const { page, sign_in, close } = await window("fi");
    await sign_in(office.people.responsible, text);
    await page.goto("/customers/new");
    await page.locator("#name").fill(`Kalle ${surname}`);
    await page.locator("#phone").fill("000 555 0101");
    await page.locator("main form button").last().click();
    await page.waitForURL(/customers\/\d+/);
    card = new URL(page.url()).pathname;
    await close();
  });

  await step("the clerk opens the card, for no case", async () => {
    const { page, sign_in, close } = await window("fi");
    await sign_in(clerk, text);
    const answer = await page.goto(card);
    expect(answer.status() === 200, `answered ${answer.status()}`);
    await close();
  });

  await step("the rules go over the log", () => office.run("audit", "review"));

  const { page, look, sign_in, close } = await window("fi");
  const main = page.locator("main");
  await step("the auditor sees first whether the log holds, then what is to be judged", async () => {
    await sign_in(office.people.auditor, text);
    await main.locator(".seal").waitFor();
    await main.locator('.waits a[href*="rule=family"]').waitFor();
  });
  await look("start");

  await step("the finding says what was noticed and what was known then", async () => {
    await main.locator('.waits a[href*="rule=family"]').click();
    await page.waitForURL(/findings\?rule=family/);
    await main.locator("tbody a.row").first().click();
    await page.waitForURL(/findings\/\d+/);
    const told = await main.textContent();
    expect(told.includes("Kaija Kirjaaja"), "whom it concerns is not said");
    expect(told.includes(text("log.explained.none")), "that no case explains it is not said");
    expect(!told.includes("Kalle"), "the customer's name stands there");
  });
  await look("finding");

  await step("a verdict without a reason is told so, and what was chosen stays", async () => {
    await page.locator('input[name="verdict"][value="misuse"]').check();
    await main.getByRole("button", { name: text("finding.act") }).click();
    await page.locator("#note-problem").waitFor();
    expect(await page.locator('input[name="verdict"][value="misuse"]').isChecked(), "the choice is gone");
  });
  await look("verdict without a reason");

  await step("the name costs a reason and is shown once", async () => {
    await main.getByRole("link", { name: text("finding.to_entry") }).click();
    await page.waitForURL(/log\/\d+/);
    await page.locator("#reason").fill("Sukunimi on sama kuin katsojalla");
    await main.getByRole("button", { name: text("log.entry.show_name") }).click();
    await page.getByText(`Kalle ${surname}`).waitFor();
    expect(!page.url().includes("Kalle"), "the name is in the address");
  });
  await look("name shown");

  await step("the verdict is recorded with its reason", async () => {
    await page.goto("/findings?rule=family");
    await main.locator("tbody a.row").first().click();
    await page.locator('input[name="verdict"][value="misuse"]').check();
    await page.locator("#note").fill("Kysyin: katsoi puolisonsa korttia ilman asiaa.");
    await main.getByRole("button", { name: text("finding.act") }).click();
    await page.getByText(text("verdict.done")).waitFor();
    expect((await main.textContent()).includes("ilman asiaa"), "the reason is not shown");
  });
  await look("judged");

  await step("the month's certificate says what was judged, and that the month is not over", async () => {
    await page.goto("/certificate");
    await page.locator("#month").fill(new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Helsinki" }).slice(0, 7));
    await main.getByRole("button", { name: text("certificate.page.preview") }).click();
    await page.waitForURL("**/certificate/preview");
    const told = await main.textContent();
    expect(told.includes(text("certificate.page.not_ended")), "that the month goes on is not said");
    expect(told.includes(text("finding.rule.family")), "the rule is not named");
  });
  await look("certificate");

  await step("and is saved to be printed and signed by hand", async () => {
    const saving = page.waitForEvent("download");
    await main.getByRole("button", { name: text("certificate.page.print") }).click();
    const file = join(office.folder, "certificate.pdf");
    await (await saving).saveAs(file);
    const bytes = readFileSync(file);
    expect(bytes.subarray(0, 5).toString() === "%PDF-", "no PDF");
    expect(bytes.length > 10_000, `${bytes.length} bytes`);
  });

  await step("its SHA-256 stands in the log", async () => {
    await page.goto("/log?action=log.exported");
    await main.locator("tbody a[href^='/log/']").first().click();
    expect(/[0-9a-f]{64}/.test(await main.textContent()), "no hash");
  });
  await close();
});
