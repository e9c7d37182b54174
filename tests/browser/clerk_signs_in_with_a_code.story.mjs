// A clerk turns on a second factor, loses the telephone and comes back with a recovery code; makes a token for a
// program and ends it; sees where she is signed in. A new colleague has to choose a password of his own.
import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { story, step, expect, words } from "./support.mjs";

/** What an authenticator app shows: RFC 6238, SHA-1, six digits. */
const code_of = (secret, at = Date.now()) => {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
};

await story("clerk_signs_in_with_a_code", async ({ office, window }) => {
  const text = words("fi");
  const { page, look, sign_in, close } = await window("fi");
  const main = page.locator("main");
  const press = (key) => main.getByRole("button", { name: text(key), exact: true }).click();

  await step("the clerk signs in with the password alone", () => sign_in(office.people.clerk, text));
  await step("her name in the header leads to her account", async () => {
    await page.locator('.who a[href="/account"]').click();
    await page.getByRole("heading", { name: text("account.title"), exact: true }).waitFor();
  });
  await look("account");

  let secret = "";
  await step("she begins a second factor and is shown a code to scan", async () => {
    await page.goto("/account/factor");
    await page.locator("#current").fill(office.people.clerk.password);
    await press("factor.begin");
    await page.locator("svg .qr-ink").waitFor();
    secret = /secret=([A-Z2-7]{32})/.exec(await page.content())?.[1] ?? "";
    expect(secret.length === 32, "no secret for the app");
  });
  await look("second factor begun");
  await step("a wrong code is told beside the field", async () => {
    await page.locator("#code").fill("000000");
    await press("factor.confirm");
    await page.locator("#code-problem").waitFor();
  });

  let recovery = [];
  await step("the app's code turns it on, and ten recovery codes are shown", async () => {
    await page.locator("#code").fill(code_of(secret));
    await press("factor.confirm");
    await page.getByRole("heading", { name: text("factor.codes_title") }).waitFor();
    recovery = await main.locator("code").allInnerTexts();
    expect(recovery.length === 10, `${recovery.length} codes`);
  });
  await look("recovery codes");

  await step("the next time the password is not enough", async () => {
    await page.locator(".who form button").click();
    await page.locator("#user_name").fill(office.people.clerk.user);
    await page.locator("#password").fill(office.people.clerk.password);
    await page.getByRole("button", { name: text("sign_in.act") }).click();
    await page.waitForURL("**/sign-in/code**");
    const answer = await page.request.get("/inbox", { maxRedirects: 0 });
    expect(answer.status() === 303, `the inbox answers ${answer.status()}`);
  });
  await look("the code is asked for");
  await step("a recovery code lets her in", async () => {
    await page.locator("#code").fill(recovery[0]);
    await page.getByRole("button", { name: text("sign_in.act") }).click();
    await page.waitForURL((url) => url.pathname === "/");
  });

  await step("she makes a token for a program; a form without acts is told so", async () => {
    await page.goto("/account/tokens/new");
    await page.locator("#name").fill("hakuohjelma");
    await page.locator("#current").fill(office.people.clerk.password);
    await press("token.make");
    await page.locator("#scopes-problem").waitFor();
    expect((await page.locator("#name").inputValue()) === "hakuohjelma", "what was typed is gone");
  });
  await look("token with a problem");
  let token = "";
  await step("then it is shown once", async () => {
    await page.locator("#scopes-search").check();
    await page.locator("#current").fill(office.people.clerk.password);
    await press("token.make");
    token = await page.locator("code.secret").innerText();
    expect(/^arkki_[0-9a-f]{64}$/.test(token), "no token");
  });
  await look("token shown");
  const asks = async () => (await fetch(`${office.address}/api/v1/session`, { headers: { Authorization: `Bearer ${token}` } })).status;
  await step("a program uses it", async () => expect((await asks()) === 200, "it does not work"));
  await step("she ends it, and it is over", async () => {
    await page.goto("/account");
    await main.getByRole("button", { name: text("token.end") }).click();
    await page.getByText(text("token_end.done")).waitFor();
    expect((await asks()) === 401, "it still works");
  });
  await look("account with a factor");

  const admin = join(office.folder, "admin.password");
  writeFileSync(admin, office.people.admin.password, { mode: 0o600 });
  const made = JSON.parse(office.run("--as", "admin", "--password-file", admin, "user", "add", "uusi", "--name", "Uuno Uusi",
    "--role", "clerk", "--witness", "todistaja", "--sheet", "a".repeat(64)));
  const colleague = await window("fi");
  await step("a new colleague is led to a password of his own, wherever he wants to go", async () => {
    await colleague.sign_in({ user: "uusi", password: made.password }, text);
    for (const path of ["/", "/inbox", "/search", "/account"]) {
      await colleague.page.goto(path);
      expect(new URL(colleague.page.url()).pathname === "/account/password", `${path} opened`);
    }
  });
  await colleague.look("own password");
  await step("he chooses it and signs in with it", async () => {
    await colleague.page.locator("#current").fill(made.password);
    await colleague.page.locator("#fresh").fill("sininen vene järvellä");
    await colleague.page.locator("#again").fill("sininen vene järvellä");
    await colleague.page.locator("main").getByRole("button", { name: text("account.change_password") }).click();
    await colleague.page.getByText(text("password.done")).waitFor();
    await colleague.sign_in({ user: "uusi", password: "sininen vene järvellä" }, text);
    const answer = await colleague.page.goto("/inbox");
    expect(answer.status() === 200 && new URL(colleague.page.url()).pathname === "/inbox", "the inbox is closed");
  });
  await colleague.close();
  await close();
});
