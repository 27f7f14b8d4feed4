// Three steps of which each is the product itself. How far one is stands in this browser's own
// storage, so that each of thirty people in a class sees it once, whoever was here before.
const STORED = "digit-studio-tour", DONE = "done", LOOK = 300; // ms between looks for the target

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".tour");
  speak(data);
  const tour = (root.tour ??= create(root));
  tour.open = (page) => setTriggerValue("open", page);
  tour.update(data);
  return () => tour.stop();
}

function remembered() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return window.digitStudioTour ?? null; // storage is off: until the window is closed
  }
}

function remember(value) {
  window.digitStudioTour = value;
  try {
    localStorage.setItem(STORED, value);
  } catch { /* see above */ }
}

// What a step rings lies in the shadow of another widget.
function* everywhere(selector, from = document) {
  yield* from.querySelectorAll(selector);
  const widgets = '[data-testid^="stBidiComponent"]';
  for (const host of from.querySelectorAll(`${widgets}, ${widgets} *`)) {
    if (host.shadowRoot) yield* everywhere(selector, host.shadowRoot);
  }
}

function largest(buttons) {
  const number = (button) => Number(button.textContent.replace(/[^0-9.]/g, ""));
  return buttons.reduce((best, one) => (!best || number(one) > number(best) ? one : best), null);
}

// What each step is about: the element to ring, the events that take it, and what takes it.
const TARGETS = {
  slider: {
    find: () => [...everywhere(".lab input[type=range]")][0],
    events: ["input", "keydown"], // the slider moves itself for its keys
  },
  cell: {
    find: () => largest([...everywhere(".matrix td button[data-at]")].filter((button) => {
      const [i, j] = button.dataset.at.split(" ");
      return i !== j;
    })),
    events: ["click"],
    takes: (element) => element.matches?.(".matrix td button"),
  },
  canvas: { // its link, or the button that starts it; Streamlit has a copy of it for phones
    find: () => [...document.querySelectorAll(
      '.st-key-start_canvas button, [data-testid="stMain"] [data-testid="stLinkButton"] a',
    )].find((button) => button.checkVisibility()),
    events: ["click"],
  },
};

function create(root) {
  const make = (tag, name, text = "") => {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = text;
    return made;
  };
  const count = make("span", "count"), title = make("strong", "title"), about = make("p", "about");
  const next = make("button", "next"), skip = make("button", "skip");
  const buttons = make("div", "buttons");
  for (const button of [next, skip]) button.type = "button";
  buttons.append(next, skip);
  root.replaceChildren(count, title, about, buttons);
  let data = null, ringed = null, taken = false;

  const at = () => Math.min(Math.max(Number(remembered()) || 0, 0), data.steps.length - 1);
  const here = () => data.page === data.steps[at()].page;

  function ring(element) {
    if (element === ringed) return;
    for (const [one, outline] of [[ringed, ""], [element, "3px solid #e69f00"]]) {
      if (!one) continue;
      one.style.outline = outline;
      one.style.outlineOffset = outline && "3px";
    }
    ringed = element;
    element?.scrollIntoView({ block: "center" }); // on a phone it is below what one sees
  }

  function show() {
    const over = remembered() === DONE;
    root.hidden = over;
    if (over) return ring(null);
    root.popover = "manual"; // above the sidebar, which is a layer of its own
    if (!root.matches(":popover-open")) root.showPopover();
    const step = data.steps[at()], last = at() === data.steps.length - 1;
    count.textContent = say("{at} of {n}", { at: at() + 1, n: data.steps.length });
    skip.textContent = say("Skip the tour");
    skip.hidden = last && here(); // the other button ends it
    title.textContent = step.title;
    about.textContent = taken ? step.done : here() ? step.about : step.why;
    next.textContent = !here() ? say("Show me") : last ? say("Finish") : say("Next");
    root.classList.toggle("taken", taken);
    look();
  }

  function look() {
    if (root.hidden || !data) return;
    const target = TARGETS[data.steps[at()].target];
    ring(here() && target && !taken ? target.find() ?? null : null);
  }

  function act(event) {
    if (root.hidden || !data || !here() || taken || !event.isTrusted) return;
    const target = TARGETS[data.steps[at()].target];
    if (!target?.events.includes(event.type) || event.key === "Tab") return;
    const takes = target.takes ?? ((element) => element === target.find());
    if (!event.composedPath().some(takes)) return;
    taken = true;
    show();
  }

  next.onclick = () => {
    if (!here()) return view.open(data.steps[at()].page);
    taken = false;
    if (at() === data.steps.length - 1) remember(DONE);
    else {
      remember(String(at() + 1));
      view.open(data.steps[at()].page);
    }
    show();
  };
  skip.onclick = () => {
    remember(DONE);
    show();
  };
  for (const kind of ["input", "keydown", "click"]) document.addEventListener(kind, act, true);
  const timer = setInterval(look, LOOK);

  const view = {
    open: () => {},
    stop() {
      clearInterval(timer);
      ring(null);
      for (const kind of ["input", "keydown", "click"]) document.removeEventListener(kind, act, true);
      root.tour = null;
    },
    update(sent) {
      if (data && data.page !== sent.page) taken = false;
      data = sent;
      show();
    },
  };
  return view;
}
