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
    given = parser.parse_args()
    test = data.load().test
    refused = refusals.kinds(test.images) >= 0
    show("false_refusals_mnist_test", refused.mean(), "share", n=len(test))
    strokes = pen.load(given.pen)
    if strokes:
        images = np.stack([canvas.to_mnist(pen.render(digit.strokes)) for digit in strokes])
        refused = refusals.kinds(images) >= 0
        show("false_refusals_pen_digits", refused.mean(), "share", n=len(images))
    shares = []
    for kind, names in suite().items():
        shares.append(float(np.mean([name is not None for name in names])))
        right = float(np.mean([name == kind for name in names]))
        name = f"refused_{kind.replace(' ', '_')}"
        show(name, shares[-1], "share", n=EACH, named_right=round(right, 4))
    show("refused_non_digits", np.mean(shares), "share", n=EACH * len(shares))


if __name__ == "__main__":
    main()
