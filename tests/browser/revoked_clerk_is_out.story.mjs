// A clerk whose commitment is revoked is out within one request, wherever she stands, and is told why.
import { story, step, expect, words } from "./support.mjs";

await story("revoked_clerk_is_out", async ({ office, window }) => {
  const text = words("fi");
  const clerk = await window("fi");
  const admin = await window("fi");

  await step("the clerk works on a customer's card", async () => {
    await clerk.sign_in(office.people.clerk, text);
    const answer = await clerk.page.goto("/customers/1");
    expect(answer.status() === 200, `answered ${answer.status()}`);
  });

  await step("in another window the administrator opens her page", async () => {
    await admin.sign_in(office.people.admin, text);
    await admin.page.goto("/people");
    await admin.page.locator("main").getByRole("link", { name: "Kaija Kirjaaja" }).first().click();
    await admin.page.waitForURL(/people\/\d+/);
  });
  await admin.look("person");

  await step("and is told what a revocation would end, before it is done", async () => {
    await admin.page.locator('main a[href*="/revoke"]').first().click();
    await admin.page.waitForURL(/commitments\/\d+\/revoke/);
    expect((await admin.page.locator("main li").count()) >= 4, "the effects are not told");
  });
  await admin.look("revoke");

  await step("a revocation without a reason is told so", async () => {
    await admin.page.locator("#reason").evaluate((field) => field.removeAttribute("required"));
    await admin.page.locator("main form button").last().click();
    await admin.page.locator("#reason-problem").waitFor();
  });

  await step("the clerk is still in", async () => {
    const answer = await clerk.page.reload();
    expect(answer.status() === 200, `answered ${answer.status()}`);
  });

  await step("the commitment is revoked with a reason", async () => {
    await admin.page.locator("#reason").fill("Luopui tehtävästä");
    await admin.page.locator("main form button").last().click();
    await admin.page.waitForURL(/people\/\d+/);
  });
  await admin.look("revoked");

  await step("the clerk's very next click lands on the sign-in page, with words why", async () => {
    await clerk.page.locator("nav a").first().click();
    await clerk.page.waitForURL(/\/sign-in/);
    const told = await clerk.page.locator("main").textContent();
    expect(told.includes(text("session.done")), `told: ${told.trim().slice(0, 200)}`);
    expect(!told.includes("Meikäläinen"), "a customer's name stands there");
  });
  await clerk.look("out");

  await step("and she cannot sign in again", async () => {
    await clerk.page.locator("#user_name").fill(office.people.clerk.user);
    await clerk.page.locator("#password").fill(office.people.clerk.password);
    await clerk.page.getByRole("button", { name: text("sign_in.act") }).click();
    await clerk.page.locator("main h1").waitFor();
    expect((await clerk.page.locator("nav#menu").count()) === 0, "she is in");
    expect(/\/sign-in$/.test(new URL(clerk.page.url()).pathname), `stands at ${clerk.page.url()}`);
  });
  await clerk.look("refused");
  await clerk.close();
  await admin.close();
});
