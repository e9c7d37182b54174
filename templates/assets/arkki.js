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
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !keys[event.key]) return;
  if (event.key.startsWith("Arrow") && event.target.closest?.(".sheet")) return;
  event.preventDefault();
  keys[event.key]();
});

document.getElementById("problems")?.focus();

// Work that goes on: asks again for this very page and changes only what differs, in place.
const renew = (old, fresh) => {
  const kept = new Map([...old.children].map((child) => [child.id, child]));
  const wanted = [...fresh.children].map((child) => {
    const have = child.id && kept.get(child.id);
    return have && have.outerHTML === child.outerHTML ? have : document.importNode(child, true);
  });
  const same = wanted.length === old.children.length && wanted.every((child, at) => child === old.children[at]);
  if (!same) old.replaceChildren(...wanted);
};
const watch = async () => {
  const live = document.querySelectorAll("[data-live]");
  if (!live.length) return;
  if (document.visibilityState === "visible") {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (answer?.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of live) {
        const fresh = page.getElementById(part.id);
        if (!fresh) continue;
        renew(part, fresh);
        if (!fresh.hasAttribute("data-live")) part.removeAttribute("data-live");
      }
    }
  }
  setTimeout(watch, 2000);
};
setTimeout(watch, 2000);
