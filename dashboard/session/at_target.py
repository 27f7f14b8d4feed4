"""Every model at the target of the page Thresholds: its threshold, precision and recall."""

from __future__ import annotations

from dataclasses import dataclass

from core import StudioError
from core.evaluation.metrics import Counts, wilson
from session import choice, cut, opened


@dataclass(frozen=True)
class AtTarget:
    """A model at its threshold; `threshold` and `now` are None where it cannot keep the target."""

    name: str
    threshold: float | None
    now: Counts | None

    @property
    def precision(self) -> tuple[float, float, float]:
        """Return precision with the ends of its 95 % Wilson interval, 0 to 1."""
        assert self.now is not None
        return (self.now.precision, *wilson(self.now.tp, self.now.tp + self.now.fp))

    @property
    def recall(self) -> tuple[float, float, float]:
        """Return recall with the ends of its 95 % Wilson interval, 0 to 1."""
        assert self.now is not None
        return (self.now.recall, *wilson(self.now.tp, self.now.tp + self.now.fn))


def models() -> list[AtTarget]:
    """Return every trained model at its threshold, judged on the chosen split.

    The chosen model stands where the slider does; each other one where the strategy puts it, or,
    if none chooses, where the model itself would cut.
    """
    return [_at_target(name) for name in opened.trained()]


def _at_target(name: str) -> AtTarget:
    try:
        if name == choice.model_name():
            threshold = cut.threshold_rule().threshold
        elif cut.strategy() == cut.CUSTOM:
            threshold = cut.default_threshold(name)
        else:
            threshold = cut.aim().threshold(cut.curve("oof", name))
        return AtTarget(name, threshold, cut.curve(name=name).at(threshold))
    except StudioError:  # no threshold keeps the target, or these scores make no curve
        return AtTarget(name, None, None)
