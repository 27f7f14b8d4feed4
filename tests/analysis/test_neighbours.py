import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core import StudioError
from core.analysis import neighbours
from core.data import sets


@pytest.fixture(scope="module")
def index():
    return neighbours.open_index()


def brute(digits, image, k, label=None, without=None):
    squared = ((digits.images.astype(np.int32) - image) ** 2).sum(axis=(1, 2))
    allowed = np.arange(len(digits))
    if label is not None:
        allowed = allowed[digits.labels == label]
    allowed = allowed[allowed != (-1 if without is None else without)]
    order = allowed[np.lexsort([allowed, squared[allowed]])[:k]]
    return order, np.sqrt(squared[order]) / 255


@pytest.mark.parametrize("i", [0, 947, 2654, 9729])
@pytest.mark.parametrize("label", [None, 4])
def test_neighbours_equal_brute_force(index, i, label):
    mnist = sets.load()
    found, distances = index.nearest(mnist.test.images[i], 7, label)
    expected, lengths = brute(mnist.train, mnist.test.images[i], 7, label)
    assert found.tolist() == expected.tolist()
    np.testing.assert_allclose(distances, lengths, rtol=1e-12)


def test_drawings_unlike_any_digit_are_searched_exactly_too(index):
    train = sets.load().train
    rng = np.random.default_rng(0)
    for image in (rng.integers(0, 256, (28, 28), np.uint8), np.zeros((28, 28), np.uint8)):
        assert index.nearest(image, 3)[0].tolist() == brute(train, image, 3)[0].tolist()


def test_a_training_digit_is_its_own_neighbour_unless_left_out(index):
    image = sets.load().train.images[123]
    found, distances = index.nearest(image, 1)
    assert (found[0], distances[0]) == (123, 0)
    assert index.nearest(image, 1, without=123)[0][0] != 123


def test_the_index_is_built_once_and_again_when_damaged(small, tmp_path, monkeypatch):
    calls = []
    fit = neighbours.fit
    monkeypatch.setattr(neighbours, "fit", lambda images: calls.append(1) or fit(images))
    for _ in range(2):
        index = neighbours._open.__wrapped__("mnist", tmp_path)
        assert index.nearest(small.train.images[5], 1)[0].tolist() == [5]
    assert len(calls) == 1
    features = next((tmp_path / "neighbours").glob("mnist/*/features.npy"))
    features.write_bytes(features.read_bytes()[:-1] + b"?")
    neighbours._open.__wrapped__("mnist", tmp_path)
    assert len(calls) == 2


def test_another_form_of_image_is_refused_in_words():
    with pytest.raises(StudioError, match=r"\(28, 28\) uint8"):
        neighbours.nearest(np.zeros((8, 8)))


def test_where_nothing_can_be_written_the_index_is_built_for_this_process(
    monkeypatch, tmp_path, index
):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(neighbours.folders, "publish", full)
    fitted = tuple(np.asarray(part) for part in (index.features, index.basis, index.mean))
    monkeypatch.setattr(neighbours, "fit", lambda images: fitted)
    own = neighbours._open.__wrapped__("mnist", tmp_path)
    image = sets.load().test.images[0]
    assert own.nearest(image, 5)[0].tolist() == index.nearest(image, 5)[0].tolist()


BUILDING = """
import sys
import psutil
from core import memory
memory.share_pools()
from pathlib import Path
from core.analysis import neighbours
from core.data import sets
sets.load()
before = psutil.Process().memory_info().rss
neighbours.open_index(root=Path(sys.argv[1]))
print((psutil.Process().memory_info().rss - before) / 1e6)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc can be told to give back")
def test_a_server_that_builds_the_index_has_its_memory_back(own_root: Path) -> None:
    command = [sys.executable, "-c", BUILDING, str(own_root)]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert float(found.stdout) < 45  # of which the features are 12; building it takes 300
