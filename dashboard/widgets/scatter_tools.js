// The buttons above the map, the legend below it and the card that shows what a point stands for.

const HOW = { new: "New choice", add: "Add", take: "Take away", move: "Move" };
const HELP = {
  new: "Draw around points to choose them",
  add: "Draw around points to add them (Shift)",
  take: "Draw around points to take them out (Alt)",
  move: "Drag the map; two fingers and Ctrl with the wheel zoom",
};

function toolbar(root, zoom) {
  const bar = document.createElement("div"), modes = {};
  bar.className = "tools";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", say("Map"));
  const button = (text, help, press) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.title = help;
    made.onclick = press;
    bar.append(made);
    return made;
  };
  const tools = { bar, how: "new" };
  const press = (how) => {
    tools.how = how;
    for (const [name, made] of Object.entries(modes)) made.setAttribute("aria-pressed", name === how);
    root.dataset.how = how;
  };
  for (const how of Object.keys(HOW)) modes[how] = button(say(HOW[how]), say(HELP[how]), () => press(how));
  const gap = document.createElement("span");
  gap.className = "gap";
  bar.append(gap);
  for (const [text, name, factor] of [["−", say("Zoom out"), 1 / 1.6], ["+", say("Zoom in"), 1.6]]) {
    button(text, name, () => zoom(factor)).setAttribute("aria-label", name);
  }
  button(say("Whole map"), say("Show all points"), () => zoom(0));
  press("new");
  return tools;
}

function legend(data) {
  const entry = (name, colour, cross) => {
    const made = document.createElement("li"), sign = document.createElement("span");
    sign.className = cross ? "cross" : "dot";
    sign.setAttribute("aria-hidden", "true");
    if (cross) sign.textContent = "✕";
    sign.style[cross ? "color" : "background"] = colour;
    made.append(sign, name);
    return made;
  };
  const found = data.names.flatMap((name, colour) =>
    name ? [entry(name, data.palette[colour], name === data.cross)] : []);
  return data.names.includes(data.cross) ? found : [...found, entry(data.cross, "inherit", true)];
}

// A card beside a point: the image, enlarged, and what it is.
function card(root) {
  const box = document.createElement("div"), picture = document.createElement("canvas");
  const about = document.createElement("span");
  box.className = "card";
  box.hidden = true;
  box.append(picture, about);
  root.append(box);
  let sheet = null, shown = -1;

  function draw(data, i) {
    const { columns, size: [wide, high] } = data.preview;
    const scale = Math.max(1, Math.round(96 / Math.max(wide, high)));
    picture.width = wide * scale;
    picture.height = high * scale;
    const pen = picture.getContext("2d");
    pen.imageSmoothingEnabled = wide * scale > 2 * 96;
    const [left, top] = [(i % columns) * wide, Math.floor(i / columns) * high];
    pen.drawImage(sheet, left, top, wide, high, 0, 0, wide * scale, high * scale);
    box.dataset.drawn = i;
  }

  return {
    get shown() { return shown; },
    hide() { box.hidden = true; shown = -1; },
    show(data, i, x, y, width, height) {
      const found = data.crossed.has(i) ? "✕" : "✓";
      about.textContent = say("{mark} index {i}: true {true}, read as {answer}", { mark: found, i,
        true: data.classes[data.true[i]], answer: data.classes[data.answers[i]] });
      picture.hidden = !data.preview;
      if (data.preview) {
        if (sheet?.address !== data.preview.url) {  // only once somebody looks
          sheet = new Image();
          sheet.address = sheet.src = data.preview.url;
        }
        const image = sheet;
        image.decode().then(() => { if (shown === i && sheet === image) draw(data, i); }, () => {});
      }
      shown = i;
      box.hidden = false;
      const right = x > width / 2, below = y > height / 2;
      box.style.left = right ? "auto" : `${x + 14}px`;
      box.style.right = right ? `${width - x + 14}px` : "auto";
      box.style.top = below ? "auto" : `${y + 10}px`;
      box.style.bottom = below ? `${height - y + 10}px` : "auto";
    },
  };
}
