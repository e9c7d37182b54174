// A clerk looks for a paper: by a word in another form than it is printed in, framed on the picture of the page; by
// fields; among her own earlier searches; in another language without typing it again.
import { story, expect, step, words, sample } from "./support.mjs";

await story("clerk_finds_a_paper", async ({ office, window }) => {
  const text = words("fi");
  const { page, look, sign_in, close } = await window("fi");
  const main = page.locator("main");
  const search = async (typed) => {
    await page.goto("/search");
    await page.locator("#q").fill(typed);
    await page.keyboard.press("Enter");
    await page.getByRole("status").waitFor();
  };

  await step("the clerk signs in and hands in three forms", async () => {
    await sign_in(office.people.clerk, text);
    await page.goto("/upload");
    await page.locator("#file").setInputFiles(["rectify-fi.jpg", "contact-fi.jpg", "order-fi.jpg"].map(sample));
    await page.getByRole("button", { name: text("upload.act") }).click();
    await page.waitForURL("**/uploads/*");
  });
  await step("a minute later the word is found in the form it is not printed in", async () => {
    for (let tries = 0; ; ++tries) {
      await search("asiakas");
      if (await page.locator(".hits li").count()) break;
      expect(tries < 60, "nothing was found");
      await page.waitForTimeout(1000);
    }
    const marked = (await page.locator(".hits mark").allTextContents()).map((word) => word.toLowerCase());
    expect(marked.some((word) => word.includes("asiak") && word !== "asiakas"), `marked: ${marked.join(", ")}`);
  });
  await step("the hit is framed on the strip of the page", async () => {
    const frame = page.locator(".hits rect.hit").first();
    const strip = await page.locator(".hits .strip").first().boundingBox();
    const box = await frame.boundingBox();
    expect(box.y >= strip.y - 2 && box.y + box.height <= strip.y + strip.height + 2, "the frame lies outside the strip");
    expect(!page.url().includes("asiak"), "the word stands in the address");
  });
  await look("hits");

  await step("another language keeps the hits", async () => {
    const before = await page.locator(".hits li").count();
    await page.locator(".languages a[lang=sv]").first().click();
    await page.getByRole("status").waitFor();
    expect((await page.locator("html").getAttribute("lang")) === "sv", "the page is not Swedish");
    expect((await page.locator("#q").inputValue()) === "asiakas", "the words are gone");
    expect((await page.locator(".hits li").count()) === before, "other hits");
    await page.locator(".languages a[lang=fi]").first().click();
    await page.getByRole("status").waitFor();
  });

  await step("the document frames the word on its page, and the word is not in the address", async () => {
    await page.locator(".hits h2 a").first().click();
    await page.waitForURL(/documents\/\d+\?page=/);
    expect((await page.locator(".sheet rect.hit").count()) > 0, "no frame");
    expect(!page.url().includes("asiak"), "the word stands in the address");
  });
  await look("document");
  await step("its way back leads to the hits", async () => {
    await main.locator("a.back").click();
    await page.locator(".hits li").first().waitFor();
  });

  await step("the search is kept under a name, offered while typing, and deleted", async () => {
    await page.locator("#name").fill("Asiakkaiden paperit");
    await page.getByRole("button", { name: text("search.save"), exact: true }).click();
    await page.getByText(text("search.saved.done")).waitFor();
    await page.goto("/search");
    const answer = page.waitForResponse("**/search/suggestions");
    await page.locator("#q").pressSequentially("asia");
    expect((await (await answer).json()).suggestions.includes("asiakas"), "not offered");
    await page.keyboard.press("ArrowDown");  // the choices of customers hang on this key elsewhere
  });
  await look("own searches");
  await step("and deleted again", async () => {
    await page.getByRole("link", { name: "Asiakkaiden paperit" }).click();
    await page.getByRole("status").waitFor();
    await page.goto("/search");
    await page.getByRole("button", { name: text("search.forget_named", { name: "Asiakkaiden paperit" }) }).click();
    await page.waitForURL("**/search");
    expect((await page.getByRole("link", { name: "Asiakkaiden paperit" }).count()) === 0, "still there");
  });

  await step("fields narrow it, typed or chosen; what no page has is said kindly", async () => {
    await search("asiakas -asiakkaan -asiakas");
    await search(`${text("search.field.type")}:korjauspyyntö`);
    const titles = await page.locator(".hits h2").allTextContents();
    expect(titles.every((title) => title.includes("korjauspyyntö")), titles.join(", "));
    await search("qzwxnoword");
    await page.locator(".empty").waitFor();
  });
  await look("nothing found");
  await step("a day that is none is told beside its field, and the words stay", async () => {
    await page.locator(".narrow summary").click();
    await page.locator("#from").fill("31.2.2026");
    await page.locator("#q").fill("asiakas");
    await page.getByRole("button", { name: text("search.apply") }).click();
    await page.locator("#from-problem").waitFor();
    expect((await page.locator("#q").inputValue()) === "asiakas", "the words are gone");
  });
  await look("a day that is none");
  await close();
});
