"""One colour per model, the same wherever models stand beside one another."""

from __future__ import annotations

from core.figures.charts import COLOURS

#: The registered models in their order; the two that are compared most are far apart.
KNOWN = ("sgd", "forest", "champion", "logistic", "extra_trees", "neighbours")


def model_colour(name: str) -> str:
    """Return the colour of a model, by its registered name; of an unknown one by its letters."""
    at = KNOWN.index(name) if name in KNOWN else sum(name.encode())
    return COLOURS[at % len(COLOURS)]
