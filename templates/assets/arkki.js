// Comfort only: every page works without this file.

const typing = (element) => element && element.matches("input, select, textarea, [contenteditable]");

// "/" goes to the search, arrows turn pages, + and - change the size of a page image.
const zoom = (step) => {
  const sheet = document.querySelector(".sheet");
  if (!sheet) return;
  const now = sheet.classList.contains("zoom-2") ? 2 : sheet.classList.contains("zoom-1") ? 1 : 0;
  const next = Math.min(2, Math.max(0, now + step));
  sheet.classList.remove("zoom-1", "zoom-2");
  if (next) sheet.classList.add(`zoom-${next}`);
};
const keys = {
  "/": () => (document.querySelector("[data-search]") ?? document.querySelector('[type="search"]'))?.focus(),
  ArrowLeft: () => document.querySelector('a[rel="prev"]')?.click(),
  ArrowRight: () => document.querySelector('a[rel="next"]')?.click(),
  "+": () => zoom(1),
  "-": () => zoom(-1),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const on_its_own = event.key === "Enter" && event.target.closest?.("a, button, summary, input, select, textarea");
  // A radio button is no typing: letters are still keys of the tray there, Enter sends the form by itself.
  const free = !typing(event.target) || event.target.matches('[type="radio"], [type="checkbox"]');
  if (button && free && !on_its_own && !event.repeat && !document.querySelector(":popover-open")) {
    event.preventDefault();
    return button.click();
  }
  if (typing(event.target) || !keys[event.key]) return;
  if (event.key.startsWith("Arrow") && event.target.closest?.(".sheet")) return;
  event.preventDefault();
  keys[event.key]();
});

document.getElementById("problems")?.focus();

// What was read from a form: Enter accepts a value and goes to the next; what is typed is accepted.
for (const read of document.querySelectorAll(".form-fields .read")) {
  const field = read.querySelector("input:not([type=checkbox]), textarea, select");
  const take = read.querySelector("input[type=checkbox]");
  field?.addEventListener("input", () => { take.checked = field.value.trim() !== ""; });
  field?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    take.checked = field.value.trim() !== "";
    const fields = [...document.querySelectorAll(".form-fields .read input:not([type=checkbox]), .form-fields .read textarea, .form-fields .read select")]
      .filter((one) => one.offsetParent);
    (fields[fields.indexOf(field) + 1] ?? document.querySelector('button[name="act"][value="file"]'))?.focus();
  });
}

const drawing = document.querySelector("svg[data-draw]");
if (drawing) import(drawing.dataset.draw);

// Customers as they are typed, each with what tells same names apart; without this the button beside the field finds them.
const name_field = document.querySelector("[data-candidates]");
if (name_field) {
  const place = document.getElementById("candidates"), said = document.getElementById(`${name_field.id}-found`);
  const say = (count) => {
    said.textContent = (count === 0 ? said.dataset.none : count === 1 ? said.dataset.one : said.dataset.many).replace("#", count);
  };
  let asked = 0, due = 0;
  const suggest = async () => {
    const words = name_field.value.trim(), mine = ++asked;
    if (words.length < 2) return;
    const form = new URLSearchParams({ token: name_field.form.elements.token.value, words });
    const answer = await fetch(name_field.dataset.candidates, { method: "POST", body: form }).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("candidates");
    if (!found || mine !== asked) return;
    place.replaceChildren(...[...found.children].map((child) => document.importNode(child, true)));
    say(Math.max(0, found.querySelectorAll(".choice").length - 1));
  };
  name_field.addEventListener("input", () => {
    clearTimeout(due);
    due = setTimeout(suggest, 300);
  });
  name_field.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    const first = place.querySelector("input:checked") ?? place.querySelector("input");
    if (!first) return;
    event.preventDefault();
    first.focus();
    first.checked = true;
  });
}

// Further hits come below those that are there.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-more]");
  if (!button || !button.form) return;
  event.preventDefault();
  button.disabled = true;
  const answer = await fetch(button.form.action, { method: "POST", body: new URLSearchParams(new FormData(button.form, button)) }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const fresh = page?.getElementById("hits");
  if (!fresh) return button.form.submit();
  const first = fresh.querySelector("a");
  document.getElementById("hits").append(...fresh.children);
  document.getElementById("more").replaceChildren(...page.getElementById("more").childNodes);
  first?.focus();
});

// What may be meant, while it is typed; by POST, as it may be a name.
for (const field of document.querySelectorAll("[data-suggest]")) {
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    if (field.value.trim().length < 2) return;
    waiting = setTimeout(async () => {
      const typed = field.value;
      const body = new URLSearchParams({ q: typed, token: field.form.elements.token.value });
      const answer = await fetch(field.dataset.suggest, { method: "POST", body }).catch(() => null);
      if (!answer?.ok || field.value !== typed) return;
      const texts = (await answer.json()).suggestions;
      field.list.replaceChildren(...texts.map((text) => Object.assign(document.createElement("option"), { value: text })));
    }, 300);
  });
}
