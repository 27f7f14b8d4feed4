"""Lessons 2 and 3, ten digits at once: one against the rest, one against one, scaling."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import StratifiedKFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from core import progress
from core.data import Dataset
from core.progress import Clock

FOLDS = 3
SEED = 42
#: Digits that the support vector machines learn from and are shown on.
SUBSET = 2000
WEIGHTS = {"duels": 40, "raw": 130, "raw_whole": 65, "scaled": 400, "scaled_whole": 200}


def compute(dataset: Dataset, clock: Clock) -> dict[str, np.ndarray]:
    """Return out-of-fold scores and weights of the linear models and the SVMs' scores.

    `raw`, `scaled` (n, 10): out-of-fold scores; `fold` (n,); `*_weights` (10, 784) and `*_bias`
    (10,): the same models from all digits, for grey levels 0 to 255. `duels` (m, 45), `won`
    (m, 10) and `rest` (m, 10): scores of the one-against-one and one-against-the-rest machines
    for the first training digit followed by the first test digits.
    """
    train, test = dataset.train, dataset.test
    images = train.images.reshape(len(train), -1).astype(np.float64)
    shown = np.vstack([images[:1], test.images[:SUBSET].reshape(-1, 784).astype(np.float64)])
    with clock.stage("one-against-one and one-against-the-rest machines", WEIGHTS["duels"]):
        pairs = SVC(random_state=SEED).fit(images[:SUBSET], train.labels[:SUBSET])
        won = pairs.decision_function(shown)
        pairs.decision_function_shape = "ovo"
        duels = pairs.decision_function(shown)
        rest = OneVsRestClassifier(SVC(random_state=SEED))
        rest_scores = rest.fit(images[:SUBSET], train.labels[:SUBSET]).decision_function(shown)
    result = {"duels": duels, "won": won, "rest": rest_scores}
    fold = np.empty(len(train), np.int8)
    for number, (_, outside) in enumerate(StratifiedKFold(FOLDS).split(images, train.labels)):
        fold[outside] = number
    result["fold"] = fold
    scaler = StandardScaler()
    for name, scale in (("raw", None), ("scaled", scaler)):
        if scale is not None:
            images = scale.fit_transform(images)
        with clock.stage(f"linear models on {name} pixels", WEIGHTS[name]):
            scores = np.empty((len(train), len(dataset.classes)))
            for number in range(FOLDS):
                inside = fold != number
                model = _linear().fit(images[inside], train.labels[inside])
                scores[~inside] = model.decision_function(images[~inside])
                progress.report((number + 1) / FOLDS)
        with clock.stage(f"one from all digits, {name}", WEIGHTS[f"{name}_whole"]):
            model = _linear().fit(images, train.labels)
        result[name] = scores
        weights, bias = model.coef_, model.intercept_
        if scale is not None:  # fold the scaling into the weights, so that both take grey levels
            weights = weights / scale.scale_
            bias = bias - weights @ scale.mean_
        result[f"{name}_weights"], result[f"{name}_bias"] = weights, bias
    return result


def _linear() -> SGDClassifier:
    return SGDClassifier(random_state=SEED, n_jobs=-1)
