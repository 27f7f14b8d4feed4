"""Results that come with the repository: small, whole, and only in place of what is not here."""

import shutil

import numpy as np
import pytest

from core import StudioError
from core.analysis import shipped_map
from core.data import sets
from core.data.labelled import Dataset
from core.evaluation import metrics
from core.lessons import golden, measured, printed, shipped, shipping, stored
from core.storage import checks, paths
from core.training import keys
from few_digits import few_digits

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
NAMES = ("multiclass", "multioutput")


@pytest.fixture(scope="module")
def few():
    return few_digits(200, 60)


@pytest.fixture(scope="module")
def made(few, tmp_path_factory):
    """A folder in which two lessons were computed and shipped, and what they were."""
    root = tmp_path_factory.mktemp("shipped")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sets, "load", lambda name="mnist", root=None: few)
        for name in NAMES:
            stored.compute(name, root=root)
        shipping.save(root)
        arrays = {name: stored.open_lesson(name, root=root) for name in NAMES}
    return root, arrays


@pytest.fixture
def came(made, few, tmp_path, monkeypatch):
    """A folder with what was shipped alone."""
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: few)
    shutil.copytree(shipped.RESULTS.place(made[0]), shipped.RESULTS.place(tmp_path))
    return tmp_path


def test_what_came_is_shown_where_nothing_was_computed(came, made, few):
    for name in NAMES:
        assert stored.status(name, root=came).ready
        assert not stored.computed_here(name, root=came)
        assert stored.open_manifest(name, root=came)["shipped"]
    small, whole = stored.open_lesson("multiclass", root=came), made[1]["multiclass"]
    for name in ("raw", "scaled"):
        answers = measured.linear_answers(small, name)
        assert answers.tolist() == whole[name].argmax(axis=1).tolist()
        expected = metrics.confusion_matrix(few.train.labels, whole[name].argmax(axis=1), 10)
        found = metrics.confusion_matrix(few.train.labels, answers, 10)
        assert found.tolist() == expected.tolist()
    tables = [golden.table(printed.GOLDEN, {"multiclass": each}, few) for each in (small, whole)]
    assert tables[0].equals(tables[1])
    with pytest.raises(stored.LessonError, match="not computed yet"):
        stored.open_lesson("binary", root=came)  # it did not come


def test_what_is_computed_here_comes_first_and_an_older_version_of_python_is_no_matter(
    came, monkeypatch
):
    monkeypatch.setattr(stored, "versions", lambda: {"numpy": "9.9"})
    assert stored.status("multioutput", root=came).ready
    assert stored.compute("multioutput", root=came)  # asked for, it is computed all the same
    assert stored.computed_here("multioutput", root=came)
    assert "shipped" not in stored.open_manifest("multioutput", root=came)
    monkeypatch.setattr(stored, "versions", lambda: {"numpy": "10.0"})
    assert stored.open_manifest("multioutput", root=came)["shipped"]


def test_shipping_keeps_what_came_and_replaces_what_is_computed(came):
    before = stored.open_lesson("multiclass", root=came)
    with pytest.raises(StudioError, match="No lesson is computed here"):
        shipping.save(came / "nothing")
    stored.compute("multioutput", root=came)
    created = stored.open_manifest("multioutput", root=came)["created"]
    shipping.save(came)
    assert shipped.facts("multioutput", root=came)["created"] == created
    after = stored.open_lesson("multiclass", root=came)
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_numbers_that_packing_would_change_are_not_shipped(came, monkeypatch):
    stored.compute("multiclass", root=came)
    monkeypatch.setattr(shipping, "SCORES", ())
    monkeypatch.setattr(
        shipping, "packed", lambda arrays: {**arrays, "raw": np.roll(arrays["raw"], 1, axis=1)}
    )
    with pytest.raises(StudioError, match="other numbers"):
        shipping.save(came)


def test_what_came_damaged_or_of_other_digits_is_not_shown(came, few, monkeypatch):
    [path] = shipped.RESULTS.place(came).rglob("multiclass.npz")
    content = path.read_bytes()
    path.write_bytes(content[:99] + bytes([content[99] ^ 1]) + content[100:])
    with pytest.raises(stored.LessonError, match=r"damaged multiclass\.npz"):
        stored.open_lesson("multiclass", root=came)
    assert "multiclass" in checks.wrong(shipped.RESULTS.place(came))
    other = Dataset("mnist", few.test, few.train, few.classes)
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: other)
    assert stored.status("multioutput", root=came).state == "missing"


# --- those of this repository ---------------------------------------------------------------


@pytest.mark.parametrize("name", stored.LESSONS)
def test_every_lesson_comes_with_the_books_numbers_and_the_present_recipe(name):
    facts = shipped.facts(name)
    arrays = shipped.load(name)
    table = golden.table(printed.GOLDEN, {name: arrays}, sets.load())
    assert len(table) or name == "multioutput"
    assert table.empty or not table["drifts"].any(), table[table["drifts"]]
    if facts["versions"]["python"] == keys.versions()["python"]:
        assert facts["recipe"] == stored.recipe(name), "run `python -m core lessons --ship`"


def test_lessons_and_map_are_small_and_as_they_were_stored():
    places = [shipped.RESULTS.place(), shipped_map.RESULTS.place()]
    assert [checks.wrong(place) for place in places] == ["", ""]
    total = sum(path.stat().st_size for place in places for path in place.rglob("*.*"))
    assert total <= 4_000_000
    assert {path.name for path in places} == {
        path.name for path in paths.ARTIFACTS.glob("*_shipped") if "experiments" not in path.name
    }
    assert shipped_map.load().shape == (10_000, 2)
