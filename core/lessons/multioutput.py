"""Lesson 5, 784 answers for one picture: a noisy digit in, a clean one out."""

from __future__ import annotations

import numpy as np
from scipy.stats import mode
from sklearn.neighbors import NearestNeighbors

from core.data.labelled import Dataset
from core.storage import progress
from core.storage.progress import Clock

SEED = 42
K = 5
#: The book's noise: whole numbers from 0 up to (not including) this level.
BOOK_LEVEL = 100
LEVELS = (0, 50, 100, 150, 200, 250)
SAMPLE = 1000
#: Rows turned into floats at a time, so that they stay in the processor's cache.
CHUNK = 4096
#: Candidates from the quick float32 distances that are compared again in whole numbers.
SHORTLIST = 64
WEIGHTS = {"noise": 3, "levels": 60}


def base_noise(n_train: int, n_test: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the book's noise for training and test pictures, (n, 784) uint8 of 0 to 99."""
    random = np.random.RandomState(SEED)
    parts = []
    for n in (n_train, n_test):
        noise = np.empty((n, 784), np.uint8)
        for start in range(0, n, 5000):
            rows = noise[start : start + 5000]
            rows[:] = random.randint(0, BOOK_LEVEL, rows.shape)
        parts.append(noise)
    return parts[0], parts[1]


def noisy(images: np.ndarray, noise: np.ndarray, level: int) -> np.ndarray:
    """Return pictures (n, 784) uint16 with noise below `level` added; 100 is the book's."""
    scaled = noise if level == BOOK_LEVEL else noise.astype(np.uint16) * level // BOOK_LEVEL
    return images.reshape(len(images), -1).astype(np.uint16) + scaled


def nearest_noisy(
    images: np.ndarray, noise: np.ndarray, level: int, picture: np.ndarray, k: int = K
) -> np.ndarray:
    """Return the indices of the k noisy digits nearest to a picture, nearest first.

    Parameters
    ----------
    images : (n, 28, 28) uint8
    noise : (n, 784) uint8 of 0 to 99, as `base_noise` makes it
    picture : (784,) integers, a digit with noise of the same level

    Notes
    -----
    Distances in float32 are off by a few units among hundreds of thousands: they only choose the
    shortlist, whose distances are then exact. At a tie the lower index comes first.
    """
    wanted = picture.astype(np.float32)
    rough = np.empty(len(images), np.float32)
    for start in range(0, len(images), CHUNK):
        rows = slice(start, start + CHUNK)
        part = noisy(images[rows], noise[rows], level).astype(np.float32)
        rough[rows] = np.einsum("ij,ij->i", part, part) - 2 * (part @ wanted)
    size = min(max(SHORTLIST, 4 * k), len(images))
    listed = np.sort(np.argpartition(rough, size - 1)[:size])
    apart = noisy(images[listed], noise[listed], level).astype(np.int64) - picture.astype(np.int64)
    exact = np.einsum("ij,ij->i", apart, apart)
    return listed[np.argsort(exact, kind="stable")[:k]]


def pixel_accuracy(clean: np.ndarray, found: np.ndarray) -> float:
    """Return the share of pixels whose grey level is exactly right."""
    return float(np.mean(np.asarray(clean) == np.asarray(found)))


def compute(dataset: Dataset, clock: Clock) -> dict[str, np.ndarray]:
    """Return how well the first test digits are cleaned at each level of noise.

    `accuracy` and `error` (levels,): share of pixels exactly right and mean difference in grey
    levels after cleaning; `untouched_error` without cleaning; `paper` (1,): the share of pixels
    that are 0 in the truth, which an empty picture gets right.
    """
    train, test = dataset.train.images, dataset.test.images[:SAMPLE]
    clean = test.reshape(len(test), -1)
    with clock.stage("noise", WEIGHTS["noise"]):
        for_train, for_test = base_noise(len(train), len(dataset.test))
    accuracy, error, untouched = [], [], []
    with clock.stage("cleaning digits at six levels", WEIGHTS["levels"]):
        for done, level in enumerate(LEVELS, start=1):
            model = NearestNeighbors(n_neighbors=K, algorithm="brute", n_jobs=-1)
            model.fit(noisy(train, for_train, level).astype(np.float64))
            pictures = noisy(test, for_test[: len(test)], level).astype(np.float64)
            found = model.kneighbors(pictures, return_distance=False)
            rows = train.reshape(len(train), -1)
            cleaned = mode(rows[found], axis=1).mode  # the most frequent grey of five
            accuracy.append(pixel_accuracy(clean, cleaned))
            error.append(np.abs(cleaned.astype(int) - clean).mean())
            untouched.append(np.abs(pictures - clean).mean())
            progress.report(done / len(LEVELS))
    return {
        "levels": np.array(LEVELS),
        "accuracy": np.array(accuracy),
        "error": np.array(error),
        "untouched_error": np.array(untouched),
        "paper": np.array([np.mean(clean == 0)]),
    }
