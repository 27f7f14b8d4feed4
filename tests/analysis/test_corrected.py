"""The whole data set with corrected labels: what was changed is said, and it can be imported."""

import io

import numpy as np
import pandas as pd

from core.analysis import corrected
from core.analysis.verdicts import Verdict
from core.data import importing
from core.data.reading import reader
from core.data.reading.found import Options
from shapes import CLASSES, shapes

WHOLE = shapes(40, 20, grouped=True)
VERDICTS = [
    Verdict("2026-01-02T03:04:05.000000", "shapes", "test", 7, "label wrong", 3, 'a "bar", surely'),
    Verdict("2026-01-02T03:04:06.000000", "shapes", "oof", 2, "label wrong", 0),
    Verdict("2026-01-02T03:04:07.000000", "shapes", "test", 5, "model wrong"),
]


def test_every_image_has_a_row_and_a_changed_label_says_so() -> None:
    table = pd.read_csv(io.BytesIO(corrected.csv(WHOLE, VERDICTS)), keep_default_na=False)
    assert len(table) == 60
    test = table[table["set"] == "test"].reset_index(drop=True)
    expected = WHOLE.test.labels.copy()
    before, expected[7] = expected[7], 3
    assert test["label"].tolist() == expected.tolist()
    assert test["class"].tolist() == [CLASSES[label] for label in expected]
    changed = table[table["changed_by"] != ""]
    assert changed[["set", "index"]].to_numpy().tolist() == [["train", 2], ["test", 7]]
    assert test.loc[7, ["label_before", "changed_at", "note"]].tolist() == [
        str(before), VERDICTS[0].at, VERDICTS[0].note,
    ]  # fmt: skip


def test_the_npz_is_a_data_set_that_can_be_imported() -> None:
    content = corrected.npz(WHOLE, VERDICTS)
    found = reader.parse(content, "corrected.npz", Options())
    again, _ = importing.dataset("again", found, importing.Wish())
    np.testing.assert_array_equal(again.train.images, WHOLE.train.images)
    labels = corrected.labels(WHOLE, VERDICTS)
    np.testing.assert_array_equal(again.train.labels, labels["oof"])
    np.testing.assert_array_equal(again.test.labels, labels["test"])
    assert again.classes == CLASSES
    with np.load(io.BytesIO(content)) as arrays:
        assert np.flatnonzero(arrays["test_changed_by"] != "").tolist() == [7]
