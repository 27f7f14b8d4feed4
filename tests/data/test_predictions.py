"""Predictions from any file: scores keep their kind, labels their names."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax

from core import StudioError, export_predictions
from core.analysis import exports
from core.data.reading.predictions import Predictions, parse
from core.evaluation.scores import Scores
from packing import npz

RNG = np.random.default_rng(0)
CLASSES = ("boot", "bag", "coat")
LABELS = np.arange(30) % 3
SCORES = RNG.normal(size=(30, 3)).astype(np.float32)
CHANCES = softmax(SCORES.astype(np.float64), axis=1).astype(np.float32)
NAMES = np.array(CLASSES)[LABELS]


def csv(separator: str = ",", **columns: Any) -> bytes:
    return pd.DataFrame(columns).to_csv(index=False, sep=separator).encode()


def same(
    found: Predictions, values: np.ndarray, kind: str, classes: tuple[str, ...] = CLASSES
) -> None:
    assert found.labels is not None
    assert found.labels.tolist() == LABELS.tolist()
    np.testing.assert_allclose(found.values, values, atol=1e-6)
    assert (found.kind, found.classes) == (kind, classes)


@pytest.mark.parametrize("key", ["pred_probs", "probabilities", "y_proba", "scores"])
def test_rows_that_sum_to_one_are_probabilities(key: str) -> None:
    same(
        parse(npz(labels=LABELS, classes=CLASSES, **{key: CHANCES}), "p.npz"),
        CHANCES,
        "probability",
    )


@pytest.mark.parametrize("key", ["scores", "y_score", "decision"])
def test_other_rows_are_decision_scores(key: str) -> None:
    same(parse(npz(labels=LABELS, classes=CLASSES, **{key: SCORES}), "p.npz"), SCORES, "decision")


def test_logits_become_probabilities_unless_asked_otherwise() -> None:
    content = npz(y_true=LABELS, logits=SCORES, class_names=CLASSES)
    same(parse(content, "p.npz"), CHANCES, "probability")
    same(parse(content, "p.npz", kind="decision"), SCORES, "decision")


def test_labels_by_name_are_the_columns_of_those_names() -> None:
    mixed = ("coat", "boot", "bag")
    columns = [CLASSES.index(name) for name in mixed]
    found = parse(npz(labels=NAMES, pred_probs=CHANCES[:, columns], classes=mixed), "p.npz")
    assert found.labels is not None
    assert [found.classes[label] for label in found.labels] == NAMES.tolist()
    table = {"true": NAMES, **{name: CHANCES[:, i] for i, name in enumerate(CLASSES)}}
    same(parse(csv(**table), "p.csv"), CHANCES, "probability")
    same(parse(csv(";", **table), "p.csv"), CHANCES, "probability")


def test_without_names_labels_are_sorted_and_said_so() -> None:
    alphabetical = tuple(sorted(CLASSES))
    found = parse(npz(labels=NAMES, pred_probs=CHANCES), "p.npz")
    assert found.classes == alphabetical
    assert any("in the order of the labels' names" in note for note in found.notes)


def test_answers_alone() -> None:
    answers = np.roll(LABELS, 1)
    for content in (
        csv(true=NAMES, predicted=np.array(CLASSES)[answers]),
        npz(labels=NAMES, predicted=np.array(CLASSES)[answers]),
    ):
        found = parse(content, "file")
        assert found.labels is not None
        assert [found.classes[i] for i in found.labels] == NAMES.tolist()
        assert [found.classes[i] for i in found.values.argmax(1)] == [CLASSES[i] for i in answers]
        assert (found.values.sum(axis=1) == 1).all()
    found = parse(csv(true=[0, 3], predicted=[1, 0]), "file")
    assert found.classes == ("0", "1", "2", "3")


@pytest.mark.parametrize("kind", ["probability", "decision"])
def test_one_score_of_a_binary_model(kind: str) -> None:
    labels = np.array([0, 1, 1, 0])
    score = np.array([0.2, 0.9, 0.4, 0.1]) if kind == "probability" else np.array([-2.0, 3, -1, -4])
    found = parse(npz(labels=labels, scores=score), "p.npz")
    assert found.kind == kind
    other = 1 - score if kind == "probability" else -score
    np.testing.assert_allclose(found.values, np.stack([other, score], axis=1), atol=1e-6)


def test_ids_groups_and_images_come_along() -> None:
    images = RNG.integers(0, 256, (30, 4, 5), np.uint8)
    ids = np.array([f"img{i}.png" for i in range(30)])
    found = parse(npz(labels=LABELS, scores=SCORES, ids=ids, groups=LABELS, images=images), "p.npz")
    assert found.ids is not None
    assert found.ids.tolist() == ids.tolist()
    np.testing.assert_array_equal(found.images, images)
    np.testing.assert_array_equal(found.groups, LABELS)
    table = {"file": ids, "true": LABELS, "a": SCORES[:, 0], "b": SCORES[:, 1], "c": SCORES[:, 2]}
    assert parse(csv(**table), "p.csv").ids.tolist() == ids.tolist()  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["probability", "decision"])
def test_the_studios_own_export_of_scores_is_read(kind: Any) -> None:
    values = CHANCES if kind == "probability" else SCORES
    scores = Scores(LABELS, values, kind, "test")
    found = parse(exports.csv(np.arange(30), scores, scores.predicted()), "own.csv")
    same(found, values, kind, ("0", "1", "2"))
    assert found.ids is not None
    assert found.ids.tolist() == [str(i) for i in range(30)]


class Likely:
    classes_ = np.array(CLASSES)

    def predict_proba(self, inputs: np.ndarray) -> np.ndarray:
        return CHANCES[inputs]


class Decided(Likely):
    predict_proba = None  # type: ignore[assignment]

    def __getattribute__(self, name: str) -> Any:
        if name == "predict_proba":
            raise AttributeError(name)
        return super().__getattribute__(name)

    def decision_function(self, inputs: np.ndarray) -> np.ndarray:
        return SCORES[inputs]


@pytest.mark.parametrize(("model", "kind"), [(Likely(), "probability"), (Decided(), "decision")])
def test_what_a_notebook_exports_is_read(tmp_path: Any, model: Any, kind: str) -> None:
    path = export_predictions(tmp_path / "mine", NAMES, model=model, inputs=np.arange(30))
    assert path.name == "mine.npz"
    same(parse(path.read_bytes(), path.name), CHANCES if kind == "probability" else SCORES, kind)
    texts = pd.Series(NAMES, dtype=object)  # a column of a table
    same(parse(export_predictions(path, texts, scores=SCORES, classes=CLASSES).read_bytes(), "m"),
         SCORES, "decision")  # fmt: skip
    with pytest.raises(StudioError, match="30 labels need as many ids, not 2"):
        export_predictions(path, NAMES, scores=SCORES, ids=[1, 2])
    with pytest.raises(StudioError, match="There are no predictions"):
        export_predictions(path, NAMES)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (npz(labels=LABELS), "is called pred_probs, scores, logits or predicted"),
        (npz(labels=LABELS[:9], scores=SCORES), "30 images need as many labels, but there are 9"),
        (npz(labels=LABELS + 5, scores=SCORES), "label 1 is 5, but there are 3 classes"),
        (npz(labels=LABELS, scores=SCORES, classes=["a"]), "3 columns of scores, but 1 names"),
        (npz(labels=LABELS, scores=SCORES + np.nan), "row 1 has a score that is not a finite"),
        (npz(labels=LABELS, scores=SCORES.astype(str)), "expected numbers"),
        (npz(labels=LABELS, scores=np.array([{}] * 30)), "holds objects"),
        (npz(labels=NAMES[:2].repeat(15), scores=SCORES), "3 columns of scores and 2 different"),
        (csv(true=NAMES, what=NAMES), "no column predicted"),
        (csv(true=NAMES, a=NAMES, b=SCORES[:, 0]), "row 2: the column 'a' holds 'boot'"),
        (csv(true=NAMES, a=SCORES[:, 0], b=[*SCORES[1:, 0], None]), "row 31: the column 'b' is em"),
        (csv(";", true=NAMES, a=SCORES[:, 0], b=["0,5"] * 30), "Write decimals with a point"),
        (csv(true=NAMES, predicted=["", *NAMES[1:]]), "row 2: the column 'predicted' is empty"),
        (b"a,b\n1,2\n1,2,3,4\n", "row 3: 4 values, but 2 titles|row 3: 4 values, expected 2"),
        (b"\x80\x04\x95 pickled", "neither an .npz file nor a table of text"),
        (b"\x00\x01\x02", "no"),
        (b"<html>", "web page"),
    ],
)  # fmt: skip
def test_what_is_no_predictions_has_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(StudioError, match=sentence) as error:
        parse(content, "file")
    assert "\n" not in str(error.value)
    assert str(error.value).startswith("file")


def test_probabilities_that_were_asked_for_must_sum_to_one() -> None:
    with pytest.raises(StudioError, match="row 1 sums to"):
        parse(npz(labels=LABELS, scores=abs(SCORES) / 9), "p.npz", kind="probability")


def changed(row: int, column: int, value: float) -> np.ndarray:
    """Return the probabilities with one of them changed."""
    values = CHANCES.copy()
    values[row, column] = value
    return values


@pytest.mark.parametrize("key", ["pred_probs", "scores"])
@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (changed(6, 0, 1.5), r"row 7 sums to \d"),
        (np.vstack([CHANCES[:29], [[0, 0, 0]]]), r"row 30 sums to 0, expected 1 .*\(1 of 30 rows"),
        (np.vstack([CHANCES[:29], [[0.7, 0.5, -0.2]]]), "row 30 has −0.2, which is no probability"),
    ],
)
def test_an_odd_row_among_probabilities_is_named(
    key: str, values: np.ndarray, sentence: str
) -> None:
    content = npz(labels=LABELS, classes=CLASSES, **{key: values})
    with pytest.raises(StudioError, match=sentence):
        parse(content, "p.npz")
    assert parse(content, "p.npz", kind="decision").kind == "decision"


@pytest.mark.parametrize("places", [2, 3])
def test_probabilities_that_a_table_rounded_are_still_some(places: int) -> None:
    many = RNG.dirichlet(np.full(10, 0.3), 200)
    rounded = many.round(places)
    columns = {f"p_{i}": rounded[:, i] for i in range(10)}
    found = parse(csv(true=np.arange(200) % 10, **columns), "p.csv")
    assert found.kind == "probability"
    np.testing.assert_allclose(found.values.sum(axis=1), 1, atol=5e-3)
    np.testing.assert_allclose(found.values, many, atol=10 * 0.5 * 10.0**-places)


def test_per_cents_become_probabilities() -> None:
    found = parse(npz(labels=LABELS, classes=CLASSES, pred_probs=100 * CHANCES), "p.npz")
    same(found, CHANCES, "probability")
    assert "per cents" in " ".join(found.notes)


def test_answers_that_contradict_the_scores_are_counted() -> None:
    content = npz(labels=LABELS, classes=CLASSES, pred_probs=CHANCES, predicted=LABELS)
    apart = int(np.sum(CHANCES.argmax(axis=1) != LABELS))
    assert f"in {apart} of 30 rows" in " ".join(parse(content, "p.npz").notes)
    agreeing = npz(labels=LABELS, pred_probs=CHANCES, predicted=CHANCES.argmax(axis=1))
    assert "answers" not in " ".join(parse(agreeing, "p.npz").notes)


def test_columns_in_another_order_are_asked_about() -> None:
    labels = np.arange(300) % 10
    right = np.full((300, 10), 0.01)
    right[np.arange(300), labels] = 0.91
    other = np.roll(right, 1, axis=1)
    told = [" ".join(parse(npz(labels=labels, pred_probs=p), "p").notes) for p in (right, other)]
    assert ["no more than chance" in text for text in told] == [False, True]


def test_a_long_list_of_members_is_cut_with_a_sign() -> None:
    members = {f"picture_{i}": np.zeros(1) for i in range(300)}
    with pytest.raises(StudioError, match=r"picture_7, …\)") as error:
        parse(npz(**members), "p.npz")
    assert len(str(error.value)) < 300


@pytest.mark.parametrize(
    ("rows", "row"), [(b"3,3,9\n5,8\n", 2), (b"3,3,9\n5,8,1\n", 2), (b"3,3,\n5,8,1\n", 3)]
)
def test_values_beyond_the_titles_are_named_and_never_dropped(rows, row):
    with pytest.raises(StudioError, match=f"^own.csv, row {row}: 3 values, but 2 titles"):
        parse(b"true,predicted\n" + rows, "own.csv")


def test_a_comma_at_the_end_of_every_row_is_no_value():
    found = parse(b"true,predicted\n3,3,\n5,8,\n", "own.csv")
    assert found.labels.tolist() == [3, 5]


class Odd:
    """A model that says what no model of classes says."""

    def predict(self, inputs: np.ndarray) -> np.ndarray:
        return np.asarray(inputs, float) + 0.5


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"model": Odd()}, "A model needs inputs"),
        ({"probabilities": CHANCES, "scores": SCORES}, "Give probabilities or scores, not both"),
        ({"probabilities": CHANCES * np.nan}, "row 1: a score is not a finite number"),
        ({"probabilities": CHANCES[:, :2]}, "row 1: .* do not sum to one"),
        ({"model": Odd(), "inputs": LABELS}, "predicted, row 1: 0.5 is neither"),
        ({"scores": SCORES[:, None]}, "scores of"),
    ],
)
def test_what_would_be_refused_is_not_written(
    tmp_path, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(StudioError, match=sentence):
        export_predictions(tmp_path / "p.npz", LABELS, **given)
    assert not (tmp_path / "p.npz").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(StudioError, match=r"p\.npz cannot be written \(No such file"):
        export_predictions(tmp_path / "nowhere" / "p.npz", LABELS, probabilities=CHANCES)
