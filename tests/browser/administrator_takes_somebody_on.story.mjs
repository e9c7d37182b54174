// The administrator takes a trainee on: person, printed sheet, signed commitment, role, one-time password. The trainee
// leaves; what she was stays written.
import { story, step, expect, words, sample } from "./support.mjs";

await story("administrator_takes_somebody_on", async ({ office, window }) => {
  const text = words("fi");
  const admin = await window("fi");
  const page = admin.page;
  const open = (key) => page.locator("summary", { hasText: text(key) }).first().click();
  let path = "", secret = "";

  await step("the administrator signs in and finds the people by their employer", async () => {
    await admin.sign_in(office.people.admin, text);
    await page.goto("/people");
    await page.getByRole("heading", { name: text("people.title") }).waitFor();
    await page.locator("caption", { hasText: text("people.employer.own") }).waitFor();
  });
  await admin.look("people");

  await step("a user name that somebody has is refused, and what was typed stays", async () => {
    await page.getByRole("link", { name: text("people.add") }).click();
    await page.locator("#name").fill("Harri Harjoittelija");
    await page.locator("#user_name").fill("clerk");
    await page.getByRole("button", { name: text("person_new.act") }).click();
    await page.locator("#problems").waitFor();
    expect((await page.locator("#name").inputValue()) === "Harri Harjoittelija", "the name is gone");
  });
  await admin.look("name taken");

  await step("a name of his own is taken", async () => {
    await page.locator("#user_name").fill("harri");
    await page.getByRole("button", { name: text("person_new.act") }).click();
    await page.waitForURL(/people\/\d+/);
    path = new URL(page.url()).pathname;
    await page.getByText(text("person.no_commitments")).waitFor();
  });
  await admin.look("without commitment");

  await step("without a commitment there is no account", async () => {
    await page.getByRole("button", { name: text("person.open_account") }).click();
    await page.locator("#problems").waitFor();
  });
  await admin.look("no account");

  await step("the sheet is printed with its version and digest", async () => {
    await page.goto(path);
    const waiting = page.waitForEvent("download");
    await page.locator(`a[href="${path}/sheet/fi"]`).click();
    const download = await waiting;
    expect(/^commitment-\d+-v1\.pdf$/.test(download.suggestedFilename()), download.suggestedFilename());
  });

  await step("its scan is recorded with a witness and a last day", async () => {
    await page.goto(path);
    await open("commitment.record");
    await page.locator("#valid_to").fill("2099-12-31");
    await page.locator("#sheet_sha256").setInputFiles(sample("rectify-fi.jpg"));
  });
  await admin.look("recording");
  await step("and stands on his page", async () => {
    await page.getByRole("button", { name: text("commitment.act") }).click();
    await page.getByText(text("commitment.done")).waitFor();
    await page.locator(".mark", { hasText: text("commitment.state.valid") }).waitFor();
  });

  await step("he gets a role for a reason", async () => {
    await open("person.give_role");
    await page.locator("#role_reason").fill("kesätyö");
    await page.locator(`form[action="${path}/roles"] button`).click();
    await page.getByText(text("person_role.done")).waitFor();
  });

  await step("and a password that is shown once", async () => {
    await page.getByRole("button", { name: text("person.open_account") }).click();
    await page.getByRole("heading", { name: text("person_secret.title") }).waitFor();
    secret = await page.locator("dd .secret").innerText();
    expect(secret.length === 23, `shown: ${secret.length} characters`);
  });
  await admin.look("password shown");

  await step("his page tells what he may act as, and no password", async () => {
    await page.goto(path);
    await page.getByText("kesätyö").waitFor();
    expect(!(await page.content()).includes(secret), "the password stands there");
  });
  await admin.look("person");

  await step("he leaves; his name stays and is free for nobody", async () => {
    await open("person.leave");
    await page.locator("#leave_reason").fill("työ päättyi");
    await page.locator(`form[action="${path}/leave"] button`).click();
    await page.getByText(text("person_left.done")).waitFor();
  });

  await step("the start page of the administrator tells what there is to know", async () => {
    const answer = await page.goto("/");
    expect(answer.status() === 200, `answered ${answer.status()}`);
  });
  await admin.look("start");
});
