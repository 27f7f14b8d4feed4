"""A thresholded detector to take away: scikit-learn's FixedThresholdClassifier around a model."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import joblib
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import FixedThresholdClassifier

from core.data import mnist
from core.evaluation.scores import Scores, score_images
from core.rules.binary import BinaryRule, decide


class Detector(ClassifierMixin, BaseEstimator):
    """A fitted model of all classes as a binary estimator that answers one question.

    Parameters
    ----------
    model : fitted, takes images (n, h, w) uint8
    question : whose score is the decision function; its threshold is not used
    calibration : makes probabilities of the model's scores, or None
    """

    def __init__(self, model: Any, question: BinaryRule, calibration: Any = None):
        self.model = model
        self.question = question
        self.calibration = calibration

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def fit(self, images: np.ndarray, truth: np.ndarray) -> Detector:
        """Return itself: the model is fitted."""
        return self

    @property
    def classes_(self) -> np.ndarray:
        """No and yes."""
        return np.array([False, True])

    def decision_function(self, images: np.ndarray) -> np.ndarray:
        """Return the score that a threshold cuts, (n,) float32."""
        values, kind = score_images(self.model, images)
        scores = Scores(np.zeros(len(values), np.int64), values, kind, "new")
        if self.calibration is not None:
            scores = self.calibration.apply(scores)
        return self.question.score(scores)

    def predict(self, images: np.ndarray) -> np.ndarray:
        """Return which images reach the question's own threshold, (n,) bool."""
        return decide(self.decision_function(images), self.question.threshold)


def thresholded(
    model: Any, rule: BinaryRule, calibration: Any = None, shape: tuple[int, ...] = (28, 28)
) -> FixedThresholdClassifier:
    """Return a classifier ready to predict images of a shape: True where the rule says yes."""
    threshold = float(np.float32(rule.threshold))  # scores are float32: a tie stays a tie
    detector = FixedThresholdClassifier(
        FrozenEstimator(Detector(model, rule, calibration)),
        threshold=threshold,
        pos_label=True,
        response_method="decision_function",
    )
    # The frozen model learns nothing from these two blank images; scikit-learn wants the call.
    return detector.fit(np.zeros((2, *shape), np.uint8), np.array([False, True]))


def packed(classifier: FixedThresholdClassifier) -> bytes:
    """Return the classifier as a joblib file."""
    buffer = io.BytesIO()
    joblib.dump(classifier, buffer, compress=1)
    return buffer.getvalue()


def code(
    name: str,
    rule: BinaryRule,
    dataset: str = "mnist",
    classes: Sequence[str] = tuple("0123456789"),
) -> str:
    """Return a Python program that makes the same classifier of a trained model."""
    known = "" if len(classes) == 10 else f", {len(classes)}"
    said = ascii(rule.named(classes))[1:-1].replace('"', "'")
    own = rule.scale == "own"
    sized = "" if dataset == mnist.NAME else f', shape=sets.load("{dataset}").shape'
    lines = [
        f'"""The model {name}: {said}. True where the score reaches the threshold."""',
        "",
        "from core.analysis import handover",
        "from core.data import sets",
        *([] if own else ["from core.evaluation import calibration"]),
        "from core.rules import notation",
        "from core.training import artifacts",
        "",
        f'rule = notation.parse("{rule.text()}"{known})',
        f'model = artifacts.open_model("{name}", "{dataset}")',
    ]
    if own:
        lines.append(f"detector = handover.thresholded(model, rule{sized})")
    else:
        lines += [
            f'scores = artifacts.open_scores("{name}", "oof", "{dataset}")',
            "calibrated = calibration.fit(scores, rule.scale)",
            f"detector = handover.thresholded(model, rule, calibrated{sized})",
        ]
    lines += [
        "# detector is a fitted sklearn.model_selection.FixedThresholdClassifier",
        "",
        f'images = sets.load("{dataset}").test.images',
        "found = detector.predict(images)",
        'print(f"{found.sum()} of {len(found)} test images are called positive")',
    ]
    return "\n".join(lines) + "\n"
