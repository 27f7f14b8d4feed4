"""Lesson 1, a detector of fives: out-of-fold scores of SGD and of a forest."""

from __future__ import annotations

import numpy as np
from joblib import Parallel, delayed
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import StratifiedKFold

from core.data.labelled import Dataset
from core.storage import progress
from core.storage.progress import Clock

POSITIVE = 5
FOLDS = 3
BOOK_SEED = 42
#: Other seeds show how much of a number is the seed's luck.
SEEDS = (BOOK_SEED, 0, 1, 2)
WEIGHTS = {"sgd": 128, "forest": 75}


def compute(dataset: Dataset, clock: Clock) -> dict[str, np.ndarray]:
    """Return the detector's arrays, on raw grey levels 0 to 255 as the book has them.

    `sgd` (seeds, n) and `forest` (n,) are out-of-fold scores of the training digits, `fold` (n,)
    tells who was left out with whom, and `first` is the first digit's score by an SGD that was
    trained on all digits.
    """
    images = dataset.train.images.reshape(len(dataset.train), -1).astype(np.float64)
    truth = dataset.train.labels == POSITIVE
    parts = list(StratifiedKFold(FOLDS).split(images, truth))
    fold = np.empty(len(truth), np.int8)
    for number, (_, outside) in enumerate(parts):
        fold[outside] = number

    def sgd(seed: int, inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
        model = SGDClassifier(random_state=seed).fit(images[inside], truth[inside])
        return model.decision_function(images[outside])

    scores = np.empty((len(SEEDS), len(truth)))
    jobs = [(row, seed, part) for row, seed in enumerate(SEEDS) for part in parts]
    everyone = (BOOK_SEED, np.arange(len(truth)), np.arange(1))
    with clock.stage("linear detectors, four seeds", WEIGHTS["sgd"]):
        work = [everyone, *((seed, *part) for _, seed, part in jobs)]
        answers = Parallel(n_jobs=-1, prefer="threads", return_as="generator")(
            delayed(sgd)(*one) for one in work
        )
        first = next(answers)
        for done, ((row, _, part), answer) in enumerate(zip(jobs, answers, strict=True), start=1):
            scores[row, part[1]] = answer
            progress.report(done / len(jobs))
    forest = np.empty(len(truth))
    with clock.stage("random forest", WEIGHTS["forest"]):
        for done, (inside, outside) in enumerate(parts, start=1):
            model = RandomForestClassifier(random_state=BOOK_SEED, n_jobs=-1)
            model.fit(images[inside], truth[inside])
            forest[outside] = model.predict_proba(images[outside])[:, 1]
            progress.report(done / len(parts))
    return {"sgd": scores, "forest": forest, "fold": fold, "first": first}
