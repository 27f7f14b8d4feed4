// Everything moves here, in the browser, from a few hundred precomputed rows; only the threshold
// that one lets go of is told to the server. threshold_charts.js and threshold_film.js precede this.
const PATIENCE = 10000; // ms after which the server is believed again, should an answer be lost

export default function ({ data, parentElement, setTriggerValue }) {
  document.documentElement.classList.add("threshold-slider-runs"); // hides the plain slider
  const root = parentElement.querySelector(".lab");
  if (!root.lab) setTriggerValue("running", true); // the plain slider is not needed
  const lab = (root.lab ??= create(root));
  lab.report = (moved) => setTriggerValue("moved", moved);
  lab.open = (index, among) => setTriggerValue("opened", { index, among });
  lab.update(data);
  return () => lab.stop();
}

// The rounded rows, and between them the exact ones of the present threshold and the one before.
function withExact({ rows, exact }) {
  const there = new Set(exact.map((row) => row[0]));
  return [...rows.filter((row) => !there.has(row[0])), ...exact].sort((a, b) => a[0] - b[0]);
}

// A number as the language writes it, or as programs do: 1,234.5 or 1.234,5 or 1234.5.
function numberOf(text) {
  const plain = text.replace("−", "-");
  const decimal = score.format(0.5)[1];
  if (decimal === "." || !plain.includes(decimal)) return Number(plain.replaceAll(",", ""));
  return Number(plain.replaceAll(".", "").replace(decimal, "."));
}

// A precision of nothing counts as 1 in curves, and is no share of anything.
const called = ({ tp, fp }) => tp + fp > 0;
const precise = (counts) => (called(counts) ? percent(counts.precision) : "–");

