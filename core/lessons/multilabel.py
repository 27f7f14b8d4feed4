"""Lesson 4, two answers for one digit: is it large (7 and up), is it odd."""

from __future__ import annotations

import numpy as np
from sklearn.model_selection import KFold
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from core.data.labelled import Dataset
from core.storage import progress
from core.storage.progress import Clock

LARGE = 7
FOLDS = 3
SEED = 42
SUBSET = 2000
CHUNK = 2500
WEIGHTS = {"neighbours": 130, "chain": 25}


def answers(labels: np.ndarray) -> np.ndarray:
    """Return the true answers (n, 2) bool: large, odd."""
    return np.column_stack([labels >= LARGE, labels % 2 == 1])


def compute(dataset: Dataset, clock: Clock) -> dict[str, np.ndarray]:
    """Return the answers (n, 2) of each classifier.

    `neighbours`: out-of-fold, all training digits; `chain` and `apart`: support vector machines
    that know each other's answer or do not, for the first training digit and the first test ones.
    """
    train, test = dataset.train, dataset.test
    images = train.images.reshape(len(train), -1).astype(np.float64)
    wanted = answers(train.labels)
    found = np.empty_like(wanted)
    done = 0
    with clock.stage("nearest neighbours, out-of-fold", WEIGHTS["neighbours"]):
        for inside, outside in KFold(FOLDS).split(images):
            model = KNeighborsClassifier(n_jobs=-1).fit(images[inside], wanted[inside])
            for rows in np.array_split(outside, max(len(outside) // CHUNK, 1)):
                found[rows] = model.predict(images[rows])
                done += len(rows)
                progress.report(done / len(train))
    shown = np.vstack([images[:1], test.images[:SUBSET].reshape(-1, 784).astype(np.float64)])
    with clock.stage("a chain of support vector machines", WEIGHTS["chain"]):
        chain = ClassifierChain(SVC(), cv=FOLDS, random_state=SEED)
        chained = chain.fit(images[:SUBSET], wanted[:SUBSET]).predict(shown)
        progress.report(0.7)
        apart = MultiOutputClassifier(SVC()).fit(images[:SUBSET], wanted[:SUBSET]).predict(shown)
    return {"neighbours": found, "chain": chained.astype(bool), "apart": apart.astype(bool)}
