// What the models say of the drawing: the large answer and one panel of bars a model.
const seen = find(".seen"), verdict = find(".verdict"), big = find(".big");
const make = (tag, name, text) => Object.assign(document.createElement(tag), { className: name, textContent: text ?? "" });
const percent = (share, digits = 2) => `${decimals(100 * share, digits)}\u00a0%`;
const ranked = (scores) => scores.map((_, digit) => digit).sort((a, b) => scores[b] - scores[a]);
const NOUN = { probability: word("probability"), decision: word("score") };
const UNITS = {
  probability: word("Probability of each digit, 0 to 1."),
  decision: word("Score of each digit; the line is 0, its border. Not a probability."),
};
const written = (value, kind) =>
  kind === "probability" ? decimals(value, 2) : (value < 0 ? "−" : "+") + decimals(Math.abs(value), 2);

const LEAST = 0.01; // the probability from which on a second guess is shown

let readers = [], panels = {}, lead = null, hidden = new Set();

function setUp(hello) {
  readers = hello.readers;
  const chips = find(".chips"), models = find(".models");
  chips.replaceChildren();
  models.replaceChildren();
  panels = {};
  try { hidden = new Set(JSON.parse(localStorage.getItem("digit-studio-hidden"))); } catch { hidden = new Set(); }
  if (!hidden.size) for (const reader of readers) if (reader.baseline) hidden.add(reader.name);
  const asked = new URLSearchParams(location.search).get("model");
  lead = (readers.find((reader) => reader.name === asked) ?? readers[0])?.name ?? null;
  for (const reader of readers) {
    const chip = make("button", "chip", reader.title);
    chip.type = "button";
    chip.onclick = () => { hidden[hidden.has(reader.name) ? "delete" : "add"](reader.name); choose(); };
    chips.append(chip);
    panels[reader.name] = panel(reader, chip);
    models.append(panels[reader.name].card);
  }
  chips.hidden = readers.length < 2;
  choose();
}

function panel(reader, chip) {
  const card = make("article", "model " + reader.kind), head = make("button", "head"), title = make("span", "title");
  head.type = "button";
  head.title = `${reader.about} ${word("Click to let it give the large answer.")}`;
  head.onclick = () => { lead = reader.name; choose(); changed(); };
  const drawn = reader.drawn ? word(", {share} of {n} real drawings", { share: percent(reader.drawn.accuracy), n: reader.drawn.n.toLocaleString(language) }) : "";
  title.append(make("b", "", reader.title), make("span", "quiet", word("reads {share} of MNIST's test digits", { share: percent(reader.accuracy) }) + drawn));
  const reads = make("span", "reads");
  head.append(title, reads);
  const bars = make("div", "bars"), digits = make("div", "digits");
  for (let digit = 0; digit < 10; digit++) {
    const bar = make("span", "bar");
    bar.append(make("i"));
    bars.append(bar);
    digits.append(make("span", "", String(digit)));
  }
  const foot = make("p", "foot", UNITS[reader.kind]);
  card.dataset.model = reader.name;
  card.append(head, bars, digits, foot);
  return { card, chip, head, reads, bars: [...bars.children], digits: [...digits.children], foot, kind: reader.kind };
}

function choose() {
  for (const [name, panel] of Object.entries(panels)) {
    panel.card.hidden = hidden.has(name) && name !== lead;
    panel.chip.setAttribute("aria-pressed", !panel.card.hidden);
    panel.head.setAttribute("aria-pressed", name === lead);
  }
  try { localStorage.setItem("digit-studio-hidden", JSON.stringify([...hidden])); } catch { /* forbidden */ }
}

function fill(panel, answer) {
  const probability = answer.kind === "probability";
  const reach = probability ? 1 : Math.max(1, ...answer.scores.map(Math.abs));
  const [first, second] = ranked(answer.scores);
  panel.reads.textContent = answer.class;
  delete panel.head.dataset.digits;
  answer.scores.forEach((value, digit) => {
    const bar = panel.bars[digit], share = (Math.abs(value) / reach) * (probability ? 100 : 50);
    bar.firstChild.style.top = (probability ? 100 - share : value > 0 ? 50 - share : 50) + "%";
    bar.firstChild.style.height = share + "%";
    bar.title = `${digit}: ${written(value, answer.kind)}`;
    bar.classList.toggle("top", digit === first);
    panel.digits[digit].classList.toggle("top", digit === first);
  });
  const told = (digit) => `${digit}: ${NOUN[answer.kind]} ${written(answer.scores[digit], answer.kind)}`;
  panel.foot.textContent = `${told(first)}, ${told(second)}.${probability ? "" : ` ${word("0 is the border; not a probability.")}`}`;
}

