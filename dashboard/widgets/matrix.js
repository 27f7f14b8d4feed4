// A table of buttons. Arrow keys walk it, Enter chooses, Shift or Ctrl adds to what is chosen.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".matrix");
  const version = JSON.stringify({ ...data, chosen: null });
  if (root.version !== version) {
    const at = root.getRootNode().activeElement?.dataset?.at;
    build(root, data);
    root.version = version;
    if (at) root.querySelector(`[data-at="${at}"]`)?.focus({ preventScroll: true });
  }
  root.className = `matrix ${data.form}`;
  mark(root, data);
  const pick = (button, add) => {
    const [row, column] = button.dataset.at.split(" ").map((n) => (n === "x" ? null : Number(n)));
    setTriggerValue("picked", { row, column, add });
  };
  root.onclick = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const again = event.detail > 1 && root.clicked === button; // a double click is one
    root.clicked = button;
    if (again) return;
    reach(root, button);
    pick(button, event.shiftKey || event.ctrlKey || event.metaKey);
    showImages(root);
  };
  root.onkeydown = (event) => walk(root, event, data);
}

// Where the images stand below the matrix, go there once the page has them; on a larger screen only
// if they are not seen, and not while several cells are being chosen.
function showImages(root) {
  const app = document.querySelector('[data-testid="stApp"]'), begun = Date.now();
  let ran = false, rested = begun; // a busy server begins to run the page seconds later
  clearInterval(root.look);
  const look = root.look = setInterval(() => {
    const now = Date.now(), running = app?.dataset.testScriptState !== "notRunning";
    if (running) [ran, rested] = [true, now];
    const images = document.querySelector(".st-key-chosen_images");
    const tiles = images?.querySelector(".stBidiComponent");
    // Tiles come a little after the run; none do if the cell was let go, or is empty.
    const wait = ran ? (tiles ? 0 : 2000) : (tiles ? 1000 : 10000);
    if (now - begun < 30000 && (running || now - begun < 400 || now - rested < wait)) return;
    clearInterval(look);
    if (running || !images?.textContent.trim()) return;
    const phone = window.innerWidth <= 640, box = images.getBoundingClientRect();
    const beside = box.left >= root.getBoundingClientRect().right;
    const top = (tiles ?? images).getBoundingClientRect().top;
    const seen = box.top >= 0 && top + 90 < window.innerHeight; // the heading and a row
    const several = root.querySelectorAll('[aria-pressed="true"]').length > 1;
    if (phone || !(beside || seen || several)) images.scrollIntoView({ block: "start" });
  }, 50);
}

function build(root, data) {
  root.style.setProperty("--columns", data.columns.length + 1);
  const table = document.createElement("table");
  table.setAttribute("role", "grid");
  table.setAttribute("aria-label", data.said.table);
  const over = table.insertRow();
  element("td", over, "corner"); // not a header, since it is empty
  const across = element("th", over, "across");
  across.colSpan = data.columns.length;
  across.textContent = data.titles[1];
  const head = table.insertRow();
  const name = element("th", head, "corner");
  name.textContent = data.titles[0];
  data.columns.forEach((column, j) => header(element("th", head), `x ${j}`, column,
    data.said.columns[j]));
  data.rows.forEach((row, i) => {
    const line = table.insertRow();
    header(element("th", line), `${i} x`, row, data.said.rows[i]);
    data.columns.forEach((_, j) => {
      const place = element("td", line);
      const shade = data.shade[i][j];
      const button = cell(place, `${i} ${j}`, data.text[i][j], data.labels[i][j]);
      if (shade === null) place.className = "agree";
      else if (shade > 0) button.style.background = `rgba(213, 94, 0, ${0.08 + 0.68 * shade})`;
      else if (shade < 0) button.style.background = `rgba(47, 126, 216, ${0.08 - 0.68 * shade})`;
    });
  });
  root.replaceChildren(table);
  reach(root, root.querySelector('[data-at="0 0"]') ?? root.querySelector("button"));
}

function element(tag, parent, className = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  parent.append(made);
  return made;
}

function cell(parent, at, text, label) {
  const button = element("button", parent);
  button.type = "button";
  button.dataset.at = at;
  button.textContent = text;
  button.title = label;
  button.setAttribute("aria-label", label);
  button.tabIndex = -1;
  return button;
}

// A name stands in an element of its own, so that one of several lines is cut by an ellipsis.
function header(parent, at, name, label) {
  const words = document.createElement("span");
  words.textContent = name;
  cell(parent, at, "", label).replaceChildren(words);
}

function reach(root, button) {
  for (const other of root.querySelectorAll("button")) other.tabIndex = -1;
  if (button) button.tabIndex = 0;
}

function mark(root, data) {
  const chosen = new Set(data.chosen.map(([i, j]) => `${i ?? "x"} ${j ?? "x"}`));
  for (const button of root.querySelectorAll("button")) {
    const [i, j] = button.dataset.at.split(" ");
    const inside = chosen.has(`${i} ${j}`) || chosen.has(`${i} x`) || chosen.has(`x ${j}`);
    const place = button.parentElement;
    place.classList.toggle("chosen", place.tagName === "TH" ? chosen.has(`${i} ${j}`) : inside);
    place.classList.toggle("in-row", chosen.has(`${i} x`));
    place.classList.toggle("in-column", chosen.has(`x ${j}`));
    if (j === "x") place.parentElement.classList.toggle("chosen-row", chosen.has(`${i} x`));
    button.setAttribute("aria-pressed", String(chosen.has(`${i} ${j}`)));
  }
}

function walk(root, event, data) {
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const button = event.target.closest("button"), step = steps[event.key];
  if (!button || !step || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  // headers are row -1 and column -1
  let [i, j] = button.dataset.at.split(" ").map((n) => (n === "x" ? -1 : Number(n)));
  i = Math.max(-1, Math.min(data.rows.length - 1, i + step[0]));
  j = Math.max(-1, Math.min(data.columns.length - 1, j + step[1]));
  if (i < 0 && j < 0) return;
  const next = root.querySelector(`[data-at="${i < 0 ? "x" : i} ${j < 0 ? "x" : j}"]`);
  reach(root, next);
  next.focus();
}
