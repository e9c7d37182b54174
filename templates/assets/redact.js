// Picking words and drawing boxes on the picture of a page. Comfort only: the words stand in a list, and a box can be typed.
const sheet = document.querySelector("svg[data-draw]");
const form = document.getElementById("take-out");
const lines = document.getElementById("boxes");
const space = "http://www.w3.org/2000/svg";
const tap = 8; // pixels of the page: a shorter way is a tap on a word

const at = (event) => {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
  const box = sheet.viewBox.baseVal;
  return { x: Math.min(Math.max(point.x, 0), box.width), y: Math.min(Math.max(point.y, 0), box.height) };
};
const set = (element, values) => Object.entries(values).forEach(([key, value]) => element.setAttribute(key, value));
const check_of = (word) => form.querySelector(`input[name="word"][value="${word.dataset.word}"]`);

// What is chosen in the list is seen on the picture, and the other way round.
const show_words = () => {
  for (const word of sheet.querySelectorAll(".pick")) word.classList.toggle("chosen", check_of(word)?.checked ?? false);
};
// The boxes follow their lines as they are typed.
const show_boxes = () => {
  for (const old of sheet.querySelectorAll(".drawn")) old.remove();
  for (const line of lines.value.split("\n")) {
    const numbers = line.trim().split(/\s+/);
    if (numbers.length !== 4 || !numbers.every((number) => /^\d+$/.test(number))) continue;
    const [x, y, width, height] = numbers;
    const frame = document.createElementNS(space, "rect");
    set(frame, { class: "drawn", x, y, width, height });
    sheet.append(frame);
  }
};

if (form) {
  let start = null;
  const now = document.createElementNS(space, "rect");
  now.setAttribute("class", "drawing-now");
  const put = (event) => {
    const end = at(event);
    const box = {
      x: Math.round(Math.min(start.x, end.x)), y: Math.round(Math.min(start.y, end.y)),
      width: Math.round(Math.abs(end.x - start.x)), height: Math.round(Math.abs(end.y - start.y)),
    };
    set(now, box);
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
  sheet.addEventListener("pointercancel", () => ((start = null), now.remove()));
  sheet.addEventListener("pointerup", (event) => {
    if (!start) return;
    const box = put(event), end = at(event);
    start = null;
    now.remove();
    if (box.width >= tap && box.height >= tap) {
      lines.value = `${lines.value.trimEnd()}\n${box.x} ${box.y} ${box.width} ${box.height}`.trimStart();
      lines.closest("details").open = true;
      return show_boxes();
    }
    const word = [...sheet.querySelectorAll(".pick")].find((one) => {
      const frame = one.getBBox();
      return end.x >= frame.x && end.x <= frame.x + frame.width && end.y >= frame.y && end.y <= frame.y + frame.height;
    });
    const check = word && check_of(word);
    if (!check) return;
    check.checked = !check.checked;
    show_words();
  });
  form.addEventListener("change", show_words);
  lines.addEventListener("input", show_boxes);
  show_words();
  show_boxes();
}
