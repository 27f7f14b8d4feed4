// Only the rows near the window exist: their tiles are drawn into one canvas from the sprites,
// and each has a transparent button, so that mouse, finger, keyboard and screen reader work alike.
const GAP = 6, STRIP = 12, MARK = 16, LINE = 13, OVERSCAN = 5;
const WIDEST = 112; // pixels that a mark may ask for beside its neighbour: longer ones break

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".gallery");
  const view = (root.view ??= create(root));
  view.pick = (id) => setTriggerValue("picked", id);
  view.update(data);
  return () => view.stop();
}

// Right and wrong differ in shape as well as in colour: a tick in a whole line, a cross alone.
function sign(pen, right, x, y, wide) {
  const middle = x + wide / 2;
  pen.strokeStyle = right ? "#2e9e5b" : "#d6453d";
  pen.lineWidth = 2;
  pen.beginPath();
  if (right) {
    for (const [from, to] of [[x, middle - 7], [middle + 7, x + wide]]) {
      pen.moveTo(from, y);
      pen.lineTo(to, y);
    }
    pen.moveTo(middle - 4, y);
    pen.lineTo(middle - 1, y + 3);
    pen.lineTo(middle + 4, y - 3);
  } else {
    for (const slope of [-1, 1]) {
      pen.moveTo(middle - 3.5, y - 3.5 * slope);
      pen.lineTo(middle + 3.5, y + 3.5 * slope);
    }
  }
  pen.stroke();
}

// A mark is read to its end: where it is too wide it goes on in a next line, between its parts if
// those fit and between its words if not. Only a word that is too wide alone loses letters.
function broken(pen, text, wide) {
  const fits = (line) => pen.measureText(line.trim()).width <= wide;
  const filled = (parts) => parts.reduce((lines, part) => {
    const longer = lines.length ? lines.at(-1) + part : "";
    return longer && fits(longer) ? [...lines.slice(0, -1), longer] : [...lines, part];
  }, []).map((line) => line.trim());
  const lines = filled(text.split(/(?<=→|: )|(?=\| )/));
  return lines.every(fits)
    ? lines
    : filled(text.split(/(?<=→| )/)).map((line) => shortened(pen, line, wide));
}

function shortened(pen, word, wide) {
  const letters = [...word], arrow = letters.at(-1) === "→" ? letters.pop() : "";
  let said = word;
  while (pen.measureText(said).width > wide && letters.length > 1) {
    letters.pop();
    said = `${letters.join("").trimEnd()}…${arrow}`;
  }
  return said;
}

// A tile opens another page, whose title then has the focus, not the page's body.
function keepFocus() {
  const from = location.href, until = Date.now() + 10000;
  const look = setInterval(() => {
    const title = document.querySelector("h1");
    const lost = document.activeElement === document.body || !document.activeElement;
    if (location.href !== from && title && lost) {
      title.tabIndex = -1;
      title.style.outline = "none"; // it is where one is, not something to press
      title.focus({ preventScroll: true });
    } else if (Date.now() < until) return;
    clearInterval(look);
  }, 150);
}

