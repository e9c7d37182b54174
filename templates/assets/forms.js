// Drawing the fields of a form with the mouse. Comfort only: where a field is can be typed as well.
const sheet = document.querySelector("svg[data-draw]");
const lines = document.getElementById("lines");
const side = (name) => document.getElementById(`new_${name}`);
const space = "http://www.w3.org/2000/svg";

const at = (event) => {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
  const box = sheet.viewBox.baseVal;
  return { x: Math.min(Math.max(point.x, 0), box.width), y: Math.min(Math.max(point.y, 0), box.height) };
};

// The frames follow the lines as they are typed.
const frames = () => {
  for (const old of sheet.querySelectorAll(".drawn")) old.remove();
  for (const line of lines.value.split("\n")) {
    const [name, , x, y, width, height] = line.trim().split(/\s+/);
    if (![x, y, width, height].every((number) => /^\d+$/.test(number ?? ""))) continue;
    const frame = document.createElementNS(space, "rect");
    frame.setAttribute("class", "drawn");
    for (const [key, value] of Object.entries({ x, y, width, height })) frame.setAttribute(key, value);
    const title = document.createElementNS(space, "title");
    title.textContent = name;
    frame.append(title);
    sheet.append(frame);
  }
};

let start = null;
const now = document.createElementNS(space, "rect");
now.setAttribute("class", "drawing-now");

const put = (event) => {
  const end = at(event);
  const box = {
    x: Math.round(Math.min(start.x, end.x)), y: Math.round(Math.min(start.y, end.y)),
    width: Math.round(Math.abs(end.x - start.x)), height: Math.round(Math.abs(end.y - start.y)),
  };
  for (const [key, value] of Object.entries(box)) now.setAttribute(key, value);
  return box;
};
sheet.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  event.preventDefault();
  start = at(event);
  sheet.setPointerCapture(event.pointerId);
  put(event);
  sheet.append(now);
});
sheet.addEventListener("pointermove", (event) => start && put(event));
sheet.addEventListener("pointerup", (event) => {
  if (!start) return;
  const box = put(event);
  start = null;
  if (box.width < 8 || box.height < 8) return now.remove();
  for (const [key, value] of Object.entries(box)) side(key).value = value;
  side("datum").focus();
});
lines.addEventListener("input", frames);
frames();
