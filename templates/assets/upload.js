// Comfort for the upload form: drop files on it, see each on its way. Without this file the plain form does the same.

const form = document.querySelector("[data-upload]");
const say = (name) => form.querySelector(`[data-words]`).content.querySelector(`[data-word="${name}"]`).textContent;
const most = Number(form.dataset.most) * 1024 * 1024;
const hashed_up_to = 64 * 1024 * 1024;  // larger ones are hashed by the service alone
const inputs = [...form.querySelectorAll('input[type="file"]')];
const list = form.querySelector("[data-files]");
const said = form.querySelector("[data-said]");
const button = form.querySelector('button[type="submit"]');
let chosen = [];

const size_text = (bytes) => {
  const units = ["byte", "kilobyte", "megabyte"];
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit: units[step], maximumFractionDigits: step === 2 ? 1 : 0,
  }).format(bytes / 1000 ** step);
};

const draw = () => {
  list.hidden = chosen.length === 0;
  list.replaceChildren(...chosen.map((entry) => {
    const row = document.createElement("li");
    const name = document.createElement("span");
    name.className = "sending-name";
    name.textContent = entry.file.name;
    const facts = document.createElement("span");
    facts.className = "small quiet number";
    facts.textContent = size_text(entry.file.size);
    const bar = document.createElement("progress");
    bar.max = Math.max(entry.file.size, 1);
    bar.value = 0;
    bar.setAttribute("aria-label", entry.file.name);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "second minor";
    remove.textContent = say("remove");
    remove.setAttribute("aria-label", `${say("remove")}: ${entry.file.name}`);
    remove.addEventListener("click", () => {
      chosen = chosen.filter((other) => other !== entry);
      draw();
      inputs[0].focus();
    });
    row.append(name, facts, bar, remove);
    Object.assign(entry, { bar, remove });
    return row;
  }));
};

const add = (files) => {
  for (const file of files) {
    const known = chosen.some(({ file: other }) =>
      other.name === file.name && other.size === file.size && other.lastModified === file.lastModified);
    if (!known) chosen.push({ file });
  }
  draw();
};

for (const input of inputs)
  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";  // the list says what will be sent
  });

const drop = form.querySelector("[data-drop]");
const over = (is) => drop.classList.toggle("over", is);
document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  over(true);
});
document.addEventListener("dragleave", (event) => event.relatedTarget === null && over(false));
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  over(false);
  add(event.dataTransfer.files);
});

const hex_sha256 = async (file) => {
  if (!globalThis.crypto?.subtle || file.size > hashed_up_to) return "";
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

const tell = (text) => {
  let problem = form.querySelector("[data-problem]");
  if (!problem) {
    problem = document.createElement("p");
    problem.className = "problem";
    problem.dataset.problem = "";
    problem.setAttribute("role", "alert");
    list.before(problem);
  }
  problem.textContent = text;
};

const busy = (is) => {
  button.disabled = is;
  for (const { remove } of chosen) remove.hidden = is;
};

// One post, its files in order: how far each is follows from how much of the whole has gone.
const show_progress = (loaded, total) => {
  const files = chosen.reduce((sum, { file }) => sum + file.size, 0);
  let gone = Math.max(0, loaded - Math.max(0, total - files));
  for (const { file, bar } of chosen) {
    bar.value = Math.min(Math.max(gone, 0), Math.max(file.size, 1));
    gone -= file.size;
  }
};

const show_answer = (request) => {
  const address = new URL(request.responseURL || location.href);
  if (address.pathname.startsWith("/uploads/")) return location.assign(address.pathname + address.search);
  busy(false);
  said.textContent = "";
  const fresh = new DOMParser().parseFromString(request.responseText, "text/html");
  const problems = fresh.getElementById("problems");
  if (!problems) return tell(fresh.querySelector("main h1")?.textContent ?? say("broken"));
  show_problems(fresh, problems);
};

// The files stay chosen; what is wrong stands on top and beside its field, as in a page loaded anew.
const show_problems = (fresh, problems) => {
  document.getElementById("problems")?.remove();
  const top = document.importNode(problems, true);
  document.getElementById("main").prepend(top);
  form.elements.key.value = fresh.querySelector('input[name="key"]').value;
  for (const name of ["series", "unit"]) {
    const [here, there] = [document, fresh].map((place) => place.getElementById(name)?.closest(".field"));
    if (here && there) here.replaceWith(document.importNode(there, true));
  }
  const file = fresh.getElementById("file-problem");
  if (file) tell(file.textContent);
  top.focus();
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!chosen.length) return tell(say("none"));
  if (chosen.reduce((sum, { file }) => sum + file.size, 0) > most) return tell(say("large"));
  form.querySelector("[data-problem]")?.remove();
  busy(true);
  said.textContent = say("sending");
  try {
    const data = new FormData(form);
    data.delete("file");
    for (const { file } of chosen) {
      data.append("sha256", await hex_sha256(file));
    }
    for (const { file } of chosen) data.append("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", ({ loaded, total }) => show_progress(loaded, total));
    request.addEventListener("load", () => show_answer(request));
    request.addEventListener("error", () => {
      busy(false);
      tell(say("broken"));
    });
    request.send(data);
  } catch {
    busy(false);
    tell(say("broken"));
  }
});

// A form that has been sent is not shown again by "back": its key is spent.
addEventListener("pageshow", (event) => event.persisted && location.reload());
