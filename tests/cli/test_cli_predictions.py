"""`add-predictions`: a model that stays elsewhere, its errors here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from scipy.special import softmax

from core.cli import main
from core.data import mnist, sets
from core.storage import paths
from core.training import artifacts
from shapes import CLASSES, shapes


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / mnist.BUNDLE).symlink_to((paths.ARTIFACTS / mnist.BUNDLE).resolve())
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)
    return tmp_path


def said_of(labels: np.ndarray, k: int, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=(len(labels), k))
    return softmax(noise + 3 * np.eye(k)[labels], axis=1).astype(np.float32)


def saved(path: Path, **arrays: object) -> str:
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return str(path)


LABELS = np.random.default_rng(1).integers(0, 5, 300)
CHANCES = said_of(LABELS, 5)


def test_one_file_is_halved_and_every_row_is_in_one_half(
    root: Path, tmp_path: Path, capsys
) -> None:
    file = saved(tmp_path / "p.npz", labels=LABELS, pred_probs=CHANCES)
    assert main(["add-predictions", "net", file, "--dataset", "own"]) == 0
    out, err = capsys.readouterr()
    assert "chosen on 150 images and judged on 150" in out
    assert "halved by a fixed seed" in err
    whole = sets.load("own")
    assert (whole.chosen_on, whole.pictured) == ("half", False)
    main(["datasets"])
    assert "own: 150 + 150 predictions without images" in capsys.readouterr().out
    halves = [artifacts.open_scores("net", split, "own") for split in ("oof", "test")]
    ids = np.concatenate([whole.train.ids, whole.test.ids])
    assert sorted(ids.tolist()) == list(range(300))
    np.testing.assert_array_equal(np.concatenate([half.labels for half in halves]), LABELS[ids])
    np.testing.assert_allclose(np.concatenate([half.values for half in halves]), CHANCES[ids])
    counts = [np.bincount(half.labels) for half in halves]
    assert np.abs(counts[0] - counts[1]).max() <= 1
    assert artifacts.trained("own") == ["net"]


def test_groups_are_not_divided(root: Path, tmp_path: Path, capsys) -> None:
    groups = np.arange(300) // 10
    file = saved(tmp_path / "p.npz", labels=LABELS, pred_probs=CHANCES, groups=groups)
    assert main(["add-predictions", "net", file, "--dataset", "own"]) == 0
    assert "halved by group" in capsys.readouterr().err
    whole = sets.load("own")
    assert not set(whole.train.groups) & set(whole.test.groups)


def test_a_second_models_predictions_join_by_their_ids(root: Path, tmp_path: Path, capsys) -> None:
    ids = np.array([f"{i}.png" for i in range(300)])
    first = saved(tmp_path / "a.npz", labels=LABELS, pred_probs=CHANCES, ids=ids)
    order = np.random.default_rng(3).permutation(300)
    other = said_of(LABELS, 5, seed=9)
    second = saved(
        tmp_path / "b.npz", labels=LABELS[order], pred_probs=other[order], ids=ids[order]
    )
    assert main(["add-predictions", "one", first, "--dataset", "own"]) == 0
    assert main(["add-predictions", "two", second, "--dataset", "own"]) == 0
    assert artifacts.trained("own") == ["one", "two"]
    whole = sets.load("own")
    at = [ids.tolist().index(name) for name in whole.test.ids.tolist()]
    np.testing.assert_allclose(artifacts.open_scores("two", "test", "own").values, other[at])
    assert main(["models", "--dataset", "own"]) == 0
    assert "two" in capsys.readouterr().out
    assert main(["verify"]) in (0, 1)
    assert "own/two: every file is as it was saved" in capsys.readouterr().out


def test_with_a_validation_file_thresholds_are_chosen_there(root: Path, tmp_path: Path) -> None:
    test = saved(tmp_path / "t.npz", labels=LABELS, pred_probs=CHANCES)
    chosen = said_of(LABELS[:90], 5, seed=2)
    validation = saved(tmp_path / "v.npz", labels=LABELS[:90], pred_probs=chosen)
    line = ["add-predictions", "net", test, "--dataset", "own", "--validation", validation]
    assert main(line) == 0
    np.testing.assert_allclose(artifacts.open_scores("net", "oof", "own").values, chosen)
    np.testing.assert_allclose(artifacts.open_scores("net", "test", "own").values, CHANCES)
    assert sets.load("own").chosen_on == "validation"


def test_predictions_of_a_known_data_set_take_its_images(
    root: Path, tmp_path: Path, capsys
) -> None:
    known = shapes()
    sets.store(known)
    said = said_of(known.test.labels, 4)
    file = saved(tmp_path / "t.npz", labels=known.test.labels, pred_probs=said)
    assert main(["add-predictions", "net", file, "--dataset", "shapes"]) == 0
    assert "data set of their own, shapes_net" in capsys.readouterr().err
    halved = sets.load("shapes_net")
    assert (halved.classes, halved.pictured, len(halved.test)) == (CLASSES, True, 100)
    np.testing.assert_array_equal(halved.test.images, known.test.images[halved.test.ids])
    chosen = said_of(known.train.labels, 4)
    validation = saved(tmp_path / "v.npz", pred_probs=chosen)
    line = ["add-predictions", "net", file, "--dataset", "shapes", "--validation", validation]
    assert main(line) == 0
    np.testing.assert_allclose(artifacts.open_scores("net", "oof", "shapes").values, chosen)
    assert sets.load("shapes").sha256 == known.sha256


def test_nothing_is_replaced_unless_one_insists(root: Path, tmp_path: Path, capsys) -> None:
    file = saved(tmp_path / "p.npz", labels=LABELS, pred_probs=CHANCES)
    line = ["add-predictions", "net", file, "--dataset", "own"]
    assert main(line) == 0
    assert main(line) == 1
    assert "add --force" in capsys.readouterr().err
    assert main([*line, "--force"]) == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["forest", "FILE", "--dataset", "own"], "a model of the studio's own"),
        (["../net", "FILE", "--dataset", "own"], "invalid name"),
        (["net", "FILE", "--dataset", "mnist"], "for 300 images, but the test set of 'mnist' has"),
        (["net", "no.npz", "--dataset", "own"], "there is no such file"),
        (["net", "FILE", "--dataset", "own", "--kind", "odd"], "--kind is one of"),
        (["net", "FILE", "--dataset", "own", "--classes", "a,b"], "5 columns of scores, but 2"),
    ],
)
def test_bad_input_has_one_sentence_and_stores_nothing(
    root: Path, tmp_path: Path, capsys, arguments: list[str], sentence: str
) -> None:
    file = saved(tmp_path / "p.npz", labels=LABELS, pred_probs=CHANCES)
    assert main(["add-predictions", *[file if a == "FILE" else a for a in arguments]]) == 1
    err = capsys.readouterr().err
    assert (sentence in err, err.count("\n")) == (True, 1)
    assert sets.names() == ["mnist"]
    assert not (root / "models").exists()


def test_other_labels_than_the_data_sets_are_named_by_row(
    root: Path, tmp_path: Path, capsys
) -> None:
    known = shapes()
    sets.store(known)
    labels = known.test.labels.copy()
    labels[7] = (labels[7] + 1) % 4
    file = saved(tmp_path / "t.npz", labels=labels, pred_probs=said_of(labels, 4))
    assert main(["add-predictions", "net", file, "--dataset", "shapes"]) == 1
    assert "Image 7 of the test set of 'shapes', counted from 0" in capsys.readouterr().err


def test_what_needs_the_model_says_so(root: Path, tmp_path: Path, capsys) -> None:
    file = saved(tmp_path / "p.npz", labels=LABELS, pred_probs=CHANCES)
    main(["add-predictions", "net", file, "--dataset", "own"])
    with pytest.raises(artifacts.ArtifactError, match="predictions only"):
        artifacts.open_model("net", "own")


def test_a_mistyped_name_is_answered_with_those_of_brought_predictions_too(
    root: Path, tmp_path: Path, capsys
) -> None:
    labels = np.tile(np.arange(3), 20)
    file = saved(tmp_path / "said.npz", labels=labels, probabilities=said_of(labels, 3))
    assert main(["add-predictions", "resnet", file, "--dataset", "pets"]) == 0
    assert main(["evaluate", "restnet", "--dataset", "pets"]) == 1
    told = capsys.readouterr().err
    assert "did you mean 'resnet'?" in told


def with_ids(path: Path, ids: np.ndarray, order: np.ndarray, seed: int) -> str:
    """Save predictions of the first images, in some order, with their ids."""
    said = said_of(LABELS[: len(ids)], 5, seed)
    labels = LABELS[: len(ids)]
    return saved(path, labels=labels[order], pred_probs=said[order], ids=ids[order])


def test_with_a_validation_file_the_second_models_ids_say_which_image_is_which(
    root: Path, tmp_path: Path, capsys
) -> None:
    names = {
        "test": np.array([f"t{i}" for i in range(200)]),
        "oof": np.array([f"v{i}" for i in range(90)]),
    }
    rng = np.random.default_rng(5)
    for model, seed in (("one", 1), ("two", 2)):
        files = {
            split: with_ids(tmp_path / f"{model}-{split}.npz", ids, rng.permutation(len(ids)), seed)
            for split, ids in names.items()
        }
        line = ["add-predictions", model, files["test"], "--dataset", "own"]
        assert main([*line, "--validation", files["oof"]]) == 0, capsys.readouterr().err
    whole = sets.load("own")
    for split, ids in names.items():
        at = [ids.tolist().index(name) for name in whole.split(split).ids.tolist()]
        for model, seed in (("one", 1), ("two", 2)):
            stored = artifacts.open_scores(model, split, "own").values
            np.testing.assert_allclose(stored, said_of(LABELS[: len(ids)], 5, seed)[at])
    strange = with_ids(
        tmp_path / "s.npz", np.array([f"x{i}" for i in range(200)]), rng.permutation(200), 3
    )
    line = ["add-predictions", "three", strange, "--dataset", "own"]
    capsys.readouterr()
    assert main([*line, "--validation", files["oof"]]) == 1
    assert "is of no image of the test set of 'own'" in capsys.readouterr().err
    assert artifacts.trained("own") == ["one", "two"]


NAMES = np.array([f"{i}.png" for i in range(300)])


@pytest.mark.parametrize(
    ("test", "validation", "sentence"),
    [
        ({"pred_probs": CHANCES}, {"pred_probs": CHANCES}, "holds the same predictions"),
        (
            {"pred_probs": CHANCES, "ids": NAMES},
            {"pred_probs": said_of(LABELS, 5, 4), "ids": NAMES[::-1]},
            "300 images stand in both files, the id '0.png' for one",
        ),
        (
            {"pred_probs": CHANCES, "images": np.arange(300 * 16).reshape(300, 4, 4) % 251},
            {
                "pred_probs": said_of(LABELS, 5, 4),
                "images": np.arange(300 * 16).reshape(300, 4, 4) % 251,
            },
            "of the 300 test images are among those of the validation file",
        ),
        ({"pred_probs": CHANCES}, {"predicted": LABELS}, "One file holds answers alone"),
        (
            {"pred_probs": CHANCES, "ids": np.array(["a", "b", "b", *NAMES[3:]])},
            {"pred_probs": said_of(LABELS, 5, 4)},
            "The id 'b' stands in 2 rows, the first of them 2",
        ),
        (
            {"pred_probs": CHANCES, "classes": list("abcde")},
            {"pred_probs": said_of(LABELS, 5, 4), "classes": list("abcdf")},
            "5 (a, b, c, d, f) and 5 (a, b, c, d, e)",
        ),
    ],
)
def test_thresholds_are_never_chosen_on_the_images_that_judge_them(
    root: Path,
    tmp_path: Path,
    capsys,
    test: dict[str, np.ndarray],
    validation: dict[str, np.ndarray],
    sentence: str,
) -> None:
    files = [
        saved(tmp_path / f"{name}.npz", labels=LABELS, **arrays)
        for name, arrays in (("t", test), ("v", validation))
    ]
    line = ["add-predictions", "net", files[0], "--dataset", "own", "--validation", files[1]]
    assert main(line) == 1
    assert sentence in capsys.readouterr().err
    assert sets.names() == ["mnist"]


def test_rows_that_are_only_numbered_in_each_file_are_other_images(
    root: Path, tmp_path: Path
) -> None:
    test = saved(tmp_path / "t.npz", labels=LABELS, pred_probs=CHANCES, ids=np.arange(300))
    other = said_of(LABELS[:90], 5, 2)
    file = saved(tmp_path / "v.npz", labels=LABELS[:90], pred_probs=other, ids=np.arange(90))
    assert main(["add-predictions", "net", test, "--dataset", "own", "--validation", file]) == 0


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"pred_probs": CHANCES[:0], "labels": LABELS[:0]}, "predictions for 0 images; at least 4"),
        ({"pred_probs": CHANCES[:3], "labels": LABELS[:3]}, "predictions for 3 images; at least 4"),
        ({"pred_probs": CHANCES}, "have no labels, so that nobody can judge them"),
        (
            {"pred_probs": CHANCES, "labels": LABELS, "groups": np.zeros(300, int)},
            "All images are of one group",
        ),
    ],
)
def test_what_cannot_be_halved_is_refused_in_our_words(
    root: Path, tmp_path: Path, capsys, arrays: dict[str, np.ndarray], sentence: str
) -> None:
    file = saved(tmp_path / "p.npz", **arrays)
    assert main(["add-predictions", "net", file, "--dataset", "own"]) == 1
    assert sentence in capsys.readouterr().err


def test_a_few_predictions_of_many_classes_are_halved_all_the_same(
    root: Path, tmp_path: Path
) -> None:
    file = saved(tmp_path / "p.npz", labels=np.arange(10) % 5, pred_probs=CHANCES[:10])
    assert main(["add-predictions", "net", file, "--dataset", "own"]) == 0
    whole = sets.load("own")
    assert (len(whole.train), len(whole.test)) == (5, 5)


@pytest.mark.parametrize(
    "called", [lambda file: file, lambda file: f"C:\\\\x\\\\{Path(file).name}"]
)
def test_predictions_of_imported_pictures_join_by_their_files(
    root: Path, tmp_path: Path, called: Callable[[str], str]
) -> None:
    rng = np.random.default_rng(8)
    for number in range(60):
        place = tmp_path / "pics" / "abc"[number % 3] / f"{number}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 255, (6, 6), np.uint8)).save(place)
    assert main(["import", "own", str(tmp_path / "pics"), "--yes"]) == 0
    whole = sets.load("own")
    every = [*whole.train.ids.tolist(), *whole.test.ids.tolist()]
    labels = np.concatenate([whole.train.labels, whole.test.labels])
    said = said_of(labels, 3)
    order = rng.permutation(60)
    table = pd.DataFrame(said[order], columns=[f"p_{name}" for name in "abc"])
    table.insert(0, "true", [whole.classes[label] for label in labels[order]])
    table.insert(0, "file", [called(every[at]) for at in order])
    table.to_csv(tmp_path / "p.csv", index=False)
    assert main(["add-predictions", "net", str(tmp_path / "p.csv"), "--dataset", "own"]) == 0
    assert artifacts.trained("own") == ["net"]
    stored = [artifacts.open_scores("net", split, "own").values for split in ("oof", "test")]
    np.testing.assert_allclose(np.concatenate(stored), said, atol=1e-6)
