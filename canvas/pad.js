// The drawing pad. In scope from Gradio: `element` (this component) and `server` (our Python
// functions). Strokes are the truth; both canvases are drawn from them: the one on screen at the
// screen's own density, and a sheet of 280×280 whose ink travels to the server as one bit a pixel.
const SIDE = 280;
const find = (selector) => element.querySelector(selector);
const pad = find(".pad"), paper = find(".paper"), seen = find(".seen");
const sheet = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
const sheetPen = sheet.getContext("2d", { willReadFrequently: true });
const screenPen = pad.getContext("2d");

let strokes = [], undone = [], current = null;
let readers = [], panels = {};

// --- drawing ---------------------------------------------------------------------------------

function place(event) {
  const box = pad.getBoundingClientRect();
  const pressed = event.pointerType === "pen" && event.pressure > 0 ? 0.5 + event.pressure : 1;
  return [
    ((event.clientX - box.left) / box.width) * SIDE,
    ((event.clientY - box.top) / box.height) * SIDE,
    pressed,
  ];
}

function segment(pen, stroke, from, to) {
  const [x0, y0] = stroke.points[from], [x1, y1, pressed] = stroke.points[to];
  pen.lineWidth = stroke.width * pressed;
  pen.lineCap = pen.lineJoin = "round";
  pen.beginPath();
  pen.moveTo(x0, y0);
  pen.lineTo(x1 + (from === to ? 0.01 : 0), y1); // a lone point is a dot
  pen.stroke();
}

function extend(stroke, point) {
  const last = stroke.points.length - 1;
  stroke.points.push(point);
  for (const pen of [sheetPen, screenPen]) segment(pen, stroke, Math.max(last, 0), last + 1);
}

function redraw() {
  const density = window.devicePixelRatio || 1;
  const size = Math.max(1, Math.round(pad.clientWidth * density));
  if (pad.width !== size) pad.width = pad.height = size;
  screenPen.setTransform(size / SIDE, 0, 0, size / SIDE, 0, 0);
  screenPen.strokeStyle = getComputedStyle(element.querySelector(".studio")).getPropertyValue("--ink");
  sheetPen.strokeStyle = "#000";
  for (const pen of [sheetPen, screenPen]) {
    pen.clearRect(0, 0, SIDE, SIDE);
    for (const stroke of strokes)
      stroke.points.forEach((_, i) => segment(pen, stroke, Math.max(i - 1, 0), i));
  }
}

