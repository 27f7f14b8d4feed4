"""What the points of the map are coloured by."""

from collections.abc import Sequence

import numpy as np

from core.analysis.verdicts import CHOICES
from core.figures.image_charts import PALETTE
from session import compare, known

STEPS = 10
GREY = "#9aa4b2"


def coloured(by: str) -> tuple[np.ndarray, Sequence[str], Sequence[str]]:
    """Return a number of the palette for every image, the palette, and what its colours mean."""
    case = known.case()
    if by == "margin":
        edges = np.quantile(case.margin, np.linspace(0, 1, STEPS + 1)[1:-1])
        names: Sequence[str] = (
            f"margin below {edges[0]:.2g}",
            *[""] * (STEPS - 2),
            f"above {edges[-1]:.2g}",
        )
        shades = [f"hsl({215 - 190 * (1 - k / (STEPS - 1)):.0f} 75% 50%)" for k in range(STEPS)]
        return np.searchsorted(edges, case.margin), shades, names
    if by == "wrong":
        wrong = case.predicted != case.scores.labels
        return wrong.astype(int), [GREY, PALETTE[3]], ["right", "wrong or rejected"]
    values, names = compare.axis_values({"predicted": "rule"}.get(by, by))
    palette = [*PALETTE[: len(CHOICES)], GREY] if by == "verdict" else _palette(len(names))
    return values, palette, names


def _palette(colours: int) -> Sequence[str]:
    """Return as many colours: the usual ones, or where they do not suffice, as many hues."""
    if colours <= len(PALETTE):
        return PALETTE
    return [f"hsl({360 * k / colours:.0f} 70% {40 + 20 * (k % 2)}%)" for k in range(colours)]
