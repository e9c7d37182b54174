// A clerk away from the scanner photographs a letter with the phone: it goes up, is read while she looks, is filed and found.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { photo_of_letter } from "./photo.mjs";
import { story, step, expect, words } from "./support.mjs";

const phone = { width: 390, height: 844 };

await story("clerk_photographs_a_letter", async ({ office, window }) => {
  const text = words("fi");
  const { page, look, sign_in, close } = await window("fi");
  const main = page.locator("main");
  const letter = join(office.folder, "kirje.jpg");

  await step("a letter lies on the table and is photographed", async () => {
    const photo = await photo_of_letter(page.context().browser(), [
      "Arvoisa vastaanottaja,",
      "pyydän teitä korjaamaan asiakasrekisteriin merkityn osoitteeni,",
      "sillä muutimme lokakuussa uuteen asuntoon Tuulimyllynkadulle.",
      "Vanha osoite on ollut rekisterissä jo kolme vuotta, ja siksi",
      "laskut ovat kulkeneet väärään paikkaan useita kertoja.",
      "Toivon vastausta kirjeitse mahdollisimman pian.",
      "Ystävällisin terveisin, Matti Meikäläinen",
    ]);
    expect(photo.length > 100_000, `the photo has ${photo.length} bytes`);
    writeFileSync(letter, photo);
  });
  await step("the clerk opens the upload page on the phone", async () => {
    await sign_in(office.people.clerk, text);
    await page.setViewportSize(phone);
    await page.goto("/upload");
    await main.getByRole("heading", { level: 1 }).waitFor();
  });
  await step("without a file she is told so, and nothing is sent", async () => {
    await page.getByRole("button", { name: text("upload.act") }).click();
    await page.getByText(text("upload.no_file")).waitFor();
  });
  await step("the photo stands in the list with its size, and can be taken out again", async () => {
    await page.locator("#file").setInputFiles(letter);
    const row = page.locator("[data-files] li");
    await row.waitFor();
    expect((await row.textContent()).includes("kirje.jpg"), "the name is not in the list");
    await row.getByRole("button").click();
    expect((await page.locator("[data-files] li").count()) === 0, "it is still in the list");
    await page.locator("#file").setInputFiles(letter);
  });
  await look("upload with a photo chosen");
  await page.setViewportSize(phone);
  await step("it goes up and the page says what becomes of it", async () => {
    await page.getByRole("button", { name: text("upload.act") }).click();
    await page.waitForURL("**/uploads/**");
    await page.locator("[data-arrival] [data-state]").waitFor();
  });
  await step("she sees it filed without loading the page anew", async () => {
    await page.evaluate(() => (globalThis.same_page = true));
    await page.locator('[data-arrival] [data-state="filed"]').waitFor({ timeout: 120_000 });
    expect(await page.evaluate(() => globalThis.same_page === true), "the page was loaded anew");
  });
  await look("the photo was read");
  await step("a word of the letter finds it, upright", async () => {
    await page.goto("/search");
    await main.locator('input[name="q"]').first().fill("tuulimyllynkatu");
    await main.getByRole("button", { name: text("search.act") }).first().click();
    await main.locator('a[href^="/documents/"]').first().waitFor();
  });
  await look("found");
  await close();
});
