// Points in one canvas. A drag draws a lasso; its corners are reported when it ends.

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".scatter");
  const view = (root.view ??= create(root));
  view.report = (lasso) => setTriggerValue("lasso", lasso);
  view.update(data);
  return () => view.stop();
}

function create(root) {
  const canvas = document.createElement("canvas"), legend = document.createElement("ul");
  canvas.setAttribute("role", "img");
  root.replaceChildren(canvas, legend);
  let data = null, lasso = null, width = 0, height = 0;
  const px = (i) => (data.x[i] / data.size) * width;
  const py = (i) => height - (data.y[i] / data.size) * height;

  function draw() {
    const scale = window.devicePixelRatio || 1;
    width = root.clientWidth;
    height = Math.round(Math.min(width * 0.75, 620));
    canvas.width = width * scale;
    canvas.height = height * scale;
    canvas.style.height = height + "px";
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    const order = data.palette.map(() => []);
    data.colours.forEach((colour, i) => order[colour].push(i));
    const chosen = new Set(data.chosen);
    order.forEach((points, colour) => {
      pen.fillStyle = data.palette[colour];
      for (const i of points) {
        pen.globalAlpha = chosen.size && !chosen.has(i) ? 0.15 : 0.8;
        pen.fillRect(px(i) - 1.5, py(i) - 1.5, 3, 3);
      }
    });
    pen.globalAlpha = 1;
    pen.strokeStyle = getComputedStyle(root).color;
    if (lasso?.length > 1) {
      pen.lineWidth = 2;
      pen.beginPath();
      lasso.forEach(([x, y]) => pen.lineTo(x, y));
      pen.stroke();
    }
    root.dataset.drawn = data.version;
  }

  // The lasso in the units of the places, with as few corners as the page asks for.
  function corners() {
    const step = Math.max(1, lasso.length / data.corners);
    const kept = Math.min(lasso.length, data.corners);
    const whole = (part) => Math.round(Math.min(Math.max(part, 0), 1) * data.size);
    return Array.from({ length: kept }, (_, k) => lasso[Math.floor(k * step)]).flatMap(([x, y]) => [
      whole(x / width),
      whole(1 - y / height),
    ]);
  }

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    lasso = [at(event)];
  };
  canvas.onpointermove = (event) => {
    if (!lasso) return;
    lasso.push(at(event));
    requestAnimationFrame(draw);
  };
  canvas.onpointerup = () => {
    if (lasso?.length > 2) view.report(corners());
    lasso = null;
    draw();
  };
  canvas.onpointercancel = () => { lasso = null; draw(); };
  const resized = new ResizeObserver(() => data && root.clientWidth !== width && draw());

  const view = {
    report: () => {},
    stop: () => resized.disconnect(),
    update(next) {
      data = next;
      resized.observe(root);
      canvas.setAttribute("aria-label", data.label);
      legend.replaceChildren(...data.names.flatMap((name, colour) => {
        if (!name) return [];
        const entry = document.createElement("li"), dot = document.createElement("span");
        dot.style.background = data.palette[colour];
        entry.append(dot, name);
        return [entry];
      }));
      draw();
    },
  };
  return view;
}
