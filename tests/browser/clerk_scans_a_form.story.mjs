// A clerk has a paper: she scans it, watches it being read, files it beside its picture and finds it again.
import { story, step, expect, words, sample } from "./support.mjs";

await story("clerk_scans_a_form", async ({ office, window }) => {
  const text = words("fi");
  const { page, look, sign_in, close } = await window("fi");
  const main = page.locator("main");

  await step("a wrong password is told beside the form, and the name stays typed", async () => {
    await page.goto("/");
    await page.locator("#user_name").fill(office.people.clerk.user);
    await page.locator("#password").fill("väärä salasana");
    await page.getByRole("button", { name: text("sign_in.act") }).click();
    await page.locator("#problems").waitFor();
    expect((await page.locator("#user_name").inputValue()) === office.people.clerk.user, "the name is gone");
    expect((await page.locator("#password").inputValue()) === "", "the password came back");
  });
  await page.waitForTimeout(1500); // what a wrong password costs
  await step("the clerk signs in", () => sign_in(office.people.clerk, text));
  await look("start");

  await step("a place that is not there is told beside the field", async () => {
    await page.goto("/inbox");
    await main.getByRole("link", { name: text("inbox.upload") }).first().click();
    await page.locator("#file").setInputFiles(sample("rectify-fi.jpg"));
    await page.locator("#unit").fill("K9-H9-M99");
    await page.getByRole("button", { name: text("upload.act") }).click();
    await page.locator("#unit-problem").waitFor();
    expect((await page.locator("#unit").inputValue()) === "K9-H9-M99", "what was typed is gone");
  });
  await look("upload with a problem");

  await step("the form is uploaded, with the binder the paper went into", async () => {
    await page.locator("#file").setInputFiles(sample("rectify-fi.jpg"));
    await page.locator("#unit").fill("K2-H3-M07");
    await page.getByRole("button", { name: text("upload.act") }).click();
    await page.waitForURL("**/uploads/**");
  });
  await look("what became of the file");
  await main.getByRole("link", { name: text("upload.to_inbox") }).click();
  await look("inbox while it is read");

  await step("the inbox shows when it has been read, without a reload", async () => {
    await page.evaluate(() => (globalThis.same_page = true));
    await page.locator("#arrivals a.row").first().waitFor({ timeout: 60_000 });
    expect(await page.evaluate(() => globalThis.same_page === true), "the page was loaded anew");
  });
  await look("inbox when it was read");

  await step("the form stands beside its picture, with a proposal for whom it is", async () => {
    await page.locator("#arrivals a.row").first().click();
    await page.waitForURL(/documents\/\d+\/file/);
    const width = await page.locator(".sheet image").evaluate(
      (image) => new Promise((done) => {
        const copy = new Image();
        copy.onload = () => done(copy.naturalWidth);
        copy.onerror = () => done(0);
        copy.src = image.getAttribute("href");
      }));
    expect(width > 500, `the picture is ${width} wide`);
    expect(await page.locator('input[name="series"][value="correction_request"]').isChecked(), "the type was not proposed");
  });
  await look("filing");

  await step("a customer nobody knows is told, and nothing is lost", async () => {
    await page.locator("#customer_words").fill("Qzwx Olematon");
    const nobody = page.locator('input[name="customer"]');
    for (const choice of await nobody.all()) await choice.evaluate((radio) => (radio.checked = false));
    await page.locator('button[value="file"]').click();
    await page.locator("#customer_words-problem").waitFor();
    expect((await page.locator("#customer_words").inputValue()) === "Qzwx Olematon", "what was typed is gone");
  });
  await look("filing with a problem");

  await step("she looks the customer up, chooses him, and files the form", async () => {
    await page.locator("#customer_words").fill("Meikäläinen");
    await page.locator('button[value="find"]').click();
    const matti = page.locator(".choice", { hasText: "Matti Meikäläinen" }).locator("input");
    await matti.check();
    await page.locator('button[value="file"]').click();
    await page.waitForURL((url) => !/\/file$/.test(url.pathname));
    await page.getByText(text("filing.done")).waitFor();
  });

  await step("a search finds it with a frame on the hit", async () => {
    await page.locator("#top-search").fill("korjauspyyntö");
    await page.keyboard.press("Enter");
    await page.locator(".hits li").first().waitFor();
    expect((await page.locator(".hits rect.hit").count()) > 0, "no frame");
  });
  const hit = page.locator(".hits li").first();
  await step("with its customer, its place, the lock and the fire class, and who may see it", async () => {
    const facts = await hit.textContent();
    for (const fact of ["Matti Meikäläinen", "K2-H3-M07", text("place.locked"), "Kaija Kirjaaja", "Veera Vastaava"])
      expect(facts.toLowerCase().includes(fact.toLowerCase()), `${fact} is not said`);
  });
  await look("search");

  await step("its page says the same, and that this look was logged", async () => {
    await hit.getByRole("link").first().click();
    await page.waitForURL(/documents\/\d+/);
    const told = await main.textContent();
    for (const fact of ["Matti Meikäläinen", "K2-H3-M07", text("place.locked"), text("place.fire_safe"), "EN 1047-1 S 60 P", "Kaija Kirjaaja", "Veera Vastaava"])
      expect(told.includes(fact), `${fact} is not said`);
    expect((await main.locator(".trust").last().textContent()).length > 10, "nothing about the log");
  });
  await look("document");

  await step("the searchable PDF is saved", async () => {
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: text("document.pdf") }).click();
    const saved = await saving;
    expect((await saved.failure()) === null, "not saved");
  });

  await step("the same form again is said to have come before", async () => {
    await page.goto("/upload");
    await page.locator("#file").setInputFiles(sample("rectify-fi.jpg"));
    await page.getByRole("button", { name: text("upload.act") }).click();
    await page.waitForURL("**/uploads/**");
    await main.locator('[data-state="duplicate"]').waitFor({ timeout: 60_000 });
    await main.getByRole("link", { name: text("upload.to_inbox") }).click();
    await page.getByText(text("inbox.state.duplicate")).waitFor({ timeout: 60_000 });
  });
  await look("inbox with a duplicate");
  await close();
});
