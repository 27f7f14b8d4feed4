// One entry in the browser's history for each step of a person, none for a redraw. Streamlit adds
// one at every change of the address: three when a tile opens another page, and one when the
// first run names the model.
(() => {
  const { history } = window;
  if (history.hasOneEntryPerStep) return;
  history.hasOneEntryPerStep = true;
  const push = history.pushState.bind(history);
  let acted = false; // has the person done anything since the last entry?
  let spent = false; // has this press of theirs its entry? its release and click come later
  const act = (event) => {
    if (!event.isTrusted || event.repeat) return;
    if (event.type === "pointerdown" || event.type === "keydown") spent = false;
    if (!spent) acted = true;
  };
  for (const kind of ["pointerdown", "pointerup", "click", "keydown"]) {
    window.addEventListener(kind, act, true);
  }
  // Back and Forward go to entries that are there.
  window.addEventListener("popstate", () => (acted = false), true);
  history.pushState = (state, unused, url) => {
    if (acted) push(state, unused, url);
    else history.replaceState(state, unused, url);
    spent ||= acted;
    acted = false;
  };
})();
