// A drag draws a lasso or moves the map, a click opens a point, a still pointer shows its image.

const NEAR = 12, STILL = 4;

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".scatter");
  speak(data);
  if (root.dataset.language !== data.language) {
    root.view?.stop();
    root.view = null;
    root.dataset.language = data.language;
  }
  const view = (root.view ??= create(root));
  view.tell = setTriggerValue;
  view.update(data);
  return () => view.stop();
}

// Whole numbers as the page packs them: base64 of one or two bytes each.
function numbers({ size, text }) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return size === 1 ? bytes : new Uint16Array(bytes.buffer);
}

function create(root) {
  const paper = document.createElement("div"), list = document.createElement("ul");
  const canvas = document.createElement("canvas"), over = document.createElement("canvas");
  paper.className = "paper";
  paper.append(canvas, over);
  canvas.setAttribute("role", "img");
  over.setAttribute("aria-hidden", "true");
  canvas.tabIndex = 0;
  let data = null, lasso = null, takes = false, from = null, moved = false, asked = 0;
  const fingers = new Map(), seen = sight(() => data.size);
  const shown = card(paper);
  const tools = toolbar(root, (factor) => {
    seen.zoomAt(factor, seen.width / 2, seen.height / 2);
    draw();
  });
  root.replaceChildren(tools.bar, paper, list);

  function draw() {
    cancelAnimationFrame(asked);
    asked = 0;
    seen.width = root.clientWidth;
    seen.height = Math.round(Math.min(seen.width * 0.75, 620));
    drawPoints(fresh(canvas, seen), data, seen);
    trace();
    root.dataset.zoom = seen.zoom.toFixed(2);
    root.dataset.drawn = data.version;
  }

  const trace = () =>
    drawShapes(fresh(over, seen), data, seen, getComputedStyle(root).color, lasso, takes);
  const soon = (work) => { asked ||= requestAnimationFrame(() => { asked = 0; work(); }); };

  function nearest([x, y]) {
    let best = -1, least = NEAR ** 2;
    for (let i = 0; i < data.x.length; i++) {
      const apart = (seen.px(data.x[i]) - x) ** 2 + (seen.py(data.y[i]) - y) ** 2;
      if (apart < least) [best, least] = [i, apart];
    }
    return best;
  }

  function look(at) {
    const i = nearest(at);
    if (i < 0) shown.hide();
    else shown.show(data, i, seen.px(data.x[i]), seen.py(data.y[i]), seen.width, seen.height);
    return i;
  }

  // The lasso in the units of the places, with as few corners as the page asks for.
  function corners() {
    const step = Math.max(1, lasso.length / data.corners);
    const kept = Math.min(lasso.length, data.corners);
    const whole = (part) => Math.round(Math.min(Math.max(part, 0), 1) * data.size);
    return Array.from({ length: kept }, (_, k) => lasso[Math.floor(k * step)])
      .flatMap(([x, y]) => seen.share(x, y).map(whole));
  }

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  paper.onpointerdown = (event) => {
    if (event.button) return;
    paper.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, at(event));
    from = at(event);
    moved = false;
    const how = event.shiftKey ? "add" : event.altKey ? "take" : tools.how;
    takes = how === "take";
    lasso = how === "move" || fingers.size > 1 ? null : Object.assign([from], { how });
  };

  paper.onpointermove = (event) => {
    const here = at(event), before = fingers.get(event.pointerId);
    if (!before) {
      if (event.pointerType === "mouse") look(here);
      return;
    }
    moved ||= Math.hypot(here[0] - from[0], here[1] - from[1]) > STILL;
    if (!moved) return;
    shown.hide();
    if (fingers.size === 2) {
      const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
      const spread = (place) => Math.hypot(place[0] - other[0], place[1] - other[1]) || 1;
      seen.zoomAt(spread(here) / spread(before), (here[0] + other[0]) / 2, (here[1] + other[1]) / 2);
      soon(draw);
    } else if (lasso) {
      lasso.push(here);
      soon(trace);
    } else {
      seen.move(here[0] - before[0], here[1] - before[1]);
      soon(draw);
    }
    fingers.set(event.pointerId, here);
  };

  paper.onpointerup = (event) => {
    fingers.delete(event.pointerId);
    if (!moved && from) {
      const before = shown.shown, i = look(at(event));
      // A finger cannot hover: its first tap shows the image, the second opens it.
      if (i >= 0 && (event.pointerType === "mouse" || i === before)) view.tell("picked", i);
    } else if (lasso?.length > 2) {
      view.tell("lasso", { how: lasso.how, corners: corners() });
    }
    lasso = null;
    trace();
  };
  paper.onpointercancel = (event) => {
    fingers.delete(event.pointerId);
    lasso = null;
    draw();
  };
  paper.onpointerleave = () => shown.hide();
  paper.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && tools.how !== "move") return;  // the page scrolls
    event.preventDefault();
    seen.zoomAt(Math.exp(-event.deltaY / 300), ...at(event));
    shown.hide();
    soon(draw);
  }, { passive: false });
  canvas.onkeydown = (event) => {
    const step = 40, middle = [seen.width / 2, seen.height / 2];
    const keys = {
      "+": () => seen.zoomAt(1.6, ...middle), "-": () => seen.zoomAt(1 / 1.6, ...middle),
      "0": () => seen.zoomAt(0, ...middle),
      ArrowLeft: () => seen.move(step, 0), ArrowRight: () => seen.move(-step, 0),
      ArrowUp: () => seen.move(0, step), ArrowDown: () => seen.move(0, -step),
    };
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
    draw();
  };
  const resized = new ResizeObserver(() => data && root.clientWidth !== seen.width && draw());

  const view = {
    tell: () => {},
    stop: () => resized.disconnect(),
    update(next) {
      data = { ...next, crossed: new Set(next.crossed), chosen: new Set(next.chosen) };
      for (const name of ["x", "y", "colours", "true", "answers"]) data[name] = numbers(next[name]);
      resized.observe(root);
      canvas.setAttribute("aria-label", data.label);
      list.replaceChildren(...legend(data));
      draw();
    },
  };
  return view;
}
