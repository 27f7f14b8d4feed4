// The drawing. In scope from Gradio: `element` (this component), `props` (what app.py gave it) and `server` (our Python
// functions). Strokes are the truth; both canvases are drawn from them: the one on screen at the
// screen's own density, and a sheet whose pixels travel to the app. The sheet is 280×280, one
// bit a pixel; while a test digit is repaired it is the 28×28 image itself.
const SIDE = 280;
const find = (selector) => element.querySelector(selector);
const studio = find(".studio"), pad = find(".pad"), paper = find(".paper");
const sheet = document.createElement("canvas");
const sheetPen = sheet.getContext("2d", { willReadFrequently: true });
const screenPen = pad.getContext("2d");

let strokes = [], current = null, rubbing = false;
let done = [], undone = []; // the steps: a stroke, or what Clear took: { cleared: its strokes, asked }
let inked = 0; // counts every change of the ink
let base = null, repaired = null; // the 784 greys of the test digit under repair, and its index

const colour = (name) => getComputedStyle(studio).getPropertyValue(name).trim();
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const base64 = (array) => {
  let text = "";
  for (const byte of array) text += String.fromCharCode(byte);
  return btoa(text);
};

function place(event) {
  const box = pad.getBoundingClientRect();
  const pressed = event.pointerType === "pen" && event.pressure > 0 ? 0.5 + event.pressure : 1;
  const on = (at, from, span) => Math.round(((at - from) / span) * SIDE * 10) / 10;
  return [on(event.clientX, box.left, box.width), on(event.clientY, box.top, box.height), pressed];
}

function segment(pen, stroke, from, to) {
  const [x0, y0] = stroke.points[from], [x1, y1, pressed] = stroke.points[to];
  const ink = pen === screenPen ? colour("--ink") : base ? "#fff" : "#000";
  pen.globalCompositeOperation = stroke.rub && !base ? "destination-out" : "source-over";
  pen.strokeStyle = stroke.rub && base ? "#000" : ink;
  pen.lineWidth = stroke.width * pressed;
  pen.lineCap = pen.lineJoin = "round";
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1 + (from === to ? 0.01 : 0), y1); // a lone point is a dot
  pen.stroke();
  pen.globalCompositeOperation = "source-over";
}

function extend(stroke, point) {
  const last = stroke.points.length - 1;
  inked++;
  stroke.points.push(point);
  segment(sheetPen, stroke, Math.max(last, 0), last + 1);
  if (base) mirror();
  else segment(screenPen, stroke, Math.max(last, 0), last + 1);
}

const trace = (pen) => {
  for (const stroke of strokes)
    stroke.points.forEach((_, i) => segment(pen, stroke, Math.max(i - 1, 0), i));
};

// Show the 28×28 sheet under repair, pixel by pixel.
function mirror() {
  screenPen.imageSmoothingEnabled = false;
  screenPen.drawImage(sheet, 0, 0, SIDE, SIDE);
}

function redraw() {
  const density = window.devicePixelRatio || 1;
  const size = Math.max(1, Math.round(pad.clientWidth * density));
  if (pad.width !== size) pad.width = pad.height = size;
  sheet.width = sheet.height = base ? 28 : SIDE; // setting a size clears
  screenPen.setTransform(size / SIDE, 0, 0, size / SIDE, 0, 0);
  screenPen.clearRect(0, 0, SIDE, SIDE);
  if (base) {
    sheetPen.putImageData(greyImage(base), 0, 0);
    sheetPen.setTransform(28 / SIDE, 0, 0, 28 / SIDE, 0, 0);
    trace(sheetPen);
    mirror();
  } else {
    trace(sheetPen);
    trace(screenPen);
  }
}

function greyImage(grey) {
  const side = Math.sqrt(grey.length), image = new ImageData(side, side);
  grey.forEach((value, i) => image.data.set([value, value, value, 255], 4 * i));
  return image;
}

