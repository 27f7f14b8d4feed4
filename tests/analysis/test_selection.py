import io

import numpy as np
import pandas as pd
import pytest

from core.analysis import errors, exports, selection
from core.data.sets import load
from core.evaluation import metrics
from core.evaluation.coverage import decision_matrix
from core.rules.multiclass import Offsets, Reject
from core.training import artifacts


def test_clicks_choose_add_and_take_back():
    after = selection.chosen_after
    assert after([], (9, 4), add=False) == [(9, 4)]
    assert after([(9, 4)], (4, 9), add=False) == [(4, 9)]
    assert after([(9, 4)], (9, 4), add=False) == []
    assert after([(9, 4)], (4, 9), add=True) == [(9, 4), (4, 9)]
    assert after([(9, 4), (4, 9)], (9, 4), add=True) == [(4, 9)]
    full = selection.pair((3, 5))
    assert full == [(3, 3), (3, 5), (5, 3), (5, 5)]
    assert after(full, (None, 1), add=True) == [(3, 5), (5, 3), (5, 5), (None, 1)]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", ["sgd", "forest"])
def test_a_gallery_has_as_many_images_as_its_cell_row_or_column_counts(seed, name, trained):
    scores = artifacts.open_scores(name, "test")
    rng = np.random.default_rng(seed)
    spread = scores.values.std()
    offsets = tuple(float(x) for x in rng.normal(0, spread, 10))
    rule = Offsets(offsets, Reject(float(rng.uniform(0, spread))))
    predicted = rule.predicted(scores)
    matrix = decision_matrix(scores.labels, predicted, 10)
    assert matrix[:, 10].sum() > 0  # something is rejected
    assert (metrics.cross_table((10, 11), scores.labels, predicted) == matrix).all()
    for i in range(10):
        assert len(errors.in_cell(scores.labels, predicted, i, None)) == matrix[i].sum()
        for j in range(11):
            assert len(errors.in_cell(scores.labels, predicted, i, j)) == matrix[i, j]
    for j in range(11):
        assert len(errors.in_cell(scores.labels, predicted, None, j)) == matrix[:, j].sum()


def test_the_diagonal_and_what_is_rejected_stay_out_of_the_colours_and_nothing_else():
    table = np.array([[90, 4, 1], [2, 80, 700]])
    shade = selection.shades(table, "counts")
    assert np.isnan(shade[[0, 1], [0, 1]]).all()
    assert np.isnan(shade[:, 2]).all()
    assert shade[0, 1] == 1
    assert shade[1, 0] == 0.5
    assert selection.shades(table, "counts", square=False)[1, 2] == 1
    assert metrics.cell_texts(table, "counts") == [["90", "4", "1"], ["2", "80", "700"]]
    assert metrics.cell_texts(table, "errors")[0][0] == "–"
    assert metrics.cell_texts(table, "true")[0] == ["94.7", "4.2", "1.1"]


def test_exports_hold_what_was_chosen(trained):
    scores, digits = artifacts.open_scores("sgd", "test"), load().test
    predicted = scores.predicted().copy()
    predicted[7] = 10  # a rule rejected it
    chosen = np.array([947, 7, 3])
    back = pd.read_csv(io.BytesIO(exports.csv(chosen, scores, predicted)))
    assert back["index"].tolist() == [947, 7, 3]
    assert back["true"].tolist() == digits.labels[chosen].tolist()
    assert back["predicted"].isna().tolist() == [False, True, False]
    read = back[[f"decision_{i}" for i in range(10)]].to_numpy(np.float32)
    assert (read == scores.values[chosen]).all()
    arrays = np.load(io.BytesIO(exports.npz(chosen, digits, scores, predicted)))
    assert (arrays["images"] == digits.images[chosen]).all()
    assert (arrays["scores"] == scores.values[chosen]).all()
