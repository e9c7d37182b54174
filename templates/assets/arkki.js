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
