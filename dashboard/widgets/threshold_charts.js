// What is drawn once for a model and a question: curves, rulers, counts and the two charts. `nodes`
// gathers what moves afterwards.
const EDGE = 8; // half of the slider's thumb: the plot above begins and ends where the thumb does
const TALL = 170, STRIP = 46, SQUARE = 230;

const html = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
};
const svg = (name, attributes = {}, text = null) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== null) node.textContent = text;
  return node;
};

function ratios(tp, fp, split) {
  const precision = tp + fp ? tp / (tp + fp) : 1;
  const recall = tp / split.positives;
  const f1 = (2 * tp) / (tp + fp + split.positives);
  return { tp, fp, fn: split.positives - tp, tn: split.negatives - fp,
    precision, recall, f1, falsePositiveRate: fp / split.negatives };
}

function drawCurves(curves, { data, width, nodes, x }) {
  const y = (nodes.y = (share) => 14 + (1 - share) * (TALL - 20));
  const parts = [];
  const labels = [];  // above the curves, which may begin where they stand
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    parts.push(svg("line", { class: "grid", x1: EDGE, x2: width - EDGE, y1: y(share), y2: y(share) }));
    labels.push(svg("text", { x: EDGE + 2, y: y(share) - 3 }, `${share * 100} %`));
  }
  const all = data.rows.map((row) =>
    [x(row[0]), ratios(row[1 + 2 * data.shown], row[2 + 2 * data.shown], data.splits[data.shown])]);
  for (const [name, colour] of [["precision", "positive"], ["recall", "recall"], ["f1", "f1"]]) {
    const points = all.map(([left, now]) => `${left.toFixed(1)},${y(now[name]).toFixed(1)}`);
    parts.push(svg("path", { d: "M" + points.join("L"), style: `stroke: var(--${colour})` }));
  }
  const base = TALL + STRIP / 2, bins = data.histogram.positive.length;
  const wide = (width - 2 * EDGE) / bins;
  for (const [side, colour, up] of [["positive", "positive", 1], ["negative", "now", -1]]) {
    const most = Math.max(1, ...data.histogram[side]);
    data.histogram[side].forEach((count, i) => {
      if (!count) return;
      const tall = Math.max(1, Math.sqrt(count / most) * (STRIP / 2 - 2));
      parts.push(svg("rect", { x: EDGE + i * wide, width: Math.max(0.8, wide - 0.6), height: tall,
        y: up > 0 ? base - tall : base, style: `fill: var(--${colour})`, opacity: 0.65 }));
    });
  }
  labels.push(svg("text", { x: EDGE + 2, y: base - 8 }, data.names[0]));
  labels.push(svg("text", { x: EDGE + 2, y: base + 15 }, data.names[1]));
  parts.push(...labels);
  nodes.line = svg("line", { class: "now", y1: 0, y2: TALL + STRIP });
  parts.push(nodes.line);
  for (const [name, colour] of [["precision", "positive"], ["recall", "recall"], ["f1", "f1"]]) {
    nodes[name] = svg("circle", { class: "point", r: 5, style: `fill: var(--${colour})` });
    parts.push(nodes[name]);
  }
  curves.setAttribute("viewBox", `0 0 ${width} ${TALL + STRIP}`);
  curves.setAttribute("aria-label", say(
    "Precision, recall and F1 against threshold on {split}, above the scores of {yes} and of {no}",
    { split: data.splits[data.shown].title, yes: data.names[0], no: data.names[1] }));
  curves.replaceChildren(...parts);
}

function drawRulers(rulers, { data, width, x }) {
  const parts = [];
  let free = -1e9;
  const tick = (left, label, y, long) => {
    parts.push(svg("line", { class: "axis", x1: left, x2: left, y1: y, y2: y + 4 }));
    if (!long) return;
    const anchor = left < 30 ? "start" : left > width - 30 ? "end" : "middle";
    parts.push(svg("text", { x: left, y: y + 15, "text-anchor": anchor }, label));
  };
  for (const value of data.ticks) {
    const left = x(value);
    tick(left, scored(value), 0, left - free > 44);
    if (left - free > 44) free = left;
  }
  free = -1e9;
  for (const [value, label] of data.quantiles) {
    const left = x(value), fits = left - free > 40;
    tick(left, `${score.format(label)}\u00a0%`, 22, fits);
    if (fits) free = left;
  }
  rulers.setAttribute("viewBox", `0 0 ${width} 44`);
  rulers.replaceChildren(...parts);
}

