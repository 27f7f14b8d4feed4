// A table whose rows open something. Each row has one button; a click anywhere in the row counts.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ranking");
  const version = JSON.stringify({ ...data, opened: null });
  const changed = root.version !== version;
  if (changed) {
    const focused = root.getRootNode().activeElement?.closest?.("tr")?.dataset.row;
    build(root, data);
    root.version = version;
    if (focused) row(root, focused)?.querySelector("button").focus({ preventScroll: true });
  }
  mark(root, data.opened, changed);
  root.onclick = (event) => {
    const line = event.target.closest("tr[data-row]");
    if (line) setTriggerValue("picked", Number(line.dataset.row));
  };
}

function row(root, number) {
  return root.querySelector(`tr[data-row="${number}"]`);
}

function element(tag, parent, text = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  parent.append(made);
  return made;
}

function build(root, data) {
  const table = document.createElement("table");
  table.className = "models";
  table.setAttribute("aria-label", data.label);
  const head = table.createTHead().insertRow();
  for (const title of data.columns) element("th", head, title).scope = "col";
  const body = table.createTBody();
  data.rows.forEach((texts, number) => {
    const line = body.insertRow();
    line.dataset.row = number;
    texts.forEach((text, place) => {
      const cell = element(place ? "td" : "th", line, place ? text : "");
      cell.dataset.name = data.columns[place];
      if (place) return;
      cell.scope = "row";
      element("button", cell, text).type = "button";
    });
  });
  root.replaceChildren(table);
}

function mark(root, opened, moved) {
  for (const line of root.querySelectorAll("tr[data-row]")) {
    const open = Number(line.dataset.row) === opened;
    line.classList.toggle("open", open);
    const button = line.querySelector("button");
    if (open) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  const line = row(root, opened);
  if (!line || !moved) return; // the table alone is scrolled, not the page
  const low = line.offsetTop + line.offsetHeight - root.clientHeight;
  if (low > 0) root.scrollTop = low + line.offsetHeight;
}
