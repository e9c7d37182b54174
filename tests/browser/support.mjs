// What the stories share: an office of their own with a running service, a browser, steps that are said as they pass,
// and a look at every page they come to: axe-core finds nothing, the console is silent, a phone need not scroll sideways.
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
export const home = process.env.ARKKI_HOME ?? resolve(here, "../..");
const program = join(process.env.ARKKI_BIN ?? join(home, "build/release/bin"), "arkki");
const screenshots = process.env.ARKKI_SCREENSHOTS ?? resolve(here, "../../build/screenshots");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const sample = (name) => join(home, "scans/samples", name);
export const languages = ["fi", "sv", "en"];

/** The messages of a language: the stories name a text by its key and see what the user sees. */
export const words = (language) => {
  const lines = readFileSync(join(home, `templates/messages/${language}.po`), "utf8").split("\n");
  const texts = new Map();
  let key = "", part = "";
  const literal = (line) => JSON.parse(line.slice(line.indexOf('"')));
  for (const line of lines) {
    if (line.startsWith("msgid ")) [key, part] = [literal(line), "id"];
    else if (line.startsWith("msgstr ")) texts.set(key, literal(line)), (part = "text");
    else if (line.startsWith('"')) part === "id" ? (key += literal(line)) : texts.set(key, texts.get(key) + literal(line));
  }
  return (key, values = {}) => {
    if (!texts.get(key)) throw new Error(`no message ${key} in ${language}`);
    return texts.get(key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  };
};

/** Our own settings with some lines of a story's: the rest of the house is the project's. */
const house_with = (folder, settings) => {
  if (!settings.length) return join(home, "config/arkki.properties");
  mkdirSync(join(folder, "house/config"), { recursive: true });
  symlinkSync(join(home, "templates"), join(folder, "house/templates"));
  for (const name of readdirSync(join(home, "config")))
    if (name !== "arkki.properties") symlinkSync(join(home, "config", name), join(folder, "house/config", name));
  const file = join(folder, "house/config/arkki.properties");
  writeFileSync(file, [readFileSync(join(home, "config/arkki.properties"), "utf8"), ...settings, ""].join("\n"));
  return file;
};

const run = (config, data, ...args) =>
  execFileSync(program, ["--config", config, "--data", data, "--json", ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });

/** A demonstration office in a folder of its own, served on a free port of the loopback. */
const open_office = async (lines) => {
  const folder = mkdtempSync(join(tmpdir(), "arkki-browser-"));
  const data = join(folder, "data");
  const config = house_with(folder, lines);
  const people = Object.fromEntries(
    run(config, data, "setup", "--demo").trim().split("\n").map(JSON.parse).map((person) => [person.role, person]),
  );
  const inbox = join(folder, "inbox");
  mkdirSync(inbox);
  const settings = ["--config", config, "--data", data];
  const service = spawn(program, [...settings, "serve", "--listen", "127.0.0.1:0", "--inbox", inbox], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  const ended = new Promise((done) => service.on("exit", done));
  const address = await new Promise((ready, broken) => {
    service.stderr.on("data", (bytes) => {
      log += bytes;
      const found = /ready at (http\S+)\s/.exec(log);
      if (found) ready(found[1]);
    });
    ended.then(() => broken(new Error(`the service did not start: ${log}`)));
  });
  const close = async () => {
    service.kill("SIGTERM");
    const code = await ended;
    rmSync(folder, { recursive: true });
    if (code !== 0) throw new Error(`the service ended with ${code}: ${log}`);
  };
  return { address, people, folder, inbox, run: (...args) => run(config, data, ...args), log: () => log, close };
};

const open_browser = () =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    chromiumSandbox: process.getuid() !== 0,
    args: ["--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
  });

let failed = 0;

/** One sentence of a story; the story goes on after a step that failed only if nothing later needs it. */
export const step = async (sentence, act) => {
  try {
    const result = await act();
    console.log(`ok - ${sentence}`);
    return result;
  } catch (fault) {
    failed += 1;
    console.log(`not ok - ${sentence}\n    ${String(fault.stack ?? fault).split("\n").slice(0, 12).join("\n    ")}`);
    throw fault;
  }
};

/** A check that lets the story go on. */
export const check = async (sentence, act) => step(sentence, act).catch(() => undefined);

export const expect = (truth, complaint) => {
  if (!truth) throw new Error(complaint);
};

/** A person's window. `look(name)` examines the page it stands on. */
const open_window = async (browser, office, story, language) => {
  const context = await browser.newContext({ baseURL: office.address, locale: language, viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const spoken = [];
  // Chromium remarks on a page that answers 403 or 422; whether it should is the story's matter, not the console's.
  const pages = new Set();
  page.on("response", (answer) => answer.request().isNavigationRequest() && pages.add(answer.url()));
  page.on("console", (message) => {
    if (/^Failed to load resource/.test(message.text()) && pages.has(message.location().url)) return;
    spoken.push(`${message.type()}: ${message.text()} (${page.url()})`);
  });
  page.on("pageerror", (fault) => spoken.push(`error: ${fault.message} (${page.url()})`));
  page.on("requestfailed", (request) => {
    if (!/ERR_ABORTED/.test(request.failure()?.errorText ?? "")) spoken.push(`no answer: ${request.url()}`);
  });
  let pictures = 0;

  const violations = async () => {
    await page.evaluate(axe);
    const found = await page.evaluate(() =>
      globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] }),
    );
    return found.violations.map((rule) => `${rule.id}: ${rule.help}: ${rule.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  };

  const look = (name) =>
    check(`${name}: nothing to find for axe, a silent console, no scrolling sideways on a phone`, async () => {
      const place = join(screenshots, story);
      mkdirSync(place, { recursive: true });
      const number = String(++pictures).padStart(2, "0");
      const complaints = [];
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: width === 360 ? 780 : 900 });
        await page.waitForLoadState("load");
        complaints.push(...(await violations()).map((text) => `at ${width}: ${text}`));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (wide > width) complaints.push(`at ${width}: the page is ${wide} wide`);
        await page.screenshot({ path: join(place, `${number}-${name.replaceAll(" ", "-")}-${language}-${width}.png`), fullPage: true });
      }
      await page.setViewportSize({ width: 1440, height: 900 });
      const spoke = await page.evaluate(() => document.documentElement.lang);
      if (spoke !== language) complaints.push(`the page says it is in ${spoke}, not in ${language}`);
      complaints.push(...spoken.splice(0));
      expect(complaints.length === 0, complaints.join("\n    "));
    });

  const sign_in = async (person, text) => {
    await page.goto("/sign-in");
    await page.locator("#user_name").fill(person.user);
    await page.locator("#password").fill(person.password);
    await page.getByRole("button", { name: text("sign_in.act") }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  };

  /** Presses Tab until the element has the focus, as somebody without a mouse does. */
  const tab_to = async (target) => {
    const wanted = await target.elementHandle();
    for (let presses = 0; presses < 200; ++presses) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab never reaches ${target}`);
  };

  return { page, look, sign_in, tab_to, close: () => context.close() };
};

/** Runs a story in an office of its own, with further lines of settings, and ends with 1 if a step failed. */
export const story = async (name, tell, settings = []) => {
  let office, browser;
  try {
    office = await open_office(settings);
    browser = await open_browser();
    await tell({ office, window: (language) => open_window(browser, office, name, language) });
  } catch (fault) {
    if (!failed) console.log(`not ok - ${name} is told to its end\n    ${fault.stack ?? fault}`), (failed += 1);
  } finally {
    await browser?.close();
    await office?.close().catch((fault) => (console.log(`not ok - the service stops cleanly\n    ${fault.message}`), (failed += 1)));
  }
  process.exitCode = failed ? 1 : 0;
};
