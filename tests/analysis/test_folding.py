"""Tables of many classes: nothing is lost when the others are added up."""

import numpy as np
import pytest

from core.analysis import folding


@pytest.mark.parametrize("rejected", [False, True])
def test_the_most_confused_stay_and_the_others_are_added_up(rejected: bool) -> None:
    counts = np.zeros((5, 5 + rejected), int)
    np.fill_diagonal(counts, 50)
    counts[1, 3], counts[3, 1], counts[0, 2], counts[4, 4] = 9, 8, 1, 900
    if rejected:
        counts[:, 5] = [1, 2, 3, 4, 5]
    kept = folding.most_confused(counts, most=2)
    assert kept.tolist() == [1, 3]  # many right answers are no confusion
    found = folding.folded(counts, kept, kept)
    assert found.rows == (1, 3, None)
    assert found.columns == ((1, 3, None, 5) if rejected else (1, 3, None))
    assert found.counts[:, :3].tolist() == [[50, 9, 0], [8, 50, 0], [0, 0, 1001]]
    assert found.counts.sum() == counts.sum()
    assert not rejected or found.counts[:, 3].tolist() == [2, 4, 9]
    assert found.counts[:2].sum(axis=1).tolist() == counts[[1, 3]].sum(axis=1).tolist()


def test_cells_are_found_again() -> None:
    found = folding.folded(np.arange(30).reshape(5, 6), np.array([1, 3]), np.array([1, 3]))
    assert found.before((0, 1)) == (1, 3)
    assert found.before((None, 3)) == (None, 5)
    assert found.before((2, 0)) is None
    assert found.after((3, None)) == (1, None)
    assert found.after((3, 5)) == (1, 3)
    assert found.after((0, 1)) is None


def test_wanted_classes_are_shown_whatever_their_errors() -> None:
    counts = np.diag(np.arange(1, 51))
    counts[7, 8] = 3
    kept = folding.most_confused(counts, wanted=[40, 2])
    assert len(kept) == 30
    assert {2, 7, 8, 40} <= set(kept.tolist())
    assert np.array_equal(kept, np.sort(kept))
    only = folding.largest(counts, most=2)
    assert only.tolist() == [48, 49]
    found = folding.folded(counts, only, None)
    assert found.counts.shape == (3, 50)