function create(root) {
  const content = document.createElement("div"), canvas = document.createElement("canvas");
  content.className = "content";
  content.append(canvas);
  root.replaceChildren(content);
  root.setAttribute("role", "group");
  const buttons = new Map();
  let data = null, sheets = [], columns = 1, active = 0, from = 0, to = 0, waiting = false;
  let room = 0, lines = new Map(), deepest = 0; // pixels beside each other, of each mark its lines

  // `image` and `tile` are [width, height]: of an image in the sprite and of a tile on the page.
  const side = () => room + GAP;
  const rowHeight = () => data.tile[1] + GAP + (data.right ? STRIP : 0)
    + (data.marks ? MARK + (deepest - 1) * LINE : 0);
  const left = (i) => (i % columns) * side() + (side() - data.tile[0]) / 2;
  const top = (i) => Math.floor(i / columns) * rowHeight() + GAP / 2;

  function written() {
    const pen = canvas.getContext("2d");
    pen.font = `11px ${getComputedStyle(root).fontFamily}`;
    pen.textAlign = "center";
    return pen;
  }

  // Tiles stand as far apart as their marks need.
  function apart() {
    const pen = written(), marks = [...new Set(data.marks ?? [])];
    const most = Math.min(WIDEST, root.clientWidth - GAP);
    const widest = marks.reduce((so, mark) => Math.max(so, pen.measureText(mark).width), 0);
    room = Math.max(data.tile[0], Math.min(Math.ceil(widest) + 2, most));
    lines = new Map(marks.map((mark) => [mark, broken(pen, mark, room)]));
    deepest = Math.max(1, ...[...lines.values()].map((one) => one.length));
  }

  function layout() {
    apart();
    columns = Math.max(1, Math.floor(root.clientWidth / side()));
    const rows = Math.ceil(data.ids.length / columns);
    const whole = Math.max(1, Math.floor(data.height / rowHeight())); // no row is cut
    root.style.height = Math.min(whole, rows) * rowHeight() + "px";
    content.style.height = rows * rowHeight() + "px";
    for (const button of buttons.values()) button.remove();
    buttons.clear();
    from = to = 0;
    show(true);
  }

  function show(force) {
    const rows = Math.ceil(data.ids.length / columns);
    const first = Math.floor(root.scrollTop / rowHeight());
    const last = Math.ceil((root.scrollTop + root.clientHeight) / rowHeight());
    if (!force && first * columns >= from && Math.min(last, rows) * columns <= to) return;
    from = Math.max(0, first - OVERSCAN) * columns;
    to = Math.min(rows, last + OVERSCAN) * columns;
    draw();
    place();
  }

  function draw() {
    const scale = window.devicePixelRatio || 1;
    const end = Math.min(to, data.ids.length);
    const tallest = top(to) - top(from);
    canvas.width = Math.round(columns * side() * scale);
    canvas.height = Math.max(1, Math.round(tallest * scale));
    canvas.style.width = columns * side() + "px";
    canvas.style.height = tallest + "px";
    canvas.style.top = top(from) - GAP / 2 + "px";
    const pen = written(); // after its size: a canvas that is resized forgets
    const colour = getComputedStyle(root).color;
    pen.scale(scale, scale);
    const [width, height] = data.image, [wide, tall] = data.tile;
    pen.imageSmoothingEnabled = wide % width !== 0 || tall % height !== 0;
    let complete = true;
    for (let i = from; i < end; i++) {
      const x = left(i), y = top(i) - top(from) + GAP / 2;
      const sheet = sheets[Math.floor(i / data.perSheet)], at = i % data.perSheet;
      if (sheet?.ready) {
        pen.drawImage(sheet, (at % data.columns) * width,
          Math.floor(at / data.columns) * height, width, height, x, y, wide, tall);
      } else complete = false;
      if (data.right) {
        sign(pen, data.right[i], x, y + tall + STRIP / 2 + 1, wide);
      }
      if (data.marks) {
        pen.fillStyle = colour;
        lines.get(data.marks[i]).forEach((line, at) => pen.fillText(line, x + wide / 2,
          y + tall + (data.right ? STRIP : 0) + 12 + at * LINE, room));
      }
    }
    root.dataset.drawn = complete ? data.version : "";
  }

  function place() {
    const focused = root.getRootNode().activeElement;
    for (const [i, button] of buttons) {
      if ((i < from || i >= to) && button !== focused) {
        button.remove();
        buttons.delete(i);
      }
    }
    const end = Math.min(to, data.ids.length), fresh = document.createDocumentFragment();
    for (let i = from; i < end; i++) {
      if (buttons.has(i)) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.title = data.captions[i];
      button.setAttribute("aria-label", data.captions[i]);
      button.dataset.index = i;
      button.dataset.id = data.ids[i];
      Object.assign(button.style, {
        left: left(i) + "px", top: top(i) + "px",
        width: data.tile[0] + "px", height: data.tile[1] + "px",
      });
      fresh.append(button);
      buttons.set(i, button);
    }
    content.append(fresh);
    mark();
  }

  function mark() {
    const reachable = buttons.has(active) ? active : from;
    root.classList.toggle("several", Boolean(data.picks));
    for (const [i, button] of buttons) {
      button.tabIndex = i === reachable ? 0 : -1;
      const chosen = data.picks ? data.picks.includes(data.ids[i]) : data.ids[i] === data.chosen;
      button.classList.toggle("chosen", chosen);
      button.setAttribute("aria-pressed", String(chosen));
    }
  }

  function focus(i) {
    active = Math.max(0, Math.min(data.ids.length - 1, i));
    const y = top(active) - GAP / 2;
    if (y < root.scrollTop) root.scrollTop = y;
    else if (y + rowHeight() > root.scrollTop + root.clientHeight) {
      root.scrollTop = y + rowHeight() - root.clientHeight;
    }
    show(false);
    mark();
    buttons.get(active)?.focus({ preventScroll: true });
  }

  root.onscroll = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; show(false); });
  };
  root.onclick = (event) => {
    const button = event.target.closest("button");
    if (!button || (data.picks && event.detail > 1)) return; // a double click is one
    active = Number(button.dataset.index);
    mark();
    view.pick(Number(button.dataset.id));
    if (!data.picks) keepFocus();
  };
  root.onkeydown = (event) => {
    const button = event.target.closest("button");
    if (!button || event.altKey || event.ctrlKey || event.metaKey) return;
    const here = Number(button.dataset.index);
    const page = columns * Math.max(1, Math.floor(root.clientHeight / rowHeight()));
    const steps = {
      ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns,
      PageUp: -page, PageDown: page, Home: -here, End: data.ids.length,
    };
    if (!(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    focus(here + steps[event.key]);
  };
  const resized = new ResizeObserver(() => {
    if (data && Math.max(1, Math.floor(root.clientWidth / side())) !== columns) layout();
  });
  resized.observe(root);

  const view = {
    pick: () => {},
    stop: () => resized.disconnect(),
    update(next) {
      const same = data && data.version === next.version;
      data = next;
      resized.observe(root);
      if (same) return mark();
      root.setAttribute("aria-label", data.label);
      active = Math.max(0, data.ids.indexOf(data.chosen));
      root.dataset.drawn = "";
      const mine = (sheets = data.sheets.map((source) => {
        const sheet = new Image();
        sheet.src = source;
        sheet.decode().then(() => { sheet.ready = true; if (sheets === mine) draw(); }, () => {});
        return sheet;
      }));
      root.scrollTop = 0;
      layout();
      // What stands in for the page's font is narrower or wider.
      if (document.fonts.status !== "loaded") document.fonts.ready.then(() => layout());
    },
  };
  return view;
}
