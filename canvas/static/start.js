// Asking and starting. One request in flight, the newest drawing wins. Lifting the pen changes no
// ink: what was answered to this very ink while it was drawn, or is on its way, is not asked again.
let raw = false, insist = false, apart = false, asking = false, refusing = null;
const AGAIN = 2000; // ms after which an app that did not answer is asked again
let again = null;
let last = null; // the newest answer, and the question it answers

const question = () => `${inked} ${raw} ${insist} ${apart}`;

function changed() {
  paper.classList.toggle("drawn", !empty());
  find(".undo").disabled = !done.length;
  find(".clear").disabled = !strokes.length;
  find(".redo").disabled = !undone.length;
  if (!strokes.length) insist = apart = false;
  const answering = asking ? null : ask();
  if (!current) remember(); // after the question is on its way
  return answering;
}

async function ask() {
  asking = true;
  clearTimeout(again);
  let told = null;
  while (told !== `${question()} ${current === null}`) {
    told = `${question()} ${current === null}`;
    if (empty()) { clearTimeout(refusing); last = null; blank(); continue; }
    if (last?.question !== question()) {
      const asked = question(), drawing = current !== null;
      last = { question: asked, answer: await app.read({ ...payload(), raw, insist, apart, drawing }) };
      if (empty()) continue;
    }
    const drawing = current !== null || last.question !== question();
    settle(drawing ? last.answer : final(last.answer), drawing);
    told = `${last.question} ${!drawing}`;
    if (!last.answer || last.answer.error) last = null; // asked again next time
  }
  asking = false;
  if (last === null && !empty()) again = setTimeout(() => asking || ask(), AGAIN);
  explainSoon();
}

// While the pen is down nothing is held back; once it is up, a refusal is.
const final = (answer) => (answer?.refusal && !insist ? { ...answer, readings: [] } : answer);

// A refusal waits a moment after the pen is lifted: the next stroke may complete the digit.
function settle(answer, drawing) {
  clearTimeout(refusing);
  const refused = answer?.refusal && !apart && !["blank", "dot"].includes(answer.refusal.name) && !answer.readings.length;
  if (refused && !("empty" in big.dataset)) refusing = setTimeout(() => tell(answer, drawing), 450);
  else tell(answer, drawing);
}
// Tests and the bench count the answers shown, and those of them to a drawing whose pen is up.
function tell(answer, drawing) {
  show(answer);
  for (const name of drawing ? ["answered"] : ["answered", "settled"])
    element.dataset[name] = Number(element.dataset[name] ?? 0) + 1;
}

for (const button of element.querySelectorAll("[data-raw]"))
  button.onclick = () => {
    raw = Boolean(button.dataset.raw);
    for (const other of element.querySelectorAll("[data-raw]")) other.setAttribute("aria-pressed", other === button);
    changed();
  };
find(".anyway").onclick = () => { insist = true; changed(); };
find(".apart").onclick = () => { apart = true; changed(); };

async function repair(index) {
  const digit = await app.digit({ index: /^\d{1,6}$/.test(index) ? Number(index) : index });
  if (!digit || digit.error) { find(".repairing").hidden = false; find(".repairing span").textContent = digit?.error ?? ""; return; }
  base = bytes(digit.image);
  repaired = digit.index;
  find(".switch").hidden = true;
  find(".labels").hidden = true;
  find(".clear").textContent = word("Start over");
  find("h1").textContent = word("Repair digit {index}", digit);
  find(".repairing span").textContent = word("Test digit {index}, labelled {label}. Rub out or add ink and watch.", digit);
  find(".repairing").hidden = false;
}
find(".leave").onclick = () => { location.href = location.pathname; };

(async () => {
  const hello = await app.hello({});
  if (!hello || hello.error) return digitless(hello?.error ?? word("The app did not answer; reload the page."));
  setUp(hello);
  setUpMine(hello.keeping, hello.token);
  const asked = new URLSearchParams(location.search).get("digit");
  if (asked !== null) await repair(asked);
  if (!base) recall();
  new ResizeObserver(redraw).observe(pad);
  new MutationObserver(redraw).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  redraw();
  await changed();
  if (!readers.length) digitless(hello.sentence);
  element.dataset.ready = "";
})();
