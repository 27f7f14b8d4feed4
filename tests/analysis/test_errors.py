"""Which images: the cell's, those misread, the worst first."""

import numpy as np
import pytest

from core.analysis import errors
from core.evaluation import metrics
from core.evaluation.scores import Scores
from core.training import artifacts

#            right   4 read as 9, narrowly   4 read as 9, badly   right
LABELS = np.array([0, 1, 1, 2])
VALUES = np.array([[9, 0, 0], [0, 4, 5], [0, 1, 8], [0, 0, 1]], np.float32)
SCORES = Scores(LABELS, VALUES, "decision", "test")


def test_a_cell_holds_its_images():
    read = SCORES.predicted()
    assert errors.in_cell(LABELS, read, 1, 2).tolist() == [1, 2]
    assert errors.in_cell(LABELS, read, None, 2).tolist() == [1, 2, 3]
    assert errors.in_cell(LABELS, read, 2, None).tolist() == [3]
    assert errors.in_cell(LABELS, read, None, None).tolist() == [0, 1, 2, 3]


def test_the_most_confident_mistake_comes_first():
    assert errors.misread(LABELS, SCORES.predicted()).tolist() == [1, 2]
    assert errors.shortfall(SCORES, SCORES.predicted()).tolist() == [0, 1, 7, 0]
    assert errors.worst_first(SCORES, SCORES.predicted()).tolist() == [2, 1]


@pytest.mark.parametrize("name", ["sgd", "forest"])
def test_on_the_real_scores_cells_and_misread_agree(name, trained):
    scores = artifacts.open_scores(name, "test")
    read = scores.predicted()
    matrix = metrics.confusion_matrix(scores.labels, read, 10)
    for true in range(10):
        for predicted in range(10):
            found = errors.in_cell(scores.labels, read, true, predicted)
            assert len(found) == matrix[true, predicted]
    worst = errors.worst_first(scores, read)
    assert sorted(worst) == np.flatnonzero(read != scores.labels).tolist()
    gaps = errors.shortfall(scores, read)[worst]
    assert (np.diff(gaps) <= 0).all()
