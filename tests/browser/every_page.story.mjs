// Every main page, for its reader, in three languages.
import { story, step, check, words, languages, sample, expect, home } from "./support.mjs";

await story("every_page", async ({ office, window }) => {
  await step("the office has post and one bad file", async () => {
    office.run("intake", "--place", "K2-H3-M07", sample("rectify-fi.jpg"), sample("order-sv.tif"), sample("contact-en.pdf"));
    office.run("intake", sample("rectify-fi.jpg"));
    office.run("intake", `${home}/config/arkki.properties`);
  });
  await step("and the rules found something in its log", async () => {
    const { page, sign_in, close } = await window("fi");
    await sign_in(office.people.clerk, words("fi"));
    for (let card = 1; card <= 9; ++card) await page.goto(`/customers/${card}`);
    await close();
    office.run("audit", "review");
  });
  let sent = "";
  await step("and somebody sent a paper by browser", async () => {
    const { page, sign_in, close } = await window("fi");
    await sign_in(office.people.clerk, words("fi"));
    await page.goto("/upload");
    await page.locator("#file").setInputFiles([sample("order-en.png"), sample("access-fi.tif")]);
    await page.getByRole("button", { name: words("fi")("upload.act") }).click();
    await page.waitForURL("**/uploads/**");
    sent = new URL(page.url()).pathname;
    await close();
  });
  await step("and a request was opened from a letter", async () => {
    const { page, sign_in, close } = await window("fi");
    await sign_in(office.people.responsible, words("fi"));
    await page.goto("/requests/new?document=1");
    await page.locator('input[name="kind"][value="access"]').check();
    if (!(await page.locator('input[name="customer"]:checked').count())) {
      await page.locator("#customer_words").fill("Matti Meikäläinen");
      await page.locator('button[value="find"]').click();
      await page.locator(".choice", { hasText: "Matti Meikäläinen" }).locator("input").first().check();
    }
    await page.locator('button[value="open"]').click();
    await page.waitForURL(/requests\/\d+$/);
    await close();
  });
  for (const language of languages) {
    const text = words(language);
    const own = ["/my-log", "/account", "/account/password", "/account/factor", "/relations", "/purpose"];
    const pages = {
      clerk: ["/", "/inbox", "/scan", "/printing", "/upload", sent, "/forms", "/forms/draw?document=1", "/search", "/documents/1", "/documents/1/file", "/customers", "/customers/new", "/customers/1", "/requests", "/requests/new", "/requests/1/clock", "/requests/1/case", "/glass/new?of=customer:1", "/account/tokens/new", ...own],
      responsible: ["/", "/requests", "/requests/1/clock", "/letter-templates", "/requests/1/write", "/requests/1/write/information-request", "/letter-templates/refusal-certificate/fi", "/findings", "/findings?state=", "/glass", "/restricted?of=customer:1", "/rights", "/rights/new", "/rights/1/end", "/people", "/people/2", "/commitments/2/revoke", "/purpose"],
      auditor: ["/", "/log", "/log?actor=2&hours=19-5&weekday=7", "/log/3", "/findings?state=", "/findings/1", "/sample", "/certificate", "/reports", "/rights", "/seal", "/purpose"],
      admin: ["/", "/people", "/people/new", "/people/2", "/commitments/2/revoke", "/rights", "/rights/new", "/seal", "/my-log", "/purpose"],
      second: ["/", "/my-log", "/purpose"],
    };
    for (const role of Object.keys(pages)) {
      const { page, look, sign_in, close } = await window(language);
      if (role === "clerk") {
        await page.goto("/sign-in");
        await look("sign-in");
        await page.goto("/sign-in?done=session");
        await look("sign-in after the session ended");
      }
      await sign_in(office.people[role], text);
      for (const path of pages[role]) {
        const answer = await page.goto(path);
        await check(`${role} opens ${path} in ${language}`, () => expect(answer.status() === 200, `${path} answers ${answer.status()}`));
        await look(`${role}${path.replaceAll(/[^a-z0-9]+/g, "-")}`);
      }
      await close();
    }
  }
});
