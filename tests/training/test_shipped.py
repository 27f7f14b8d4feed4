import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn.pipeline import Pipeline

from core.data import sets
from core.evaluation.scores import score_images
from core.models import registry
from core.models.cnn.ensemble import CnnEnsemble
from core.training import artifacts, keys, shipped, shipping


@pytest.fixture
def studio(tmp_path, monkeypatch):
    """An artifacts folder with a tiny model named sgd that was trained and shipped there."""
    model = registry.Model(
        "sgd", "", "", lambda: Pipeline([("c", CnnEnsemble(1, 1, (2, 2, 2, 2)))]), "probability"
    )
    monkeypatch.setitem(registry.MODELS, "sgd", model)
    keys._recipe.cache_clear()
    digits = sets.load()
    some = digits.train.take(slice(0, 200))
    fitted = model.make().fit(some.images, some.labels)
    test = score_images(fitted, digits.test.images)[0]
    oof = np.zeros((60000, 10), np.float32)
    artifacts.save("sgd", fitted, {"oof": oof, "test": test}, "probability", {}, root=tmp_path)
    shipping.ship("sgd", root=tmp_path)
    yield tmp_path, test
    keys._recipe.cache_clear()


def forget_own(root):
    pointer = artifacts.folder("sgd", root=root) / "CURRENT"
    pointer.unlink()


def test_a_shipped_model_is_used_where_none_was_trained(studio):
    root, test = studio
    forget_own(root)
    assert artifacts.status("sgd", root=root).ready
    assert not artifacts.trained_here("sgd", root=root)
    assert artifacts.stamp("sgd", root=root)
    values, _ = score_images(artifacts.open_model("sgd", root=root), sets.load().test.images[:50])
    np.testing.assert_allclose(values, test[:50], atol=1e-6)
    np.testing.assert_array_equal(artifacts.open_scores("sgd", "test", root=root).values, test)


def test_the_model_trained_here_comes_first(studio):
    root, _ = studio
    assert artifacts.trained_here("sgd", root=root)
    assert artifacts.open_manifest("sgd", root=root)["key"] == keys.key("sgd")


def test_another_version_of_a_library_does_not_spoil_a_shipped_model(studio, monkeypatch):
    root, _ = studio
    monkeypatch.setattr(keys, "versions", lambda: {"numpy": "9.9"})
    assert not artifacts.trained_here("sgd", root=root)
    assert artifacts.status("sgd", root=root).ready


def test_a_shipped_file_that_was_changed_is_refused(studio):
    root, _ = studio
    forget_own(root)
    pointer = (shipped.place("sgd", root) / "CURRENT").read_text()
    weights = shipped.place("sgd", root) / pointer / shipped.MODEL_FILE
    content = bytearray(weights.read_bytes())
    content[-200] ^= 1
    weights.write_bytes(content)
    with pytest.raises(
        artifacts.ArtifactError, match=r"damaged weights.npz.*git checkout artifacts/sgd"
    ):
        artifacts.open_model("sgd", root=root)


def test_a_shipped_model_of_another_recipe_is_not_used(studio, monkeypatch):
    root, _ = studio
    forget_own(root)
    manifest = artifacts.open_manifest("sgd", root=root)
    other = registry.Model(
        "sgd", "", "", lambda: Pipeline([("c", CnnEnsemble(2, 1, (2, 2, 2, 2)))]), "probability"
    )
    monkeypatch.setitem(registry.MODELS, "sgd", other)
    assert shipped.key("sgd") != manifest["key"]
    assert artifacts.status("sgd", root=root).state == "missing"


def test_shipped_files_hold_arrays_only(studio):
    root, _ = studio
    folder = next(path for path in shipped.place("sgd", root).iterdir() if path.is_dir())
    names = {path.name for path in folder.iterdir()}
    assert names == {"weights.npz", "oof.npy", "test.npy", "manifest.json"}
    assert json.loads((folder / "manifest.json").read_text())["command"] == (
        "python -m core train sgd"
    )
    with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
        learned = [f"conv{i}.weight" for i in range(1, 5)]
        learned += [f"norm{i}.{a}" for i in range(1, 5) for a in ("scale", "shift", "mean", "var")]
        assert {"classes", "dense.weight", "dense.bias", *learned} == set(arrays)


def test_writers_make_ones_own_model_stale_and_leave_the_shipped_one_usable(studio, monkeypatch):
    root, _ = studio
    bare = sets.load()
    train, test = (
        replace(part, groups=np.arange(len(part)) % 50, series=np.arange(len(part)) % 2)
        for part in (bare.train, bare.test)
    )
    known = replace(bare, train=train, test=test, series=("census clerks", "students"))
    before = artifacts.stamp("sgd", root=root)
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: known)
    monkeypatch.setattr(sets, "groups_stamp", lambda name="mnist", root=None: "writers")
    assert not artifacts.trained_here("sgd", root=root)
    assert artifacts.status("sgd", root=root).ready
    assert artifacts.stamp("sgd", root=root) != before  # what was cached is read again
    scores = artifacts.open_scores("sgd", "test", root=root)
    np.testing.assert_array_equal(scores.groups, test.groups)
    assert artifacts.open_manifest("sgd", root=root).get("folds_by", "images") == "images"
