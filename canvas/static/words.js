// The page in the reader's language: what the address says, else what the browser prefers.
const wanted = new URLSearchParams(location.search).get("language") ?? navigator.language ?? "en";
const language = wanted.toLowerCase().startsWith("de") ? "de" : "en";
const words = props.words[language] ?? {};
const word = (text, values = {}) =>
  (words[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
document.documentElement.lang = language;

// What answers is told the language, too.
const app = new Proxy({}, { get: (_, name) => (sent) => server[name]({ ...sent, language }) });

const formats = {};
const decimals = (value, digits) =>
  (formats[digits] ??= new Intl.NumberFormat(language, {
    minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false,
  })).format(value);

{
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode, text = node.data.trim();
    if (text in words) node.data = node.data.replace(text, words[text]);
  }
  for (const name of ["title", "aria-label"])
    for (const one of element.querySelectorAll(`[${name}]`)) one.setAttribute(name, word(one.getAttribute(name)));
  for (const button of element.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", button.dataset.language === language);
    button.onclick = () => {
      const address = new URL(location.href);
      address.searchParams.set("language", button.dataset.language);
      location.assign(address);
    };
  }
}
