// Puts Streamlit's own words into the page's language; parts/own_words.py names them.
(() => {
  const LABELS = ["aria-label", "placeholder"];
  const root = document.documentElement;
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const reader = ([where, pairs]) => [where, pairs.map(([english, own]) => [
    new RegExp(`^${escaped(english).replace("\\{rest\\}", "(.+)")}$`),
    (_, rest) => own.replace("{rest}", () => rest),
  ])];
  const readers = {}; // of each language: selectors, and what turns an English text into its own
  for (const [code, tables] of Object.entries(ownWords))
    readers[code] = tables.map((table) => table.map(reader));
  let put = []; // what was put in, to be taken back: [node, label or "", English, own]

  const read = (node, label) => (label ? node.getAttribute(label) : node.nodeValue);
  const write = (node, label, text) => {
    if (label) node.setAttribute(label, text);
    else node.nodeValue = text;
  };

  function change(node, label, pairs) {
    const text = (read(node, label) ?? "").trim();
    const pair = text && pairs.find(([pattern]) => pattern.test(text));
    if (!pair) return;
    const own = text.replace(...pair);
    if (own === text) return;
    write(node, label, own);
    put.push([node, label, text, own]);
  }

  function writeTexts(part, pairs) {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) change(texts.currentNode, "", pairs);
  }

  function writeLabels(part, pairs) {
    for (const label of LABELS) change(part, label, pairs);
  }

  function look(nodes) {
    const elements = new Set();
    for (const node of nodes) {
      const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
      if (element) elements.add(element);
    }
    const [texts, labels] = readers[root.lang] ?? [[], []];
    for (const [found, write, table] of [
      [around, writeTexts, texts],
      [itself, writeLabels, labels],
    ]) {
      for (const [where, pairs] of table) {
        const parts = new Set();
        for (const element of elements) {
          found(element, where).forEach((part) => parts.add(part));
          element.querySelectorAll(where).forEach((part) => parts.add(part));
        }
        for (const part of parts) write(part, pairs);
      }
    }
  }

  const around = (element, where) => [element.closest(where)].filter(Boolean);
  const itself = (element, where) => (element.matches(where) ? [element] : []);

  const watch = new MutationObserver((changes) => {
    const nodes = new Set();
    for (const { target, addedNodes, type } of changes) {
      if (type === "childList") addedNodes.forEach((node) => nodes.add(node));
      else nodes.add(target);
    }
    watch.disconnect(); // what is put in is no change
    look(nodes);
    if (put.length > 2000) put = put.filter(([node]) => node.isConnected);
    begin();
  });

  function begin() {
    if (!readers[root.lang]) return;
    watch.observe(document.body, {
      subtree: true, childList: true, characterData: true,
      attributes: true, attributeFilter: LABELS,
    });
  }

  function again() {
    watch.disconnect();
    for (const [node, label, english, own] of put)
      if (node.isConnected && read(node, label)?.trim() === own) write(node, label, english);
    put = [];
    look([document.body]);
    begin();
  }

  new MutationObserver(again).observe(root, { attributes: true, attributeFilter: ["lang"] });
  if (document.body) again();
  else document.addEventListener("DOMContentLoaded", again);
})();
