// What changes while a page is looked at: told by the service as it happens, else asked for every few seconds. Changes text in
// place; a row that became something else is fetched with the page.

const marks = { filed: "good", separator: "good", unpacked: "good", received: "wait", reading: "", read: "", duplicate: "warn", quarantined: "bad" };
const parts = () => document.querySelectorAll("[data-live]");
const watched = document.querySelector("[data-live], [data-arrival], [data-batch], [data-count]");
let told = false;

const put = (element, text) => {
  if (element && element.textContent !== text) element.textContent = text;
};

// Changes only what differs, in place: what stays is not moved and keeps the focus.
const renew = (old, fresh) => {
  if (!fresh.children.length) return put(old, fresh.textContent);
  const kept = new Map([...old.children].map((child) => [child.id, child]));
  const wanted = [...fresh.children].map((child) => {
    const have = child.id && kept.get(child.id);
    return have && have.outerHTML === child.outerHTML ? have : document.importNode(child, true);
  });
  const focused = [...old.children].find((child) => child.contains(document.activeElement));
  if (focused && !wanted.includes(focused) && !("ask" in old.dataset)) return;
  for (const node of [...old.childNodes]) if (!wanted.includes(node)) node.remove();
  wanted.forEach((child, at) => old.children[at] !== child && old.insertBefore(child, old.children[at] ?? null));
};
const refresh = async () => {
  if (!parts().length || document.visibilityState !== "visible") return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts()) {
    const fresh = page.getElementById(part.id);
    if (!fresh) continue;
    renew(part, fresh);
    for (const mark of ["data-live", "data-ask"]) if (!fresh.hasAttribute(mark)) part.removeAttribute(mark);
  }
};
let due = 0;
const refresh_soon = () => {
  clearTimeout(due);
  due = setTimeout(refresh, 400);
};

const show_arrival = ({ id, state, word, pages }) => {
  const row = document.querySelector(`[data-arrival="${id}"]`);
  if (!row) return parts().length > 0;
  put(row.querySelector("[data-progress]"), pages);
  const mark = row.querySelector("[data-state]");
  if (!mark || mark.dataset.state === state) return false;
  mark.dataset.state = state;
  if (word) put(mark, word);
  if (mark.classList.contains("mark")) mark.className = `mark ${marks[state] ?? ""}`.trim();
  return true;
};
const show_batch = ({ id, open, halt, sheets, told: wanted }) => {
  const place = document.querySelector(`[data-batch="${id}"]`);
  if (!place) return false;
  put(place.querySelector("[data-sheets]"), String(sheets));
  const changed = place.dataset.open !== undefined &&
    (place.dataset.open !== String(open) || (place.dataset.halt ?? "") !== halt || Number(place.dataset.told ?? wanted) !== wanted);
  if (place.dataset.open !== undefined) Object.assign(place.dataset, { open: String(open), halt, told: String(wanted) });
  return changed;
};
const show_counts = (counts) => {
  const number = new Intl.NumberFormat(document.documentElement.lang);
  for (const place of document.querySelectorAll("[data-count]"))
    if (counts[place.dataset.count] !== undefined) put(place, number.format(counts[place.dataset.count]));
};

const poll = () => setTimeout(async () => {
  if (!told) await refresh();
  if (!told) poll();
}, 2000);

// What a device does is no news of an arrival: its page is asked each second what changed.
let heard = "";
const ask = () => setTimeout(async () => {
  const part = document.querySelector("[data-ask]");
  if (!part) return;
  const answer = document.visibilityState === "visible" && (await fetch(part.dataset.ask).catch(() => null));
  const text = answer && answer.ok && !answer.redirected ? await answer.text() : heard;
  if (text !== heard) await refresh();
  heard = text;
  ask();
}, 1000);
ask();

if (watched) {
  const line = new EventSource("/live");
  line.addEventListener("progress", (event) => {
    told = true;
    const { arrivals, batches, counts } = JSON.parse(event.data);
    const news = [...arrivals.map(show_arrival), ...batches.map(show_batch)].some(Boolean);
    show_counts(counts);
    if (news) refresh_soon();
  });
  line.addEventListener("end", (event) => {
    told = false;
    if (event.data === "session") line.close();
    else poll();
  });
  line.addEventListener("error", () => {
    const was = told;
    told = false;
    if (was || line.readyState === EventSource.CLOSED) poll();
  });
  addEventListener("pagehide", () => line.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  poll();
}
