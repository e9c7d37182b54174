// The auditor trusts nobody: sees every look at every document, narrows it down, and verifies that the log was not touched.
import { writeFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { story, step, expect, words, sample } from "./support.mjs";

await story("auditor_reviews_the_log", async ({ office, window }) => {
  const text = words("en");
  const clerk = join(office.folder, "clerk.password");
  writeFileSync(clerk, office.people.clerk.password, { mode: 0o600 });
  const looks = 3;

  await step("a clerk looks at a document three times", () => {
    const { document } = JSON.parse(office.run("intake", "--place", "K2-H3-M07", sample("order-en.png")));
    for (let look = 0; look < looks; ++look) office.run("--as", "clerk", "--password-file", clerk, "document", "show", String(document));
    office.run("--as", "clerk", "--password-file", clerk, "search", "order");
  });

  const { page, look, sign_in, close } = await window("en");
  const main = page.locator("main");
  await step("the auditor signs in and reads first whether the log holds", async () => {
    await sign_in(office.people.auditor, text);
    await main.locator(".seal .lead").waitFor();
  });
  await look("start");

  await step("no document opens for the auditor", async () => {
    const answer = await page.goto("/documents/1");
    expect(answer.status() === 403, `answered ${answer.status()}`);
    await page.goto("/");
  });

  await step("the log shows every look with who, what and why", async () => {
    await main.getByRole("link", { name: text("audit.read") }).click();
    await page.waitForURL("**/log");
    expect((await main.locator(".log tbody tr").count()) > 10, "the log is short");
  });
  await look("log");

  await step("narrowed to looks at documents, there are three by the clerk", async () => {
    await page.locator("#action").selectOption("document.view");
    await page.getByRole("button", { name: text("log.filter") }).click();
    await page.waitForURL(/action=document\.view/);
    const rows = main.locator(".log tbody tr");
    expect((await rows.count()) === looks, `${await rows.count()} looks`);
    for (const row of await rows.all()) expect((await row.textContent()).includes("Kaija Kirjaaja"), "not by the clerk");
  });
  await look("looks");

  await step("bars say when, and a table says the same", async () => {
    expect((await main.locator(".bars svg").count()) === 2, "no bars");
    await main.locator(".bars summary").click();
    expect((await main.locator(".bars table").first().locator("tbody tr").count()) === 24, "not every hour");
  });
  await look("bars as a table");

  await step("an entry says all it holds, with its proof", async () => {
    await main.locator(".log a[href^='/log/']").first().click();
    await page.waitForURL(/log\/\d+$/);
    const told = await main.textContent();
    for (const fact of ["Kaija Kirjaaja", text("log.explained.none")]) expect(told.includes(fact), `${fact} is not said`);
    const saving = page.waitForEvent("download");
    await main.getByRole("link", { name: text("log.entry.proof") }).click();
    const file = join(office.folder, "proof");
    await (await saving).saveAs(file);
    expect(readFileSync(file, "utf8").startsWith("c2sp.org/tlog-proof@v1\nindex "), "no proof");
  });
  await look("entry");

  await step("from there, the life of the document", async () => {
    await main.locator('.log a[href*="object"]').first().click();
    await page.waitForURL(/object=/);
    expect((await main.locator(".log tbody tr").count()) > looks, "only the looks");
  });

  await step("a filter that matches nothing says so", async () => {
    await page.goto("/log?object=document:999999");
    await main.locator(".empty").waitFor();
  });
  await look("nothing found");

  await step("the refused look of the auditor is in it", async () => {
    await page.goto("/log?result=denied");
    expect((await main.locator(".log tbody tr").count()) >= 1, "no refusal");
  });

  await step("the table is taken along", async () => {
    await page.goto("/log?action=document.view");
    const saving = page.waitForEvent("download");
    await main.getByRole("link", { name: text("log.export_csv") }).click();
    const file = join(office.folder, "log.csv");
    await (await saving).saveAs(file);
    const lines = readFileSync(file, "utf8").trim().split(/\r?\n/);
    expect(lines.length === looks + 1, `${lines.length} lines`);
  });

  await step("the log is verified", async () => {
    await page.goto("/");
    await main.getByRole("button", { name: text("audit.verify") }).click();
    await page.waitForURL("**/log/verify");
    await main.locator(".seal.good").waitFor();
  });
  await look("verified");
  await close();
});
