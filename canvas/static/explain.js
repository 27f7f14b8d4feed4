// How the answer came about, asked for once the pen rests: the frames from ink to image, both
// ways to shrink with both answers, the nearest training digits, where the evidence lies. Of a
// drawing without such a reading, the images alone.
const FRAME = 112;

function frame(caption, paint) {
  const figure = make("figure", "frame"), canvas = make("canvas", "");
  canvas.width = canvas.height = FRAME * 2;
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, FRAME, FRAME);
  pen.imageSmoothingEnabled = false;
  paint(pen);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", caption);
  figure.append(canvas, make("figcaption", "", caption));
  return figure;
}

function pixels(text) {
  const grey = bytes(text), side = Math.sqrt(grey.length);
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  canvas.getContext("2d").putImageData(greyImage(grey), 0, 0);
  return canvas;
}

function whiteInk() {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE }), pen = canvas.getContext("2d");
  pen.drawImage(sheet, 0, 0);
  pen.globalCompositeOperation = "source-in";
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, SIDE, SIDE);
  return canvas;
}

function showFrames({ box, widened, small, centre, image }) {
  const ink = whiteInk(), accent = colour("--accent"), unit = FRAME / 28;
  const [top, left, bottom, right] = box.map((at) => (at / SIDE) * FRAME);
  const drawn = (pen) => { pen.imageSmoothingEnabled = true; pen.drawImage(ink, 0, 0, FRAME, FRAME); };
  const cross = (pen, y, x, style) => {
    pen.strokeStyle = style;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(x - 7, y); pen.lineTo(x + 7, y); pen.moveTo(x, y - 7); pen.lineTo(x, y + 7);
    pen.stroke();
  };
  find(".strip").replaceChildren(
    frame(word("your ink"), drawn),
    frame(word("the box around it"), (pen) => {
      drawn(pen);
      pen.strokeStyle = accent;
      pen.lineWidth = 1.5;
      pen.strokeRect(left, top, right - left, bottom - top);
    }),
    frame(word(widened ? "longest side 20, lines widened" : "longest side 20"), (pen) => {
      pen.drawImage(pixels(small), 4 * unit, 4 * unit, 20 * unit, 20 * unit);
      pen.strokeStyle = "#888";
      pen.setLineDash([3, 3]);
      pen.strokeRect(4 * unit, 4 * unit, 20 * unit, 20 * unit);
    }),
    frame(word("its centre of mass"), (pen) => {
      pen.globalAlpha = 0.55;
      pen.drawImage(pixels(small), 4 * unit, 4 * unit, 20 * unit, 20 * unit);
      pen.globalAlpha = 1;
      cross(pen, 14.5 * unit, 14.5 * unit, "#888");
      cross(pen, (centre[0] + 0.5) * unit, (centre[1] + 0.5) * unit, accent);
    }),
    frame(word("in the middle of 28×28"), (pen) => pen.drawImage(pixels(image), 0, 0, FRAME, FRAME)),
  );
}

function showBoth(ways) {
  find(".both").replaceChildren(...ways.map(({ name, image, readings }) => {
    const way = make("div", "way"), canvas = pixels(image), text = make("div", "");
    text.append(make("b", "", word(name)));
    for (const reading of readings.filter(({ model }) => panels[model] && !panels[model].card.hidden))
      text.append(make("span", "", `${readers.find((reader) => reader.name === reading.model).title}: ${reading.class}`));
    way.append(canvas, text);
    return way;
  }));
}

function showNear(near) {
  find(".near .tiles").replaceChildren(...near.map(({ image, label, distance }) => {
    const tile = make("figure", "tile");
    tile.append(pixels(image), make("b", "", String(label)), make("figcaption", "", decimals(distance, 1)));
    return tile;
  }));
}

function showAttribution({ model, class: digit, image, values, about, score, kind }) {
  const pen = find(".map").getContext("2d"), grey = bytes(image), speaks = new Int8Array(bytes(values).buffer);
  pen.fillStyle = "#000";
  pen.fillRect(0, 0, 224, 224);
  grey.forEach((value, i) => {
    const x = (i % 28) * 8, y = Math.floor(i / 28) * 8, dim = Math.round(value * 0.45);
    pen.fillStyle = `rgb(${dim} ${dim} ${dim})`;
    pen.fillRect(x, y, 8, 8);
    if (!speaks[i]) return;
    pen.globalAlpha = Math.abs(speaks[i]) / 127;
    pen.fillStyle = speaks[i] > 0 ? "#ff7a33" : "#3f8cff";
    pen.fillRect(x, y, 8, 8);
    pen.globalAlpha = 1;
  });
  find(".which").textContent = word("{model}: what speaks for {digit} ({noun} {score})", {
    model: readers.find((reader) => reader.name === model).title, digit, noun: NOUN[kind], score: written(score, kind) });
  find(".about").textContent = about;
}

let resting = null, explaining = false, stale = false, near = false, awaited = false;
// It is asked for where it would be seen: with many people it costs more than all their answers.
new IntersectionObserver((changes) => {
  near = changes.at(-1).isIntersecting;
  if (near && awaited) explainSoon();
}, { rootMargin: "200px" }).observe(find(".below"));

// Whether one digit is read: else there is nothing to be explained but the image.
const reads = () => Boolean(last?.answer && final(last.answer).readings?.length);

function explainSoon() {
  clearTimeout(resting);
  if (current) return;
  awaited = !near;
  if (near) resting = setTimeout(explainNow, 250);
  else find(".more").hidden = true;
}
async function explainNow() {
  if (explaining) { stale = true; return; }
  explaining = true;
  do {
    stale = false;
    if (empty() || current) { find(".more").hidden = empty(); break; }
    const told = await app.explain({ ...payload(), model: lead, raw, unread: !reads() });
    if (told?.busy) { await new Promise((done) => setTimeout(done, 700)); stale = true; continue; }
    if (empty()) { find(".more").hidden = true; break; }
    if (!told || told.error || !(told.attribution || told.frames)) { find(".more").hidden = true; continue; }
    find(".more").hidden = false;
    find(".frames").hidden = !told.frames;
    if (told.frames) { showFrames(told.frames); showBoth(told.ways); }
    find(".near").hidden = !told.near;
    if (told.near) showNear(told.near);
    find(".where").hidden = !told.attribution;
    if (told.attribution) showAttribution(told.attribution);
  } while (stale);
  explaining = false;
}
