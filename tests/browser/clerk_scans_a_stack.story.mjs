// A stack of twelve with separator sheets jams at sheet 5: the clerk reads what is safe, mends the feeder, goes on, and the
// right documents lie in the tray. The scanner is ours on the loopback, spoken to by the real scanimage.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open_scanner } from "../support/escl_scanner.mjs";
import { story, step, check, expect, words } from "./support.mjs";

// Code 128, set C: digits in pairs (ISO/IEC 15417). Start, 99 stops; widths of bars and gaps by value.
const widths = `212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222
 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323
 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113
 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214
 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112
 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232`.split(/\s+/);
const bars = (digits) => {
  const pairs = digits.match(/../g).map(Number);
  const check_digit = pairs.reduce((sum, pair, at) => sum + pair * (at + 1), 105) % 103;
  let x = 0;
  return [...[105, ...pairs, check_digit].map((value) => widths[value]), "2331112"].join("").split("").map((width, at) => {
    const bar = at % 2 ? "" : `<rect x="${x}" y="0" width="${width}" height="40"/>`;
    x += Number(width);
    return bar;
  }).join("");
};

const new_document = "900000000150";
const separator = `<h1>Uusi asiakirja alkaa</h1><svg viewBox="-10 0 130 40" width="400">${bars(new_document)}</svg>`;
const letter = (name, page) =>
  `<h1>Kirje ${name}</h1><p>Hyvä vastaanottaja, tämä on kirjeen ${name} sivu ${page}.</p>` +
  `<p>Lähetämme sopimuksen liitteineen tarkistettavaksi ja pyydämme vastausta kahden viikon kuluessa.</p>`.repeat(4);

const stack = [separator, letter("Anna", 1), separator, letter("Berta", 1), letter("Berta", 2), separator, letter("Celia", 1),
  letter("Celia", 2), letter("Celia", 3), separator, letter("Daavid", 1), letter("Daavid", 2)];

/** The stack as a scanner sees it: grey pictures of 300 dots per inch. */
const printed = async (window, folder) => {
  const { page, close } = await window("fi");
  await page.setContent(`<style>section { break-after: page; font: 16px sans-serif; padding: 40px }</style>` +
    stack.map((sheet) => `<section>${sheet}</section>`).join(""));
  await page.pdf({ path: join(folder, "stack.pdf"), format: "A4" });
  await close();
  execFileSync("pdftoppm", ["-scale-to-x", "2480", "-scale-to-y", "3508", "-gray", "-jpeg", "-l", String(stack.length), join(folder, "stack.pdf"), join(folder, "sheet")]);
  return readdirSync(folder).filter((name) => name.endsWith(".jpg")).sort().map((name) => join(folder, name));
};

const folder = mkdtempSync(join(tmpdir(), "arkki-stack-"));
const scanner = await open_scanner();
const settings = ["scanners = desk", "scanner.desk.name = Toimisto", `scanner.desk.address = ${scanner.address}`];

