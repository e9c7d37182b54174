// A clerk has a stack and no mouse: she joins, turns, cuts and files it with one key each, and takes back what was wrong.
import { story, step, check, expect, words, sample } from "./support.mjs";

await story("clerk_files_a_stack", async ({ office, window }) => {
  const text = words("fi");
  const { page, look, sign_in, tab_to, close } = await window("fi");
  const counter = () => page.locator(".head .number").textContent();
  const position = () => page.locator(".pager .number").textContent();
  const key = async (name) => {
    await Promise.all([page.waitForNavigation(), page.keyboard.press(name)]);
  };
  const said = (name) => page.locator(".said", { hasText: text(name) }).waitFor();

  await step("an empty inbox says what will come here", async () => {
    await sign_in(office.people.clerk, text);
    await page.goto("/inbox");
    await page.getByText(text("inbox.empty_title")).waitFor();
  });
  await look("an empty inbox");

  await step("three files come in together", async () => {
    await page.goto("/upload");
    await page.locator("#file").setInputFiles(["order-sv.tif", "contact-en.pdf", "access-fi.tif"].map(sample));
    await page.getByRole("button", { name: text("upload.act") }).first().click();
    await page.waitForURL((url) => url.pathname !== "/upload");
    await page.goto("/inbox");
    await page.locator("#arrivals a.row").first().waitFor({ timeout: 90_000 });
    await page.getByText(text("inbox.to_file.other", { count: 3 })).first().waitFor({ timeout: 90_000 });
  });
  await look("inbox with a stack");

  await step("she opens the stack with Enter", async () => {
    await tab_to(page.locator("#arrivals a.row").first());
    await key("Enter");
    expect(/\/file$/.test(new URL(page.url()).pathname), page.url());
    expect((await counter()).startsWith("1 / 3"), await counter());
    expect((await page.locator(".stack li").count()) === 3, "the stack is not shown");
  });
  await look("first paper of the stack");

  await step("? shows the keys, Escape puts them away", async () => {
    await page.keyboard.press("?");
    await page.locator("#keys:popover-open").waitFor();
  });
  await look("keys");
  await step("and no key of the tray works behind them", async () => {
    await page.keyboard.press("Escape");
    await page.locator("#keys:popover-open").waitFor({ state: "detached" });
  });

  await step("m joins the next paper to this one", async () => {
    await key("m");
    await said("tray.done.merge");
    expect(/1 \/ 2/.test(await position()), await position());
    expect((await counter()).startsWith("1 / 2"), await counter());
  });
  await step("the arrow turns to the second page, r turns its picture", async () => {
    await key("ArrowRight");
    expect(/2 \/ 2/.test(await position()), await position());
    const before = await page.locator(".sheet svg").getAttribute("viewBox");
    await key("r");
    await said("tray.done.turn");
    const after = await page.locator(".sheet svg").getAttribute("viewBox");
    expect(before.split(" ").slice(2).join() === after.split(" ").slice(2).reverse().join(), `${before} became ${after}`);
  });
  await look("two pages, one turned");
  await step("b leaves the page out, u takes it back", async () => {
    await key("b");
    await said("tray.done.drop");
    await page.getByRole("button", { name: text("tray.take_back") }).waitFor();
  });
  await look("a page left out");
  await step("u takes that back, and the turn before it", async () => {
    await key("u");
    await said("tray.done.undo");
    await key("u");
    await key("ArrowRight");
    expect(/2 \/ 2/.test(await position()), await position());
  });
  await step("s cuts the stack here again", async () => {
    await key("s");
    await said("tray.done.split");
    expect(/1 \/ 1/.test(await position()), await position());
    expect((await counter()).startsWith("1 / 3"), await counter());
  });

  await step("the customer is found while she types, with what tells same names apart", async () => {
    await tab_to(page.locator("#customer_words"));
    await page.keyboard.type("Meik", { delay: 40 });
    await page.locator("#candidates .choice", { hasText: "Matti Meikäläinen" }).waitFor();
    await page.keyboard.press("ArrowDown");
    expect(await page.locator("#candidates input").first().isChecked(), "the first is not chosen");
  });
  await look("customers while typing");
  await step("s, r and b are letters while she types a name", async () => {
    await page.locator("#customer_words").focus();
    await page.keyboard.type("srb");
    expect((await page.locator("#customer_words").inputValue()).endsWith("srb"), "a key of the tray took a letter");
    expect(/1 \/ 1/.test(await position()), await position());
    for (const letter of "srb") await page.keyboard.press("Backspace");
    await page.locator("#candidates .choice", { hasText: "Matti Meikäläinen" }).waitFor();
    await page.waitForTimeout(500);
    await page.keyboard.press("ArrowDown");
  });
  await step("Enter files it, not the look-up, and opens the next", async () => {
    const first = page.url();
    await key("Enter");
    await page.getByText(text("filing.done")).waitFor();
    expect(page.url() !== first, "the same paper again");
    expect((await counter()).startsWith("1 / 2"), await counter());
  });
  await step("Enter with the hands off every field files the next as well", async () => {
    await key("Enter");
    await page.getByText(text("filing.done")).waitFor();
    expect((await counter()).startsWith("1 / 1"), await counter());
  });
  await step("the last one leads back to the inbox", async () => {
    await key("Enter");
    await page.waitForURL("**/inbox**");
  });
  await look("inbox after filing");

  await step("without scripts the same buttons do the same", async () => {
    office.run("intake", sample("order-en.png"));
    const context = await page.context().browser().newContext({ baseURL: office.address, locale: "fi", javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto("/sign-in");
    await plain.locator("#user_name").fill(office.people.clerk.user);
    await plain.locator("#password").fill(office.people.clerk.password);
    await plain.getByRole("button", { name: text("sign_in.act") }).click();
    await plain.goto("/inbox");
    await plain.locator("#arrivals a.row").first().click();
    await plain.locator('button[value="turn"]').click();
    await plain.getByText(text("tray.done.turn")).waitFor();
    await plain.locator("#customer_words").fill("Meik");
    await plain.locator('button[value="find"]').click();
    await plain.locator(".choice", { hasText: "Matti Meikäläinen" }).locator("input").check();
    await plain.locator("#unit").press("Enter");
    await plain.waitForURL("**/inbox**");
    await context.close();
  });
  await close();
});
