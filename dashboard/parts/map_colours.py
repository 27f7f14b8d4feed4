"""What the points of the map are coloured by, and which of them are crosses."""

import colorsys
from collections.abc import Sequence

import numpy as np

from core.analysis.verdicts import CHOICES
from core.language import mark, tr
from session import compare, known
from widgets.scatter import Colouring

STEPS = 10
GREY, WRONG = "#7a8494", "#d6453d"
CROSS = mark("wrong or rejected")
#: Colours that stand out from a white and from a dark page alike, three to one at least.
PALETTE = (
    "#2f7ed8", "#c27c00", "#009e73", "#e03131", "#c4619a", "#1f93c6", "#8c6d31", "#7f7f7f",
    "#8c9100", "#7d62cc", "#e0218a",
)  # fmt: skip
#: Relative luminances between which that holds.
DARKEST, LIGHTEST = 0.12, 0.295


def coloured(by: str) -> Colouring:
    """Return how the points are drawn: coloured by what is asked for, and wrong ones as crosses."""
    case = known.case()
    wrong = case.predicted != case.scores.labels
    if by == "margin":
        edges = np.quantile(case.margin, np.linspace(0, 1, STEPS + 1)[1:-1])
        names: Sequence[str] = (
            tr("margin below {edges:.2g}", edges=edges[0]),
            *[""] * (STEPS - 2),
            tr("above {edges:.2g}", edges=edges[-1]),
        )
        shades = [readable((215 - 190 * k / (STEPS - 1)) / 360, 0.75) for k in range(STEPS)]
        return Colouring(np.searchsorted(edges, case.margin), shades, names, wrong, tr(CROSS))
    if by == "wrong":
        return Colouring(
            wrong.astype(int), [GREY, WRONG], [tr("right"), tr(CROSS)], wrong, tr(CROSS)
        )
    values, names = compare.axis_values({"predicted": "rule"}.get(by, by))
    palette = [*PALETTE[: len(CHOICES)], GREY] if by == "verdict" else _palette(len(names))
    return Colouring(values, palette, names, wrong, tr(CROSS))


def _palette(colours: int) -> Sequence[str]:
    """Return as many colours: the usual ones, or where they do not suffice, as many hues."""
    if colours <= len(PALETTE):
        return PALETTE
    return [readable(k / colours, 0.55 + 0.3 * (k % 2)) for k in range(colours)]


def readable(hue: float, saturation: float) -> str:
    """Return the colour of a hue (0 to 1) as CSS, as light as both themes allow."""
    for lightness in np.arange(0.6, 0.1, -0.02):
        rgb = colorsys.hls_to_rgb(hue, float(lightness), saturation)
        if luminance(rgb) <= LIGHTEST:
            break
    return "#" + "".join(f"{round(255 * part):02x}" for part in rgb)


def luminance(rgb: Sequence[float]) -> float:
    """Return the relative luminance of WCAG 2 of red, green and blue, each 0 to 1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))