await story("clerk_scans_a_stack", async ({ office, window }) => {
  const sheets = await step("a stack of twelve is printed, four of them separator sheets", () => printed(window, folder));
  const text = words("fi");
  const { page, look, sign_in, close } = await window("fi");
  const stack_count = page.locator("#stack-count");
  const state = () => page.evaluate(async () => (await fetch(`${location.pathname}/state`)).json());
  const press = (name) => page.getByRole("button", { name, exact: true }).click();
  await sign_in(office.people.clerk, text);

  await step("the inbox leads to the scanner, which says what it can do", async () => {
    await page.goto("/inbox");
    await page.locator("main").getByRole("link", { name: text("inbox.scan"), exact: true }).first().click();
    await page.locator("#scan-form").waitFor({ timeout: 60_000 });
    expect(await page.locator("#source-1").isChecked(), "the feeder is not chosen by itself");
  });
  await look("scan");

  await step("a number of sheets that is none is told beside the field", async () => {
    await page.locator("#sheets").fill("0");
    await press(text("scan.act"));
    await page.locator("#sheets-problem").waitFor();
  });
  await look("scan with a problem");

  await step("an empty feeder asks for paper, and nothing is lost by ending it", async () => {
    await page.locator("#sheets").fill("12");
    await press(text("scan.act"));
    await page.waitForURL("**/scans/*");
    await page.locator("#stack-halt", { hasText: text("scan.no_paper") }).waitFor({ timeout: 60_000 });
  });
  await look("no paper");

  await step("she loads the stack and goes on; sheet 5 jams, and sheets 1 to 4 are said to be safe", async () => {
    scanner.load(sheets);
    scanner.fault("jam:5");
    await press(text("scan.continue", { sheet: 1 }));
    const halt = page.locator("#stack-halt", { hasText: text("scan.jammed") });
    await halt.waitFor({ timeout: 120_000 });
    expect((await halt.textContent()).includes(text("scan.safe.many", { last: 4 })), "what is safe is not said");
    expect((await stack_count.textContent()) === text("scan.count_of", { count: 4, told: 12 }), "the count is wrong");
  });
  await look("jam");

  await step("she mends it and goes on with sheet 5; twelve sheets came, and the stack is complete", async () => {
    await press(text("scan.continue", { sheet: 5 }));
    await page.locator("#stack-done").waitFor({ timeout: 180_000 });
    const seen = await state();
    expect(seen.sheets === 12 && seen.told === 12 && !seen.open, JSON.stringify(seen));
    expect((await page.locator("#sheets > li").count()) === 12, "not twelve sheets on the page");
  });
  await look("complete");

  await step("when all is read, the four separators are counted and not filed", async () => {
    for (let seen = await state(); seen.waiting > 0 || seen.separators < 4; seen = await state()) await page.waitForTimeout(500);
    expect((await state()).separators === 4, "the separators were not counted");
  });
  await step("each sheet keeps its picture: of a document's page from the document, of a separator from the sheet", async () => {
    await page.locator('#sheets img[src^="/documents/"]').nth(7).waitFor({ timeout: 60_000 });
    await page.locator("#sheets > li").last().scrollIntoViewIfNeeded();
    const shown = () => page.locator("#sheets img").evaluateAll((pictures) => pictures.filter((one) => one.complete && one.naturalWidth > 0).length);
    for (let tries = 0; tries < 60 && (await shown()) < 12; ++tries) await page.waitForTimeout(500);
    expect((await shown()) === 12, `${await shown()} of 12 pictures are shown`);
    expect((await page.locator('#sheets img[src^="/arrivals/"]').count()) === 4, "not the four separators alone are seen by their sheets");
    expect((await page.getByText(text("scan.sheet.cut")).count()) === 0, "a whole sheet is said to have broken off");
  });
  await look("read to its end");

  const pages_of = async (path) => {
    await page.goto(path);
    const pager = page.locator(".pager .number");
    return (await pager.count()) ? Number(/1 \/ (\d+)/.exec(await pager.textContent())[1]) : 1;
  };
  await step("four documents lie in the tray as one stack, with one, two, three and two pages in their order", async () => {
    await page.goto("/inbox");
    await page.getByText(text("inbox.to_file.other", { count: 4 })).first().waitFor({ timeout: 120_000 });
    await page.locator("#arrivals a.row").first().click();
    await page.locator(".stack li").first().waitFor();
    const paths = await page.locator(".stack li a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    const pages = [];
    for (const path of paths) pages.push(await pages_of(path));
    expect(JSON.stringify(pages) === "[1,2,3,2]", `pages of the documents: ${JSON.stringify(pages)}`);
  });
  await look("first document of the stack");

  await step("a picture that broke off on the wire is said to be so, also when it is a document's page", async () => {
    scanner.load([sheets[1]]);
    scanner.fault("short:13");
    await page.goto("/scan");
    await page.locator("#scan-form").waitFor({ timeout: 60_000 });
    await press(text("scan.act"));
    await page.locator("#stack-done").waitFor({ timeout: 120_000 });
    await page.locator('#sheets img[src^="/documents/"]').waitFor({ timeout: 180_000 });
    await page.locator("#sheets .problem-text", { hasText: text("scan.sheet.cut") }).waitFor();
  });
  await look("a picture that broke off");

  await close();

  for (const language of ["sv", "en"]) {
    const there = await window(language);
    await there.sign_in(office.people.clerk, words(language));
    for (const path of ["/scan", "/scans/1"]) {
      const answer = await there.page.goto(path);
      await check(`${path} opens in ${language}`, () => expect(answer.status() === 200, `${answer.status()}`));
      await there.look(`${language}${path.replaceAll("/", " ")}`);
    }
    await there.close();
  }
}, settings);
await scanner.close();
rmSync(folder, { recursive: true });