// What travels: the sheet's ink as one bit a pixel, or the greys of the digit under repair.
function payload() {
  const pixels = sheetPen.getImageData(0, 0, sheet.width, sheet.height).data;
  if (base) return { image: base64(pixels.filter((_, i) => i % 4 === 0)), digit: repaired };
  const packed = new Uint8Array((SIDE * SIDE) / 8);
  for (let i = 0; i < SIDE * SIDE; i++) if (pixels[4 * i + 3] > 127) packed[i >> 3] |= 128 >> (i & 7);
  return { ink: base64(packed) };
}

const empty = () => !strokes.length && !base;

pad.addEventListener("pointerdown", (event) => {
  if (current || event.button > 0) return;
  event.preventDefault();
  pad.focus({ preventScroll: true });
  pad.setPointerCapture(event.pointerId);
  const width = Number(find(".width").value);
  current = { id: event.pointerId, width: base ? Math.max(width, 14) : width, rub: rubbing, points: [] };
  undone = [];
  strokes.push(current);
  done.push(current);
  extend(current, place(event));
  changed();
});
pad.addEventListener("pointermove", (event) => {
  if (!current || event.pointerId !== current.id) return;
  const moves = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
  for (const move of moves.length ? moves : [event]) extend(current, place(move));
  changed();
});
for (const name of ["pointerup", "pointercancel"])
  pad.addEventListener(name, (event) => {
    if (!current || event.pointerId !== current.id) return;
    current = null;
    changed();
  });

function restroked() { inked++; redraw(); changed(); }
function undo() {
  if (current || !done.length) return;
  const step = done.pop();
  undone.push(step);
  strokes = step.cleared ?? strokes.slice(0, -1);
  if (step.cleared) [insist, apart] = step.asked;
  restroked();
}
function redo() {
  if (current || !undone.length) return;
  const step = undone.pop();
  done.push(step);
  strokes = step.cleared ? [] : [...strokes, step];
  restroked();
}
function clear() {
  if (current || !strokes.length) return;
  done.push({ cleared: strokes, asked: [insist, apart] });
  undone = [];
  strokes = [];
  if (!base) rub(false); // on empty paper it would show nothing
  restroked();
}
function rub(on) {
  rubbing = on;
  find(".rub").setAttribute("aria-pressed", on);
  paper.classList.toggle("rubbing", on);
}
function widen(step) {
  const width = find(".width");
  width.value = Number(width.value) + step;
  remember();
}
find(".undo").onclick = undo;
find(".redo").onclick = redo;
find(".clear").onclick = clear;
find(".rub").onclick = () => rub(!rubbing);
find(".width").onchange = () => remember();

document.addEventListener("keydown", (event) => {
  if (!element.isConnected || event.target.closest?.("input[type=text], textarea, select")) return;
  const key = event.key.toLowerCase(), command = event.ctrlKey || event.metaKey;
  const does = command
    ? { z: event.shiftKey ? redo : undo, y: redo }[key]
    : { delete: clear, backspace: clear, e: () => rub(!rubbing), "[": () => widen(-2), "]": () => widen(2) }[key]
      ?? (/^[0-9]$/.test(key) ? () => keep(Number(key)) : null);
  if (!does || event.altKey) return;
  event.preventDefault();
  does();
});

// --- the drawing is kept on reload -------------------------------------------------------------

const STORE = "digit-studio-drawing";
function remember() {
  if (base) return;
  const kept = { width: find(".width").value, strokes: strokes.map(({ width, rub, points }) => ({ width, rub, points })) };
  try { localStorage.setItem(STORE, JSON.stringify(kept)); } catch { /* full or forbidden: nothing is lost but this */ }
}
function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? "{}");
    find(".width").value = kept.width ?? 18;
    const good = (stroke) => stroke.points?.length && stroke.points.flat().every(Number.isFinite);
    strokes = (kept.strokes ?? []).filter(good);
  } catch { strokes = []; }
  done = strokes.slice();
}