pad.addEventListener("pointerdown", (event) => {
  if (current || event.button > 0) return;
  event.preventDefault();
  pad.focus({ preventScroll: true });
  pad.setPointerCapture(event.pointerId);
  current = { id: event.pointerId, width: Number(find(".width").value), points: [] };
  undone = [];
  strokes.push(current);
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

// --- tools -----------------------------------------------------------------------------------

function undo() { if (!current && strokes.length) { undone.push(strokes.pop()); redraw(); changed(); } }
function redo() { if (!current && undone.length) { strokes.push(undone.pop()); redraw(); changed(); } }
function clear() {
  if (current || !strokes.length) return;
  undone = strokes.slice().reverse(); // so that redo brings the drawing back, stroke by stroke
  strokes = [];
  redraw();
  changed();
}
find(".undo").onclick = undo;
find(".redo").onclick = redo;
find(".clear").onclick = clear;

// --- asking: one request in flight, the newest drawing wins ------------------------------------

function packed() {
  const pixels = new Uint32Array(sheetPen.getImageData(0, 0, SIDE, SIDE).data.buffer);
  const bytes = new Uint8Array((SIDE * SIDE) / 8);
  for (let i = 0; i < pixels.length; i++) if (pixels[i] >>> 24 > 127) bytes[i >> 3] |= 128 >> (i & 7);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

let asking = false, newer = false;
async function changed() {
  paper.classList.toggle("drawn", strokes.length > 0);
  find(".undo").disabled = find(".clear").disabled = !strokes.length;
  find(".redo").disabled = !undone.length;
  newer = true;
  if (asking) return;
  asking = true;
  while (newer) {
    newer = false;
    if (!strokes.length) { blank(); continue; }
    const answer = await server.read({ ink: packed() });
    if (strokes.length) show(answer);
  }
  asking = false;
}

// --- showing -----------------------------------------------------------------------------------

const make = (tag, name, text) => Object.assign(document.createElement(tag), { className: name, textContent: text ?? "" });
const UNITS = {
  probability: "Probability of each digit, from 0 to 1",
  decision: "Score of each digit: the line is 0, its border. Not a probability",
};
const written = (value, kind) =>
  kind === "probability" ? value.toFixed(2) : (value < 0 ? "−" : "+") + Math.abs(value).toFixed(2);

function setUp(list) {
  readers = list;
  const models = find(".models");
  models.replaceChildren();
  panels = {};
  for (const reader of list) {
    const panel = make("article", "model " + reader.kind);
    const head = make("header", ""), title = make("div", "");
    title.append(make("h3", "", reader.title), make("p", "quiet", `${(reader.accuracy * 100).toFixed(2)} % of MNIST's test digits`));
    const reads = make("span", "reads", "");
    head.append(title, reads);
    const bars = make("div", "bars"), digits = make("div", "digits");
    for (let digit = 0; digit < 10; digit++) {
      const bar = make("span", "bar");
      bar.append(make("i", ""));
      bars.append(bar);
      digits.append(make("span", "", String(digit)));
    }
    const foot = make("footer", "", UNITS[reader.kind]);
    panel.dataset.model = reader.name;
    panel.title = reader.about;
    panel.append(head, bars, digits, foot);
    models.append(panel);
    panels[reader.name] = { reads, bars: [...bars.children], digits: [...digits.children], foot };
  }
}

const ranked = (scores) => scores.map((_, digit) => digit).sort((a, b) => scores[b] - scores[a]);

function fill(panel, answer) {
  const reach = answer.kind === "probability" ? 1 : Math.max(1, ...answer.scores.map(Math.abs));
  const [first, second] = ranked(answer.scores);
  panel.reads.textContent = answer.class;
  answer.scores.forEach((value, digit) => {
    const bar = panel.bars[digit], fillIn = bar.firstChild;
    const share = (Math.abs(value) / reach) * (answer.kind === "probability" ? 100 : 50);
    const top = answer.kind === "probability" ? 100 - share : value > 0 ? 50 - share : 50;
    fillIn.style.top = top + "%";
    fillIn.style.height = share + "%";
    bar.title = `${digit}: ${written(value, answer.kind)}`;
    bar.classList.toggle("top", digit === first);
    panel.digits[digit].classList.toggle("top", digit === first);
  });
  const noun = answer.kind === "probability" ? "probability" : "score";
  panel.foot.textContent =
    `${first}: ${noun} ${written(answer.scores[first], answer.kind)}, then ${second}: ` +
    `${written(answer.scores[second], answer.kind)}. ${answer.kind === "decision" ? "0 is the border; not a probability." : ""}`;
}

function emptyPanels() {
  for (const [name, panel] of Object.entries(panels)) {
    panel.reads.textContent = "";
    for (const bar of panel.bars) { bar.firstChild.style.height = "0%"; bar.classList.remove("top"); bar.title = ""; }
    for (const digit of panel.digits) digit.classList.remove("top");
    panel.foot.textContent = UNITS[readers.find((reader) => reader.name === name).kind];
  }
}

function say(lead, second, sentence) {
  find(".lead").textContent = lead;
  find(".second").textContent = second;
  find(".sentence").textContent = sentence;
}

function digitless(sentence) {
  const big = find(".big");
  big.textContent = "–";
  big.dataset.empty = "";
  say("", "", sentence);
  emptyPanels();
}

function blank() {
  digitless(readers.length ? "Nothing is drawn yet. Draw one digit, as large as you like." : "");
  seen.getContext("2d").clearRect(0, 0, 28, 28);
}

function showImage(canvas, text) {
  const grey = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const image = new ImageData(28, 28);
  grey.forEach((value, i) => image.data.set([value, value, value, 255], 4 * i));
  canvas.getContext("2d").putImageData(image, 0, 0);
}

function show(answer) {
  if (!answer) return digitless("The app did not answer; is it still running? Reload the page.");
  if (answer.error) return digitless(answer.error);
  if (answer.image) showImage(seen, answer.image);
  if (answer.refusal) return digitless(answer.refusal.sentence);
  for (const reading of answer.readings) if (panels[reading.model]) fill(panels[reading.model], reading);
  const first = answer.readings[0], lead = readers.find((reader) => reader.name === first.model);
  const big = find(".big");
  big.textContent = first.class;
  delete big.dataset.empty;
  const others = answer.readings.filter((reading) => reading.class !== first.class).length;
  say(
    `${lead ? lead.title : first.model} reads ${first.class}`,
    `or ${ranked(first.scores)[1]}`,
    others ? `${others} of ${answer.readings.length} models ${others === 1 ? "reads" : "read"} something else.`
           : answer.readings.length > 1 ? "All models agree." : "",
  );
}

// --- start -------------------------------------------------------------------------------------

new ResizeObserver(redraw).observe(pad);
new MutationObserver(redraw).observe(document.body, { attributes: true, attributeFilter: ["class"] });
(async () => {
  const hello = await server.hello({});
  if (!hello || hello.error) return digitless(hello?.error ?? "The app did not answer; reload the page.");
  setUp(hello.readers);
  redraw();
  changed();
  if (!hello.readers.length) digitless(hello.sentence);
  element.dataset.ready = "";
})();
