import shutil

import numpy as np
import pytest
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from core import StudioError
from core.analysis import maps
from core.data import sets
from core.data.labelled import Dataset, LabelledImages
from core.storage import folders


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
    with pytest.raises(StudioError, match=r"not made yet; run `python -m core map`"):
        maps.open_map(root=tmp_path)
    monkeypatch.setattr(maps, "SETTINGS", {**maps.SETTINGS, "perplexity": 5, "max_iter": 250})
    with threadpool_limits(1):
        maps.make(root=tmp_path)
    places = maps.open_map(root=tmp_path)
    assert places.shape == (len(small.test), 2)
    assert np.isfinite(places).all()
    monkeypatch.setattr(maps, "COMPONENTS", 20)
    with pytest.raises(StudioError, match="another version"):
        maps.open_map(root=tmp_path)
    monkeypatch.undo()
    folder, _ = folders.current(tmp_path / "maps" / "mnist")
    (folder / maps.FILE).write_bytes(b"x" * (folder / maps.FILE).stat().st_size)
    monkeypatch.setattr(sets, "load", lambda name="mnist": small)
    monkeypatch.setattr(maps, "SETTINGS", {**maps.SETTINGS, "perplexity": 5, "max_iter": 250})
    with pytest.raises(StudioError, match="damaged"):
        maps.open_map(root=tmp_path)


def test_a_map_that_came_is_shown_until_one_is_made_here(small, tmp_path, monkeypatch):
    monkeypatch.setattr(maps, "SETTINGS", {**maps.SETTINGS, "perplexity": 5, "max_iter": 250})
    with pytest.raises(StudioError, match="not made yet"):
        maps.ship(root=tmp_path)
    told = []
    with threadpool_limits(1):
        maps.make(root=tmp_path, listener=told.append)
    assert 0 < told[1].fraction < 1  # scikit-learn's own count of iterations
    assert told[-1].fraction == 1
    places = maps.open_map(root=tmp_path)
    folder = maps.ship(root=tmp_path)
    shutil.rmtree(tmp_path / "maps")
    monkeypatch.setattr(maps.sklearn, "__version__", "9.9.9")  # it holds whatever is installed
    assert np.array_equal(maps.open_map(root=tmp_path), places)
    assert maps.facts(root=tmp_path)["shipped"]
    assert maps.facts("other", tmp_path) is None
    content = (folder / maps.FILE).read_bytes()
    (folder / maps.FILE).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(StudioError, match="damaged"):
        maps.open_map(root=tmp_path)
    (folder / maps.FILE).write_bytes(content)
    whole = Dataset("mnist", small.test, small.train, small.classes)
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: whole)
    assert maps.facts(root=tmp_path) is None  # of other digits


def test_a_lasso_along_the_edges_of_the_paper_holds_all_places():
    places = np.array([[-1.0, 5.0], [0.0, 6.0], [1.0, 9.0]])
    paper = maps.on_paper(places)
    assert paper[:, 0].tolist() == [maps.MARGIN, maps.SIDE / 2, maps.SIDE - maps.MARGIN]
    edges = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * maps.SIDE
    assert maps.inside(paper, edges).tolist() == [0, 1, 2]


def test_a_lasso_holds_what_it_winds_round():
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10]])
    places = np.array([[5, 5], [11, 5], [5, -1], [1, 9], [-3, 5]])
    assert maps.inside(places, square).tolist() == [0, 3]
    assert maps.inside(places, square[::-1]).tolist() == [0, 3]
    turn = np.arange(5) * 4 * np.pi / 5  # a star in one line: its middle is encircled twice
    star = np.column_stack([np.sin(turn), np.cos(turn)])
    assert maps.inside(np.array([[0, 0], [0, 0.9], [0.9, 0.9]]), star).tolist() == [0, 1]


def test_a_lasso_of_a_convex_shape_holds_what_lies_on_one_side_of_all_its_edges():
    rng = np.random.default_rng(0)
    places = rng.uniform(-1, 1, (500, 2))
    turn = np.sort(rng.uniform(0, 2 * np.pi, 9))
    shape = np.column_stack([np.cos(turn), np.sin(turn)])
    edge = np.roll(shape, -1, axis=0) - shape
    away = places[:, None] - shape
    expected = np.all(edge[:, 0] * away[..., 1] - edge[:, 1] * away[..., 0] > 0, axis=1)
    assert maps.inside(places, shape).tolist() == np.flatnonzero(expected).tolist()
    assert 0 < expected.sum() < 500


def test_around_a_place_are_the_nearest():
    places = np.array([[0, 0], [5, 5], [1, 0], [0, 3]])
    assert maps.around(places, 0, 3).tolist() == [0, 2, 3]


def test_a_map_of_one_pixel_has_two_directions_and_tsne_names_what_it_needs(monkeypatch):
    images = np.arange(5, dtype=np.uint8).reshape(5, 1, 1)
    found = maps.components(images)
    assert found.shape == (5, 2)
    assert np.ptp(found[:, 0]) > 0
    assert not found[:, 1].any()
    few = Dataset("few", *[LabelledImages(images, np.array([0, 1, 0, 1, 0]))] * 2, ("a", "b"))
    monkeypatch.setattr(maps.sets, "load", lambda *_: few)
    with pytest.raises(StudioError, match="with 30 others, but the test set has 5"):
        maps.make("few")


def test_images_that_are_all_alike_have_no_map(monkeypatch):
    images = np.full((40, 3, 3), 7, np.uint8)
    alike = Dataset("alike", *[LabelledImages(images, np.arange(40) % 2)] * 2, ("a", "b"))
    monkeypatch.setattr(maps.sets, "load", lambda *_: alike)
    with pytest.raises(StudioError, match="are alike"):
        maps.make("alike")