function emptyPanels() {
  for (const panel of Object.values(panels)) {
    panel.reads.textContent = "";
    delete panel.head.dataset.digits;
    for (const bar of panel.bars) { bar.firstChild.style.height = "0%"; bar.classList.remove("top"); bar.title = ""; }
    for (const digit of panel.digits) digit.classList.remove("top");
    panel.foot.textContent = UNITS[panel.kind];
  }
}

function say(leading, second, sentence) {
  find(".lead").textContent = leading;
  find(".second").textContent = second;
  find(".sentence").textContent = sentence;
  find(".anyway").hidden = find(".apart").hidden = true;
  delete verdict.dataset.digits;
}

// Where no digit is read, what explains a reading is not shown either.
const unread = (on) => studio.classList.toggle("unread", on);

function digitless(sentence, mark = "–") {
  unread(true);
  big.textContent = mark;
  big.dataset.empty = "";
  guess(null);
  say("", "", sentence);
  emptyPanels();
}

function blank() {
  digitless(word(props.blank));
  seen.getContext("2d").clearRect(0, 0, 28, 28);
}

const showGreys = (canvas, text) => canvas.getContext("2d").putImageData(greyImage(bytes(text)), 0, 0);

const reading = (name) =>
  word("{model} reads", { model: readers.find((reader) => reader.name === name)?.title ?? name });
const agreement = (shown, others) => shown < 2 ? "" : !others ? word("All models agree.")
  : word(others === 1 ? "{n} of {shown} models reads something else." : "{n} of {shown} models read something else.",
    { n: others, shown });

// One that is as good as impossible is no guess; a score says nothing of how likely it is.
function secondGuess({ scores, kind }) {
  const second = ranked(scores)[1];
  return kind === "probability" && scores[second] < LEAST ? "" : word("or {digit}", { digit: second });
}

// Digits side by side: offered first, and read one by one once that was asked for.
function offer({ count, readings }) {
  if (!readings.length) {
    find(".apart").textContent = word("Read {count} digits", { count });
    find(".apart").hidden = false;
    return;
  }
  const first = readings.find((reading) => reading.model === lead) ?? readings[0];
  big.textContent = first.number;
  verdict.dataset.digits = count;
  verdict.style.setProperty("--digits", count);
  delete big.dataset.empty;
  for (const { model, number } of readings.filter(({ model }) => panels[model])) {
    panels[model].reads.textContent = number;
    panels[model].head.dataset.digits = count;
  }
  const shown = readings.filter(({ model }) => panels[model] && !panels[model].card.hidden);
  const others = shown.filter(({ number }) => number !== first.number).length;
  find(".lead").textContent = reading(first.model);
  find(".second").textContent = word("{count} digits, one by one", { count });
  find(".sentence").textContent = agreement(shown.length, others);
  find(".anyway").hidden = true;
}

function show(answer) {
  if (!answer) return digitless(word("The app does not answer: it is busy or has ended. Your drawing stays here, and the app is asked again."));
  if (answer.error) return digitless(answer.error);
  if (answer.image) showGreys(seen, answer.image);
  const refused = answer.refusal && (!answer.readings.length || answer.refusal.name === "blank");
  if (refused) {
    digitless(answer.refusal.sentence, answer.refusal.name === "blank" ? "–" : "?");
    find(".anyway").hidden = answer.refusal.name === "blank";
    if (answer.several) offer(answer.several);
    return;
  }
  unread(false);
  for (const reading of answer.readings) if (panels[reading.model]) fill(panels[reading.model], reading);
  const first = answer.readings.find((reading) => reading.model === lead) ?? answer.readings[0];
  const shown = answer.readings.filter((reading) => panels[reading.model] && !panels[reading.model].card.hidden);
  const others = shown.filter((reading) => reading.class !== first.class).length;
  big.textContent = first.class;
  delete big.dataset.empty;
  guess(first.class);
  say(
    reading(first.model),
    secondGuess(first),
    agreement(shown.length, others),
  );
}