function create(root) {
  const number = html("input", { type: "text", inputmode: "decimal", id: "number", autocomplete: "off" });
  const caption = html("label", { for: "number" });
  const badge = html("span", { class: "badge" });
  const complaint = html("span", { class: "complaint", role: "alert" });
  const range = html("input", { type: "range", step: "any" });
  const curves = svg("svg", { height: TALL + STRIP, role: "img" });
  const rulers = svg("svg", { height: 44, "aria-hidden": "true" });
  const splits = html("div", { class: "splits" }), charts = html("div", { class: "charts" });
  const key = html("ul", { class: "legend" });
  const drawKey = () => key.replaceChildren(
    ...[["positive", say("Precision")], ["recall", say("Recall")], ["f1", "F1"]].map(([colour, name]) =>
      html("li", {}, html("i", { style: `background: var(--${colour})` }), name)));
  const film = createFilm(() => film.paint(), (index, among) => lab.open(index, among));
  root.replaceChildren(
    html("div", { class: "control" },
      html("div", { class: "top" }, caption, number, badge, complaint, key), curves, range, rulers),
    film.box, splits, charts);

  let data = null, at = 0, held = false, sent = 0, drawn = "", frame = 0, width = 0, nodes = null;
  let told = 0, awaited = false, waiting = 0; // the number of the last move told, which comes back
  let begun = 0, last = 0; // where the move on show began, and the threshold last told
  const x = (threshold) =>
    EDGE + ((threshold - data.low) / (data.high - data.low || 1)) * (width - 2 * EDGE);
  const here = (which, place = at) => {
    const row = data.rows[place];
    return ratios(row[1 + 2 * which], row[2 + 2 * which], data.splits[which]);
  };

  function nearest(threshold) {
    let low = 0, high = data.rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (data.rows[middle][0] < threshold) low = middle + 1; else high = middle;
    }
    const before = Math.max(0, low - 1);
    return threshold - data.rows[before][0] < data.rows[low][0] - threshold ? before : low;
  }

  // One step of the slider: attributes and short texts only, nothing is created.
  function paint() {
    frame = 0;
    const started = performance.now();
    const threshold = data.rows[at][0], shown = here(data.shown);
    range.value = threshold;
    number.value = scored(threshold);
    range.setAttribute("aria-valuetext",
      say("{threshold}, precision {precision}, recall {recall}", { threshold: scored(threshold),
        precision: precise(shown), recall: percent(shown.recall) }));
    const left = x(threshold);
    nodes.line.setAttribute("x1", left);
    nodes.line.setAttribute("x2", left);
    for (const name of ["precision", "recall", "f1"]) {
      nodes[name].setAttribute("cx", left);
      nodes[name].setAttribute("cy", nodes.y(shown[name]));
    }
    nodes.pr.move(shown.recall, shown.precision);
    nodes.roc.move(shown.falsePositiveRate, shown.recall);
    nodes.cells.forEach((cells, which) => {
      const now = here(which);
      for (const name of ["tp", "fp", "fn", "tn"]) cells[name].textContent = whole.format(now[name]);
      for (const name of ["recall", "f1"]) cells[name].textContent = percent(now[name]);
      cells.precision.textContent = precise(now);
      cells.precision.title = called(now) ? "" : say("Nothing is called positive here.");
    });
    const before = here(data.shown, nearest(begun));
    film.paint({ from: begun, to: threshold, held,
      counts: [Math.abs(shown.tp - before.tp), Math.abs(shown.fp - before.fp)] });
    root.dataset.stepMs = performance.now() - started;
    root.dataset.threshold = threshold;
  }
  const move = (row) => {
    if (!held) begun = awaited ? last : data.threshold;
    held = true;
    at = Math.max(0, Math.min(data.rows.length - 1, row));
    complaint.textContent = "";
    if (data.rows[at][0] !== data.threshold) name_("custom");
    frame ||= requestAnimationFrame(paint);
  };
  const commit = () => {
    held = false;
    frame ||= requestAnimationFrame(paint); // what is said of a hand on the slider no longer holds
    const threshold = data.rows[at][0];
    if (threshold !== data.threshold || awaited) return tell(threshold);
    name_(data.aim);
    begun = data.last; // back where it was: the last move is still the last one
  };
  const tell = (threshold) => {
    sent = performance.now();
    awaited = true;
    last = threshold;
    root.dataset.sent = Number(root.dataset.sent || 0) + 1;
    lab.report({ threshold, number: ++told });
  };
  const name_ = (aim) => {
    badge.textContent = aim === "custom" ? say("custom") : aim;
    badge.dataset.custom = aim === "custom" ? "yes" : "no";
  };

  range.oninput = () => move(nearest(Number(range.value)));
  range.onchange = commit;
  range.onkeydown = (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1,
      PageDown: -20, PageUp: 20, Home: -data.rows.length, End: data.rows.length };
    if (!(event.key in steps)) return;
    event.preventDefault();
    move(at + steps[event.key]);
  };
  range.onkeyup = range.onblur = () => { if (held) commit(); };
  number.onkeydown = (event) => { if (event.key === "Enter") number.blur(); };
  number.onchange = () => {
    const typed = numberOf(number.value);
    if (number.value.trim() === "" || !Number.isFinite(typed) || typed < data.low || typed > data.high) {
      number.value = scored(data.rows[at][0]);
      complaint.textContent =
        say("Type a number from {low} to {high}.",
          { low: scored(data.low), high: scored(data.high) });
      return;
    }
    complaint.textContent = "";
    if (Math.fround(typed) !== Math.fround(data.threshold)) tell(typed);
  };

  function draw() {
    width = Math.max(200, root.clientWidth);
    nodes = { cells: data.splits.map(() => ({})) };
    const view = { data, width, nodes, x };
    drawCurves(curves, view);
    drawRulers(rulers, view);
    splits.replaceChildren(...data.splits.map((split, which) => drawSplit(split, which, view)));
    nodes.pr = drawChart(view, say("Precision against recall"), say("recall"), say("precision"),
      (now) => [now.recall, now.precision], "pr", say("average precision"));
    nodes.roc = drawChart(view, "ROC", say("false positive rate"), say("recall (true positive rate)"),
      (now) => [now.falsePositiveRate, now.recall], "roc", say("area"));
    charts.replaceChildren(nodes.pr.box, nodes.roc.box);
    film.draw(data);
    paint();
  }

  const resized = new ResizeObserver(() => {
    if (data && Math.abs(root.clientWidth - width) > 1) draw();
  });
  resized.observe(root);

  const lab = {
    report: () => {},
    open: () => {},
    stop: () => { resized.disconnect(); film.stop(); },
    update(next) {
      speak(next);
      resized.observe(root);
      film.listen();
      const threshold = data && data.rows[at][0];
      if (!data) told = next.answered;
      const late = awaited && next.answered !== told && performance.now() - sent < PATIENCE;
      clearTimeout(waiting);
      if (late) waiting = setTimeout(() => lab.update(data), PATIENCE);
      else awaited = false;
      data = { ...next, rows: withExact(next) };
      caption.textContent = say("Threshold ({unit})", data);
      number.setAttribute("aria-label", caption.textContent);
      range.setAttribute("aria-label", caption.textContent);
      range.min = data.low;
      range.max = data.high;
      const leads = held || late;
      name_(leads ? "custom" : data.aim);
      // While a hand is on the slider it leads; what comes from the server is for an earlier stop.
      at = nearest(leads ? threshold : data.threshold);
      if (!leads) begun = data.last;
      if (drawn !== data.version || !nodes) {
        drawKey();
        drawn = data.version;
        draw();
      } else paint();
      root.dataset.answerMs = sent ? performance.now() - sent : "";
    },
  };
  return lab;
}
