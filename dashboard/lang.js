// What reads the page aloud is told its language: the address says it, else the browser's own holds.
(() => {
  const { history } = window;
  if (history.tellsLanguage) return;
  history.tellsLanguage = true;
  const tell = () => {
    const wanted = new URLSearchParams(location.search).get("language") ?? navigator.language;
    document.documentElement.lang = wanted.toLowerCase().startsWith("de") ? "de" : "en";
  };
  for (const name of ["pushState", "replaceState"]) {
    const before = history[name].bind(history);
    history[name] = (...given) => {
      before(...given);
      tell();
    };
  }
  window.addEventListener("popstate", tell);
  tell();
})();
