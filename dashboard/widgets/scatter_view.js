// Which part of the paper is seen, and the points and shapes drawn on it.

const DOT = 1.6, MOST_ZOOM = 24;

function sight(size) {
  const seen = { zoom: 1, left: 0, below: 0, width: 0, height: 0 };
  const clamp = () => {
    const room = 1 - 1 / seen.zoom;
    seen.left = Math.min(Math.max(seen.left, 0), room);
    seen.below = Math.min(Math.max(seen.below, 0), room);
  };
  return Object.assign(seen, {
    px: (x) => (x / size() - seen.left) * seen.zoom * seen.width,
    py: (y) => seen.height - (y / size() - seen.below) * seen.zoom * seen.height,
    // The place on the paper under a pixel, in shares of it.
    share: (x, y) => [
      seen.left + x / seen.width / seen.zoom,
      seen.below + (1 - y / seen.height) / seen.zoom,
    ],
    zoomAt(factor, x, y) {
      const [across, up] = seen.share(x, y);
      seen.zoom = factor ? Math.min(Math.max(seen.zoom * factor, 1), MOST_ZOOM) : 1;
      seen.left = across - x / seen.width / seen.zoom;
      seen.below = up - (1 - y / seen.height) / seen.zoom;
      clamp();
    },
    move(dx, dy) {
      seen.left -= dx / seen.width / seen.zoom;
      seen.below += dy / seen.height / seen.zoom;
      clamp();
    },
  });
}

function fresh(canvas, seen) {
  const scale = window.devicePixelRatio || 1;
  canvas.width = seen.width * scale;
  canvas.height = seen.height * scale;
  canvas.style.height = seen.height + "px";
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  return pen;
}

// Dots, and above them the crosses: right and wrong differ in shape, whatever the colours say.
function drawPoints(pen, data, seen) {
  const radius = DOT * Math.min(Math.sqrt(seen.zoom), 2.2), any = data.chosen.size > 0;
  const order = data.palette.map(() => [[], []]);
  data.colours.forEach((colour, i) => order[colour][Number(data.crossed.has(i))].push(i));
  pen.lineWidth = radius;
  for (const crosses of [0, 1]) {
    order.forEach((of, colour) => {
      pen.fillStyle = pen.strokeStyle = data.palette[colour];
      for (const i of of[crosses]) {
        const x = seen.px(data.x[i]), y = seen.py(data.y[i]);
        if (x < -9 || y < -9 || x > seen.width + 9 || y > seen.height + 9) continue;
        pen.globalAlpha = any && !data.chosen.has(i) ? 0.15 : crosses ? 1 : 0.8;
        if (!crosses) {
          pen.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
          continue;
        }
        const arm = radius * 2.2;
        pen.beginPath();
        pen.moveTo(x - arm, y - arm);
        pen.lineTo(x + arm, y + arm);
        pen.moveTo(x - arm, y + arm);
        pen.lineTo(x + arm, y - arm);
        pen.stroke();
      }
    });
  }
  pen.globalAlpha = 1;
}

// What was drawn so far stays in sight; what takes away is dashed.
function drawShapes(pen, data, seen, colour, lasso, takes) {
  const outline = (points, dashed, closed) => {
    pen.setLineDash(dashed ? [6, 5] : []);
    pen.beginPath();
    points.forEach(([x, y]) => pen.lineTo(x, y));
    if (closed) {
      pen.closePath();
      pen.globalAlpha = 0.06;
      pen.fill();
      pen.globalAlpha = 1;
    }
    pen.stroke();
  };
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = 1.8;
  for (const { takes, numbers } of data.shapes) {
    if (numbers.length === 1) {
      const x = seen.px(data.x[numbers[0]]), y = seen.py(data.y[numbers[0]]);
      outline(Array.from({ length: 24 }, (_, k) =>
        [x + 9 * Math.cos(k * Math.PI / 12), y + 9 * Math.sin(k * Math.PI / 12)]), takes, true);
      continue;
    }
    const corners = [];
    for (let k = 0; k < numbers.length; k += 2) {
      corners.push([seen.px(numbers[k]), seen.py(numbers[k + 1])]);
    }
    outline(corners, takes, true);
  }
  if (lasso?.length > 1) outline(lasso, takes, false);
}
