// The images that change sides while the hand moves, drawn in the same frame as the counts, from a
// sprite that is here already. The counts come from all images, the pictures from the nearest ones.
const GAP = 4, LINE = 44; // pixels between tiles, and how tall a row of them is
const KINDS = [
  { name: "positives", down: ["✓", "gained"], up: ["✗", "lost"] },
  { name: "negatives", down: ["✗", "false positives"], up: ["✓", "spared"] },
];

// The film comes in a message of its own, which is sent again only where other images are needed.
const arrived = () => document.digitStudioFilm;

function createFilm(onArrival, onOpen) {
  const rows = KINDS.map((kind) => {
    const mark = html("i", { class: "mark", "aria-hidden": "true" });
    const count = html("b"), word = html("span"), truth = html("small");
    const canvas = html("canvas", { role: "img" });
    const tiles = html("div", { class: "tiles", role: "group" }, canvas);
    const title = html("p", {}, mark, count, " ", word, truth);
    const box = html("div", {}, title, tiles);
    return { kind, mark, count, word, truth, canvas, tiles, title, box, buttons: [], shown: [] };
  });
  const note = html("p", { class: "note" });
  const box = html("section", { class: "film", "aria-label": "" },
    ...rows.map((row) => row.box), note);
  let data = null, sent = null, awaited = null, sheet = null, span = null;
  let fit = 1, tile = [LINE, LINE];
  const listen = () => document.addEventListener("digit-studio-film", take);

  // The images at hand stay in use until others are decoded: nothing flashes.
  function take() {
    const next = arrived();
    if (!data || !next || next.of !== data.film.of || next === sent || next === awaited) return;
    awaited = next;
    const use = (decoded) => {
      if (awaited !== next) return;
      [sheet, sent, awaited] = [decoded, next, null];
      box.dataset.ready = next.of;
      onArrival();
    };
    if (sent?.sprite === next.sprite) return use(sheet);
    const fresh = new Image();
    fresh.src = next.sprite;
    fresh.decode().then(() => use(fresh), () => { awaited = null; });
  }

  function layout() {
    const [wide, tall] = data.film.image;
    tile = [Math.round((wide * LINE) / tall), LINE];
    if (tile[0] > 2 * LINE) tile = [2 * LINE, Math.max(1, Math.round((tall * 2 * LINE) / wide))];
    const scale = window.devicePixelRatio || 1;
    for (const row of rows) {
      const { canvas, tiles } = row, room = tiles.clientWidth;
      fit = Math.max(1, Math.floor((room + GAP) / (tile[0] + GAP)));
      const width = fit * (tile[0] + GAP) - GAP;
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(LINE * scale);
      canvas.style.width = width + "px";
      for (const button of row.buttons.splice(fit)) button.remove();
      while (row.buttons.length < fit) row.buttons.push(html("button", { type: "button" }));
      row.buttons.forEach((button, k) => {
        button.style.left = k * (tile[0] + GAP) + "px";
        button.style.width = tile[0] + "px";
        button.tabIndex = k ? -1 : 0;
      });
      tiles.append(...row.buttons);
    }
  }

  // Transparent buttons lie on the tiles: one stop of the Tab key a row, arrow keys within it.
  for (const row of rows) {
    const at = (event) => row.buttons.indexOf(event.target.closest("button"));
    row.tiles.onclick = (event) => {
      if (at(event) in row.shown) onOpen(row.shown[at(event)], row.shown);
    };
    row.tiles.onkeydown = (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -fit, End: fit }[event.key];
      if (!step || at(event) < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      const to = Math.max(0, Math.min(row.shown.length - 1, at(event) + step));
      row.buttons.forEach((button, k) => (button.tabIndex = k === to ? 0 : -1));
      row.buttons[to].focus();
    };
  }

  // The first place of a sorted list whose score reaches the threshold, as the server compares.
  function reached(scores, threshold) {
    let low = 0, high = scores.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (scores[middle] < threshold) low = middle + 1; else high = middle;
    }
    return low;
  }

  // The places to draw, the nearest to the hand first; while nothing moves, the nearest on both
  // sides. And whether the hand has left the images that are here.
  function places(scores, count, from, to) {
    const low = reached(scores, Math.min(from, to)), high = reached(scores, Math.max(from, to));
    const found = [];
    if (from !== to) {
      const many = Math.min(fit, high - low);
      for (let k = 0; k < many; k++) found.push(to < from ? low + k : high - 1 - k);
      const out = to < from ? to <= scores[0] : to > scores[scores.length - 1];
      return [found, count > high - low && (out || !scores.length)];
    }
    let below = low - 1, above = low;
    while (found.length < fit && (below >= 0 || above < scores.length)) {
      const nearer = below < 0 || scores[above] - to < to - scores[below];
      found.push(above < scores.length && nearer ? above++ : below >= 0 ? below-- : above++);
    }
    return [found, false];
  }

  function drawRow(row, count, from, to, side, first) {
    const [mark, word] = from === to ? ["", "nearest"] : row.kind[to < from ? "down" : "up"];
    row.box.dataset.sign = { "✓": "right", "✗": "wrong" }[mark] ?? "none";
    row.mark.textContent = mark;
    row.count.textContent = from === to ? "" : whole.format(count);
    row.word.textContent = say(word);
    const [found, out] = side ? places(side.scores, count, from, to) : [[], false];
    const scale = window.devicePixelRatio || 1, pen = row.canvas.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, row.canvas.width, row.canvas.height);
    found.forEach((place, k) => {
      const at = first + place, [wide, tall] = sent.image;
      pen.drawImage(sheet, (at % sent.columns) * wide, Math.floor(at / sent.columns) * tall,
        wide, tall, k * (tile[0] + GAP), (LINE - tile[1]) / 2, tile[0], tile[1]);
    });
    row.shown = found.map((place) => side.indices[place]);
    row.canvas.setAttribute("aria-label",
      found.length
        ? say("{word}, nearest first: images {images}", { word: say(word), images: row.shown.join(", ") })
        : say("no images"));
    row.tiles.setAttribute("aria-label", `${say(word)}, ${row.truth.textContent}`);
    row.buttons.forEach((button, k) => {
      button.hidden = !(k in row.shown);
      const label = say("open image {image}", { image: row.shown[k] });
      if (button.title !== label) button.title = label;
    });
    if (row.buttons.find((button) => button.tabIndex === 0)?.hidden) {
      row.buttons.forEach((button, k) => (button.tabIndex = k ? -1 : 0));
    }
    return out;
  }

  function paint(next = span) {
    if (!next || !data) return;
    span = next;
    const from = Math.fround(span.from), to = Math.fround(span.to);
    const mine = sent?.of === data.film.of ? sent : null;
    const first = [0, mine ? mine.positives.scores.length : 0]; // of each row in the sprite
    const out = rows.map((row, i) =>
      drawRow(row, span.counts[i], from, to, mine?.[row.kind.name], first[i]));
    const all = whole.format(data.film.all), [before, now] = [span.from, span.to].map(scored);
    if (span.held && out.includes(true)) { // let go, what is nearest to the threshold comes
      const here = whole.format(first[1] + mine.negatives.scores.length);
      note.textContent = say("Nearest {here} of {all} shown; let go for those beyond.", { here, all });
    } else if (from !== to) {
      note.textContent = say("From {before} to {now}, the nearest to the threshold first.", { before, now });
    } else note.textContent = say("The nearest on both sides; move the threshold to see which change.");
  }

  return {
    box, paint, listen,
    stop: () => document.removeEventListener("digit-studio-film", take),
    draw(next) {
      data = next;
      box.setAttribute("aria-label", say("Images that change sides"));
      rows[0].truth.textContent = say("truly {name}", { name: data.names[0] });
      rows[1].truth.textContent = say("truly {name}", { name: data.names[1] });
      take();
      layout();
    },
  };
}
