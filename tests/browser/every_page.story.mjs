// Every main page, for its reader, in three languages.
import { story, step, check, words, languages, sample, expect, home } from "./support.mjs";

await story("every_page", async ({ office, window }) => {
  await step("the office has post, one bad file and a request", async () => {
    office.run("intake", "--place", "K2-H3-M07", sample("rectify-fi.jpg"), sample("order-sv.tif"), sample("contact-en.pdf"));
    office.run("intake", sample("rectify-fi.jpg"));
    office.run("intake", `${home}/config/arkki.properties`);
  });
  for (const language of languages) {
    const text = words(language);
    const pages = {
      clerk: ["/", "/inbox", "/upload", "/search", "/documents/1", "/documents/1/file", "/customers", "/customers/new", "/customers/1", "/requests", "/requests/new", "/purpose"],
      responsible: ["/", "/requests", "/purpose"],
      auditor: ["/", "/log", "/purpose"],
      admin: ["/people", "/purpose"],
    };
    for (const role of Object.keys(pages)) {
      const { page, look, sign_in, close } = await window(language);
      if (role === "clerk") {
        await page.goto("/sign-in");
        await look("sign-in");
      }
      await sign_in(office.people[role], text);
      for (const path of pages[role]) {
        const answer = await page.goto(path);
        await check(`${role} opens ${path} in ${language}`, () => expect(answer.status() === 200, `${path} answers ${answer.status()}`));
        await look(`${role}${path.replaceAll("/", "-")}`);
      }
      await close();
    }
  }
});
