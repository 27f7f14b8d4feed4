// Your handwriting as a test set: one tap labels the drawing and keeps it on this machine.
let keeping = false, latestKept = null, keptStep = null, token = "";

// What changes something is asked for with the page's token. After a restart of the app there is
// another one: the page gets it and asks once more, so that no drawing is lost.
async function change(name, sent) {
  const answer = await app[name]({ ...sent, token });
  if (answer && !answer.error) return answer;
  const now = (await app.hello({}))?.token;
  if (!now || now === token) return answer;
  token = now;
  return app[name]({ ...sent, token });
}

function setUpMine(on, given) {
  keeping = on;
  token = given;
  find(".labels").hidden = find(".mine").hidden = !on;
  for (let digit = 0; digit < 10; digit++) {
    const key = make("button", "key", String(digit));
    key.type = "button";
    key.title = word("Keep as {digit} (key {digit})", { digit });
    key.onclick = () => keep(digit);
    find(".keys").append(key);
  }
  if (on) showMine();
}

function guess(digit) {
  [...find(".keys").children].forEach((key, i) => key.classList.toggle("guess", i === digit));
}

async function keep(label) {
  if (!keeping || base || current || !strokes.length) return;
  const labelled = new Set(strokes);
  const answer = await change("keep", { ...payload(), label });
  const status = find(".kept");
  if (!answer || answer.error) { status.textContent = answer?.error ?? word("It could not be kept; reload the page."); return; }
  latestKept = { image: answer.image, label };
  status.textContent = `${word(answer.added ? "Kept as {label}." : "This very drawing was kept as {label} already.", { label })} `;
  if (answer.added) {
    const back = make("button", "back", word("Take it back"));
    back.type = "button";
    back.onclick = takeBack;
    status.append(back);
  }
  if (strokes.some((stroke) => !labelled.has(stroke))) { // the next digit was begun meanwhile
    strokes = strokes.filter((stroke) => !labelled.has(stroke));
    [done, undone, keptStep] = [strokes.slice(), [], null];
    restroked();
  } else {
    clear();
    keptStep = done.at(-1);
  }
  showMine();
}

async function takeBack() {
  if (!latestKept) return;
  await change("take_back", latestKept);
  latestKept = null;
  find(".kept").textContent = word("Taken back.");
  if (done.at(-1) === keptStep) undo(); // the drawing returns too, unless another was begun
  showMine();
}

function row(cells, tag = "td") {
  const line = make("tr");
  line.append(...cells.map((cell) => (cell instanceof Node ? cell : make(tag, "", cell))));
  return line;
}

let shownMine = 0;
async function showMine() {
  const asked = ++shownMine;
  const mine = await app.mine({ model: lead });
  if (asked !== shownMine) return; // a newer question is under way
  if (!mine || mine.error) { find(".moved").textContent = mine?.error ?? ""; return; }
  if (mine.refused) find(".moved").textContent = mine.refused;
  find(".none").hidden = mine.n > 0;
  find(".kept-digits").hidden = !mine.n;
  for (const button of element.querySelectorAll("[data-format]")) button.disabled = !mine.n;
  if (!mine.n) return;
  const title = (name) => readers.find((reader) => reader.name === name)?.title ?? name;
  find(".scores").replaceChildren(
    row(["", word("your {n}", mine), word("95 % interval"), word("MNIST test")], "th"),
    ...mine.models.map((model) => row([
      title(model.name), percent(model.accuracy, 1), word("{low} to {high}", { low: percent(model.low, 1), high: percent(model.high, 1) }), percent(model.test, 1),
    ])),
  );
  const digits = [...Array(10).keys()];
  const matrix = mine.matrix.map((counts, label) => row([
    make("th", "", String(label)),
    ...counts.map((n, i) => make("td", i === label ? "right" : n ? "wrong" : "", n ? String(n) : "")),
    make("td", "sum", counts.some(Boolean) ? percent(counts[label] / counts.reduce((a, b) => a + b), 0) : ""),
  ]));
  find(".matrix").replaceChildren(
    make("caption", "quiet", word("{model}: rows are what you meant, columns what it read", { model: title(mine.model) })),
    row(["", ...digits.map(String), word("right")], "th"), ...matrix,
  );
  find(".latest").replaceChildren(...mine.latest.map(({ image, label }) => {
    const tile = make("figure", "tile");
    tile.append(pixels(image), make("b", "", String(label)));
    return tile;
  }));
}

for (const button of element.querySelectorAll("[data-format]"))
  button.onclick = async () => {
    const file = await app.export_file({ format: button.dataset.format });
    if (!file || file.error) { find(".moved").textContent = file?.error ?? word("It could not be saved."); return; }
    const link = make("a");
    link.href = URL.createObjectURL(new Blob([bytes(file.content)]));
    link.download = file.name;
    link.click();
    URL.revokeObjectURL(link.href);
    find(".moved").textContent = [word("{n} digits saved as {name}.", file), file.refused].join(" ");
  };

find(".import").onchange = async (event) => {
  const [file] = event.target.files, status = find(".moved");
  event.target.value = "";
  if (!file) return;
  if (file.size > 3e6) { status.textContent = word("The file is larger than 3 MB; save it as npz or split it."); return; }
  const result = await change("import_file", { content: base64(new Uint8Array(await file.arrayBuffer())) });
  status.textContent = !result || result.error ? (result?.error ?? word("The file did not arrive."))
    : word(result.disputed ? "{added} new, {known} known already, {disputed} labelled otherwise here." : "{added} new, {known} known already.", result);
  showMine();
};
