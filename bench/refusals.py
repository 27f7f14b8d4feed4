"""How often the canvas refuses what is no digit, and what is one: `python -m bench.refusals`.

Real digits are MNIST's test set and, if the file with them is there (`--pen FILE`), people's pen
strokes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from bench import show
from bench.drawing import nondigits, pen
from core import canvas, data, refusals

EACH = 1000
SEED = 20_000
TABLE = Path(__file__).resolve().parents[1] / "docs/refusals.md"


def row(what: str, n: int, refused: float, right: float | None = None) -> str:
    """Return a line of the table in docs/refusals.md."""
    named = "" if right is None else f"{right:.1%}"
    return f"| {what} | {n:,} | {refused:.2%} | {named} |"


def suite(each: int = EACH) -> dict[str, list[str | None]]:
    """Return the name of the refusal, or None, of each generated non-digit by its kind."""
    rng = np.random.default_rng(SEED)
    found = {}
    for kind, draw in nondigits.SUITE.items():
        answers = [refusals.refusal(canvas.frames(draw(rng))) for _ in range(each)]
        found[kind] = [answer.name if answer else None for answer in answers]
    return found


def main() -> None:
    """Print the refusal table, one line a kind of input."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pen", type=Path, default=pen.DEFAULT)
    parser.add_argument("--write", action="store_true", help="write docs/refusals.md as well")
    given = parser.parse_args()
    rows = [
        "# What the canvas refuses",
        "",
        "Written by `python -m bench.refusals --write`; drawings and digits the rule was not fitted"
        " on.",
        "",
        "| input | n | refused | named right |",
        "|---|---|---|---|",
    ]
    test = data.load().test
    refused = refusals.kinds(test.images) >= 0
    show("false_refusals_mnist_test", refused.mean(), "share", n=len(test))
    rows.append(row("MNIST's test digits (falsely)", len(test), refused.mean()))
    strokes = pen.load(given.pen)
    if strokes:
        images = np.stack([canvas.to_mnist(pen.render(digit.strokes)) for digit in strokes])
        refused = refusals.kinds(images) >= 0
        show("false_refusals_pen_digits", refused.mean(), "share", n=len(images))
        rows.append(row("digits people drew with a pen (falsely)", len(images), refused.mean()))
    shares = []
    for kind, names in suite().items():
        shares.append(float(np.mean([name is not None for name in names])))
        right = float(np.mean([name == kind for name in names]))
        name = f"refused_{kind.replace(' ', '_')}"
        show(name, shares[-1], "share", n=EACH, named_right=round(right, 4))
        rows.append(row(kind, EACH, shares[-1], right))
    show("refused_non_digits", np.mean(shares), "share", n=EACH * len(shares))
    rows.append(row("all kinds of non-digits", EACH * len(shares), float(np.mean(shares))))
    if given.write:
        TABLE.write_text("\n".join([*rows, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
