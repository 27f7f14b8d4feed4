"""Tables by writer and series: what they count is what plain loops count."""

import numpy as np
import pytest

from core.analysis import by_writers
from core.evaluation.groups import difference
from shapes import SERIES, shapes


@pytest.fixture(scope="module")
def images():
    return shapes(grouped=True).test


@pytest.fixture(scope="module")
def right(images):
    return np.random.default_rng(0).random(len(images)) < 0.8


def test_the_summary_has_the_accuracy_of_each_series_and_the_spread(images, right):
    found = by_writers.counted(right, images)
    row = by_writers.summary({"a model": found}, SERIES).loc["a model"]
    assert row["Accuracy"] == pytest.approx(100 * right.mean())
    for number, title in enumerate(SERIES):
        assert row[title.capitalize()] == pytest.approx(100 * right[images.series == number].mean())
    own = [right[images.groups == w].mean() for w in np.unique(images.groups)]
    assert row["Writers: median"] == pytest.approx(100 * np.median(own))
    low, high = (float(end) for end in row["95 % by writers"].split(" to "))
    assert low < row["Accuracy"] < high


def test_the_listing_begins_with_the_writer_who_is_misread_most(images, right):
    table = by_writers.listing(by_writers.counted(right, images), SERIES)
    rates = {w: 100 * right[images.groups == w].mean() for w in np.unique(images.groups)}
    assert table["Accuracy"].iloc[0] == pytest.approx(min(rates.values()))
    assert dict(zip(table["Writer"], table["Accuracy"], strict=True)) == pytest.approx(rates)
    assert (table["Series"] == "quick hands").tolist() == (table["Writer"] % 2 == 1).tolist()
    assert table["Misread"].sum() == (~right).sum()


def test_cells_are_counted_by_series_out_of_their_row(images, right):
    among = images.labels == 2
    table = by_writers.by_series({"true cross": (among & ~right, among)}, images, SERIES)
    row = table.loc["true cross"]
    for number, title in enumerate(SERIES):
        these = among & (images.series == number)
        assert row[title.capitalize()] == f"{(these & ~right).sum()} of {these.sum()}"
    none = np.zeros(len(images), bool)
    assert by_writers.by_series({"nothing": (none, none)}, images, SERIES).empty


def test_the_sentence_says_how_sure_it_is(images):
    right = images.series == 0
    found = difference(by_writers.counted(right, images), 0, 1)
    told = by_writers.sentence(found, SERIES, "test set")
    assert told.endswith("on the test set this is conclusive.")
    assert f"{(images.series == 1).sum()} of {(images.series == 1).sum()}" in told


def test_older_models_were_made_with_folds_by_image():
    assert by_writers.folds_by({}) == "images"
    assert by_writers.folds_by({"folds_by": "writers"}) == "writers"
