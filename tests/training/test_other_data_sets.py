"""Training and the command line on a data set that is not MNIST, against scikit-learn."""

import json
import re

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from core.cli import main
from core.data import sets
from core.data.labelled import Dataset, LabelledImages
from core.evaluation.scores import score_images
from core.models import registry
from core.storage import paths
from core.training import artifacts, fitting
from shapes import CLASSES, shapes


@pytest.fixture
def folder(own_root, monkeypatch):
    """Return an artifacts folder with MNIST's file and the data set "shapes"."""
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    sets.store(shapes())
    return own_root


def run(capsys, *words):
    """Return the exit code, what was printed and the errors."""
    code = main(list(words))
    return (code, *capsys.readouterr())


def two_classes(seed=0):
    """Return discs and rings only, as a data set of two classes."""
    whole = shapes(seed=seed)
    train, test = (part.take(part.labels < 2) for part in (whole.train, whole.test))
    return Dataset("pair", train, test, CLASSES[:2])


def test_train_evaluate_and_models_on_shapes(folder, capsys):
    assert run(capsys, "train", "sgd", "--dataset", "shapes")[0] == 0
    model = artifacts.open_model("sgd", "shapes")
    test = sets.load("shapes").test
    answers = model.predict(test.images)
    found = json.loads(run(capsys, "evaluate", "sgd", "--dataset", "shapes", "--json")[1])
    assert found["accuracy"] == pytest.approx(accuracy_score(test.labels, answers))
    assert found["confusion_matrix"] == confusion_matrix(test.labels, answers).tolist()
    assert [row["class"] for row in found["per_class"]] == list(CLASSES)
    printed = run(capsys, "evaluate", "sgd", "--dataset", "shapes")[1]
    assert "digit" not in printed
    for name in CLASSES:
        assert printed.count(name) == 3  # in the report, as a row and as a column
    [row] = json.loads(run(capsys, "models", "--dataset", "shapes", "--json")[1])
    assert row["f1_macro"] == pytest.approx(f1_score(test.labels, answers, average="macro"))
    printed = run(capsys, "models", "--dataset", "shapes")[1]
    assert "4 classes" in printed
    assert "champion" not in printed  # it is made for digits


def test_two_classes_have_two_columns_of_scores(monkeypatch, tmp_path):
    pair = two_classes()
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: pair)
    fitting.train("sgd", "pair", tmp_path)
    pipeline = registry.get("sgd").make()
    expected = cross_val_predict(
        pipeline,
        pair.train.images,
        pair.train.labels,
        cv=StratifiedKFold(3),
        method="decision_function",
    )
    found = artifacts.open_scores("sgd", "oof", "pair", tmp_path)
    np.testing.assert_allclose(found.values, np.stack([-expected, expected], axis=1), rtol=1e-4)
    np.testing.assert_array_equal(found.predicted(), expected > 0)
    model = artifacts.open_model("sgd", "pair", tmp_path)
    values, kind = score_images(model, pair.test.images)
    assert (values.shape, kind) == ((len(pair.test), 2), "decision")


def test_colour_images_train_and_score(monkeypatch, tmp_path):
    grey = shapes()
    rng = np.random.default_rng(0)

    def coloured(part):
        tint = rng.uniform(0.5, 1, (len(part), 1, 1, 3))
        return LabelledImages((part.images[..., None] * tint).astype(np.uint8), part.labels)

    colour = Dataset("paint", coloured(grey.train), coloured(grey.test), CLASSES)
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: colour)
    fitting.train("forest", "paint", tmp_path)
    scores = artifacts.open_scores("forest", "test", "paint", tmp_path)
    assert (scores.predicted() == scores.labels).mean() > 0.6


def test_a_model_of_another_image_size_is_refused_in_one_sentence(folder, capsys):
    code, _, errors = run(capsys, "train", "champion", "--dataset", "shapes")
    assert code == 1
    assert errors.count("\n") == 1
    assert "takes images of 28 × 28, but those of 'shapes' are 20 × 24" in errors
    assert "sgd, forest" in errors
    assert "champion" not in errors.split("choose one of")[1]
    assert artifacts.status("champion", "shapes").state == "missing"


@pytest.mark.parametrize("command", [["train"], ["models"], ["evaluate", "sgd"], ["map"]])
def test_an_unknown_data_set_is_reported_with_the_names_there_are(folder, capsys, command):
    code, _, errors = run(capsys, *command, "--dataset", "sneakers")
    assert code == 1
    assert "choose one of mnist, shapes" in errors
    assert errors.count("\n") == 1


def test_an_untrained_model_names_the_command_with_its_data_set(folder, capsys):
    errors = run(capsys, "evaluate", "forest", "--dataset", "shapes")[2]
    assert "`python -m core train forest --dataset shapes`" in errors


def test_verify_looks_at_every_data_set(folder, capsys):
    fitting.train("dummy", "shapes")
    code, out, _ = run(capsys, "verify")
    assert code == 0
    assert re.search(r"ok +shapes: 400 training and 200 test", out)
    assert re.search(r"ok +shapes/dummy", out)
    file = artifacts.folder("dummy", "shapes") / artifacts.stamp("dummy", "shapes") / "oof.npy"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    code, out, _ = run(capsys, "verify")
    assert code == 1
    assert re.search(r"FAILED +shapes/dummy.*--dataset shapes --force", out)
    assert re.search(r"ok +mnist: 60,000", out)


@pytest.mark.walk
def test_the_map_is_of_the_data_set_that_was_asked_for(folder, capsys):
    from core.analysis import maps

    assert run(capsys, "map", "--dataset", "shapes")[0] == 0
    assert maps.open_map("shapes").shape == (200, 2)


def test_the_champions_train_on_grey_images_of_28_pixels_without_redrawn_digits(
    monkeypatch, tmp_path
):
    small = shapes()

    def large(part):
        return LabelledImages(np.pad(part.images, ((0, 0), (4, 4), (2, 2))), part.labels)

    whole = Dataset("large", large(small.train), large(small.test), CLASSES)
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: whole)
    for name in ("champion", "champion_quick"):
        [network] = dict(registry.get(name).pipeline("large").steps).values()
        assert (network.drawn, network.restyled, network.written) == (0, 0, 0)
        [network] = dict(registry.get(name).pipeline().steps).values()
        assert min(network.drawn, network.restyled, network.written) > 0
    fitting.train("champion_quick", "large", tmp_path)
    scores = artifacts.open_scores("champion_quick", "test", "large", tmp_path)
    assert (scores.predicted() == scores.labels).mean() > 0.7
    opened = artifacts.open_model("champion_quick", "large", tmp_path)
    assert (opened.predict(whole.test.images) == scores.predicted()).all()
