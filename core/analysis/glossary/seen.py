"""What the glossary's examples are computed from, and how they write numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.evaluation import calibration, metrics, paired
from core.evaluation.coverage import RiskCoverage, risk_coverage
from core.evaluation.metrics import Counts
from core.evaluation.scores import Scores
from core.language import percent, signed, tr
from core.rules.binary import BinaryRule


@dataclass(frozen=True)
class Example:
    """A number as it is shown, and a sentence on where it comes from."""

    value: str
    where: str


@dataclass(frozen=True, eq=False)
class Seen:
    """What examples are computed from.

    Parameters
    ----------
    scores, chosen_on : the model's own scores on the split in view, and those it is chosen on
    rule : the yes-or-no rule of the page Thresholds
    scaled : the scores of the split in view on that rule's scale
    images : (n, h, w) or (n, h, w, 3) uint8, those of the split in view; n is 0 without any
    model, split, chosen_name, image, image_words : what they are called; the last two are one
        image and many
    verdicts : how many images of the split have a verdict
    other, other_answers : another model's title and its answers (n,), if there is one
    """

    scores: Scores
    chosen_on: Scores
    rule: BinaryRule
    scaled: Scores
    images: np.ndarray
    model: str
    split: str
    chosen_name: str
    image: str = "image"
    image_words: str = "images"
    verdicts: int = 0
    other: str = ""
    other_answers: np.ndarray | None = None

    @cached_property
    def answers(self) -> np.ndarray:
        """The class with the highest score of each image, (n,)."""
        return self.scores.predicted()

    @cached_property
    def right(self) -> np.ndarray:
        """Which images those answers are right of, (n,) bool."""
        return self.answers == self.scores.labels

    @cached_property
    def matrix(self) -> np.ndarray:
        """The confusion matrix of those answers, (k, k)."""
        return metrics.confusion_matrix(self.scores.labels, self.answers, self.scores.n_classes)

    @cached_property
    def counts(self) -> Counts:
        """The four counts of the yes-or-no rule."""
        about = self.rule.asked(self.scaled)
        return metrics.count(self.rule.truth(self.scaled)[about], self.decided[about])

    @cached_property
    def decided(self) -> np.ndarray:
        """Which images the yes-or-no rule calls positive, (n,) bool."""
        return self.rule.decided(self.scaled)

    @cached_property
    def curve(self) -> metrics.Curve:
        """All thresholds of the yes-or-no rule."""
        about = self.rule.asked(self.scaled)
        score, truth = self.rule.score(self.scaled), self.rule.truth(self.scaled)
        return metrics.curve(truth[about], score[about])

    @cached_property
    def paired(self) -> paired.Paired | None:
        """This model against the other one, None without one."""
        if self.other_answers is None:
            return None
        return paired.compare(self.scores.labels, self.other_answers, self.answers)

    @cached_property
    def temperature(self) -> calibration.Temperature:
        """The temperature fitted on the scores to choose on."""
        found = calibration.fit(self.chosen_on, "temperature")
        assert isinstance(found, calibration.Temperature)
        return found

    @cached_property
    def probabilities(self) -> np.ndarray:
        """Calibrated probabilities of the split in view, (n, k)."""
        return self.temperature.apply(self.scores).values

    @cached_property
    def levels(self) -> RiskCoverage:
        """All reject levels, by margin."""
        return risk_coverage(self.right, self.scores.margin())

    @property
    def here(self) -> str:
        """The model and the split in words."""
        return f"{self.model}, {self.split}"

    @property
    def rule_name(self) -> str:
        """The yes-or-no rule in words."""
        return self.rule.named(self.scores.classes)


def name_of(seen: Seen, label: int) -> str:
    """Return what a class is called."""
    return seen.scores.classes[int(label)]


def question(seen: Seen) -> str:
    """Return the yes-or-no rule in words, without its threshold."""
    return seen.rule_name.rpartition(tr(" at "))[0] or seen.rule_name


def number(value: float) -> str:
    """Return a score as pages write it."""
    return signed(float(value), ",.4g")


def share(part: int, whole: int, where: str) -> Example:
    """Return a share with its counts."""
    value = percent(part / whole) if whole else "–"
    return Example(value, tr("{part:,} of {whole:,} {where}", part=part, whole=whole, where=where))


def ratio(seen: Seen, value: float, part: int, whole: int, of_what: str) -> Example:
    """Return a ratio of the yes-or-no rule with its counts."""
    return Example(
        percent(value),
        tr(
            "{part:,} of {whole:,} {of_what}, {rule_name}: {here}",
            part=part,
            whole=whole,
            of_what=of_what,
            rule_name=seen.rule_name,
            here=seen.here,
        ),
    )