function drawSplit(split, which, { data, nodes }) {
  const cell = (name, kind) => {
    const strong = html("b");
    nodes.cells[which][name] = strong;
    return html("td", { class: kind, "data-cell": `${name}${which}` }, strong, " ", html("small", {}, name.toUpperCase()));
  };
  const head = (text) => html("th", {}, text);
  const [yes, no] = data.names;
  const ratio = (name, title, colour) => {
    const value = html("dd", { "data-cell": `${name}${which}` });
    nodes.cells[which][name] = value;
    return html("div", {}, html("dt", { style: `--swatch: var(--${colour})` }, title), value);
  };
  return html("section", { class: "split" },
    html("h2", {}, split.title),
    html("table", {},
      html("tr", {}, head(say("true \\ predicted")), head(yes), head(no)),
      html("tr", {}, head(yes), cell("tp", "hit"), cell("fn", "miss")),
      html("tr", {}, head(no), cell("fp", "miss"), cell("tn", "hit"))),
    html("dl", {}, ratio("precision", say("Precision"), "positive"),
      ratio("recall", say("Recall"), "recall"), ratio("f1", "F1", "f1")));
}

function drawChart({ data, width }, title, across, up, point, key, area) {
  const columns = width >= 2 * 300 + 14 ? 2 : 1;
  const wide = (width - 14 * (columns - 1)) / columns;
  const left = (share) => 34 + share * (wide - 44), top = (share) => 6 + (1 - share) * (SQUARE - 40);
  const drawing = svg("svg", { height: SQUARE, viewBox: `0 0 ${wide} ${SQUARE}`, role: "img", "aria-label": title });
  for (const share of [0, 0.5, 1]) {
    drawing.append(
      svg("line", { class: "grid", x1: left(0), x2: left(1), y1: top(share), y2: top(share) }),
      svg("line", { class: "grid", x1: left(share), x2: left(share), y1: top(0), y2: top(1) }),
      svg("text", { x: 28, y: top(share) + 4, "text-anchor": "end" }, share * 100),
      svg("text", { x: left(share), y: top(0) + 14, "text-anchor": "middle" }, share * 100));
  }
  drawing.append(svg("text", { x: left(0.5), y: SQUARE - 4, "text-anchor": "middle" }, say("{across} (%), up: {up} (%)", { across, up })));
  const path = (points) => "M" + points.map(([a, b]) => `${left(a).toFixed(1)},${top(b).toFixed(1)}`).join("L");
  const legend = html("ul", { class: "legend" });
  const entry = (name, colour, value) =>
    html("li", {}, html("i", { style: `background: ${colour}` }), `${name}: ${area} ${fourth.format(value)}`);
  for (const other of data.others) {
    drawing.append(svg("path", { d: path(other[key]), style: `stroke: ${other.colour}`, opacity: 0.85 }));
    const [a, b] = other[key + "_now"];
    drawing.append(svg("circle", { class: "point", cx: left(a), cy: top(b), r: 4.5, style: `fill: ${other.colour}` }));
    legend.append(entry(other.title, other.colour, other["area_" + key]));
  }
  if (key === "roc") drawing.append(svg("line", { class: "axis", x1: left(0), y1: top(0), x2: left(1), y2: top(1), "stroke-dasharray": "2 4" }));
  const own = data.rows.map((row) => point(ratios(row[1 + 2 * data.shown], row[2 + 2 * data.shown], data.splits[data.shown])));
  const dot = svg("circle", { class: "point", r: 6, style: "fill: var(--now)" });
  drawing.append(svg("path", { d: path(own), style: `stroke: ${data.colour}` }), dot);
  legend.prepend(entry(data.title, data.colour, data["area_" + key]));
  return {
    box: html("figure", { style: "margin: 0" }, html("h2", {}, title), drawing, legend),
    move(a, b) { dot.setAttribute("cx", left(a)); dot.setAttribute("cy", top(b)); },
  };
}
