// Texts and numbers in the reader's language; widgets/words.py sends both.
let words = {};
let score, whole, tenth;

function speak(data) {
  words = data.words;
  if (score?.resolvedOptions().locale === data.language) return;
  score = new Intl.NumberFormat(data.language, { maximumSignificantDigits: 5 });
  whole = new Intl.NumberFormat(data.language);
  tenth = new Intl.NumberFormat(data.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

const percent = (share) => `${tenth.format(share * 100)}\u00a0%`;
const say = (text, values = {}) =>
  (words[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
