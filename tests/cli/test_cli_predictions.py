"""`add-predictions`: a model that stays elsewhere, its errors here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
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
    assert "Row 8 is labelled" in capsys.readouterr().err


def test_what_needs_the_model_says_so(root: Path, tmp_path: Path, capsys) -> None:
    file = saved(tmp_path / "p.npz", labels=LABELS, pred_probs=CHANCES)
    main(["add-predictions", "net", file, "--dataset", "own"])
    with pytest.raises(artifacts.ArtifactError, match="predictions only"):
        artifacts.open_model("net", "own")
