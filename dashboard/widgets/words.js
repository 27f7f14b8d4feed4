// Texts and numbers in the reader's language; widgets/words.py sends both.
let words = {};
let score, whole, tenth, fourth;

function speak(data) {
  words = data.words;
  if (score?.resolvedOptions().locale === data.language) return;
  score = new Intl.NumberFormat(data.language, { maximumSignificantDigits: 5 });
  whole = new Intl.NumberFormat(data.language);
  const exactly = (n) => ({ minimumFractionDigits: n, maximumFractionDigits: n });
  tenth = new Intl.NumberFormat(data.language, exactly(1));
  fourth = new Intl.NumberFormat(data.language, exactly(4));
}

// As the server writes a number: its minus is as wide as a plus.
const scored = (value) => score.format(value).replace("-", "−");
const percent = (share) => `${tenth.format(share * 100)}\u00a0%`;
const say = (text, values = {}) =>
  (words[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
