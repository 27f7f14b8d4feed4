import numpy as np
import pytest
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from core import data, maps, storage


def test_the_pca_map_is_scikit_learns(small):
    images = small.test.images
    places = maps.components(images, 2)
    with threadpool_limits(1):
        expected = PCA(2, svd_solver="full").fit_transform(images.reshape(len(images), -1) / 255)
    for column in range(2):  # the sign of a component is arbitrary
        sign = np.sign(places[:, column] @ expected[:, column])
        np.testing.assert_allclose(places[:, column] * sign, expected[:, column], atol=1e-3)


def test_a_map_that_is_missing_damaged_or_of_other_data_names_the_command(
    small, tmp_path, monkeypatch
):
    with pytest.raises(maps.MapError, match=r"not made yet; run `python -m core map`"):
        maps.open_map(root=tmp_path)
    monkeypatch.setattr(maps, "SETTINGS", {**maps.SETTINGS, "perplexity": 5, "max_iter": 250})
    with threadpool_limits(1):
        maps.make(root=tmp_path)
    places = maps.open_map(root=tmp_path)
    assert places.shape == (len(small.test), 2)
    assert np.isfinite(places).all()
    monkeypatch.setattr(maps, "COMPONENTS", 20)
    with pytest.raises(maps.MapError, match="another version"):
        maps.open_map(root=tmp_path)
    monkeypatch.undo()
    folder, _ = storage.current(tmp_path / "maps" / "mnist")
    (folder / maps.FILE).write_bytes(b"x" * (folder / maps.FILE).stat().st_size)
    monkeypatch.setattr(data, "load", lambda name="mnist": small)
    monkeypatch.setattr(maps, "SETTINGS", {**maps.SETTINGS, "perplexity": 5, "max_iter": 250})
    with pytest.raises(maps.MapError, match="damaged"):
        maps.open_map(root=tmp_path)
