"""`fetch` takes MNIST from OpenML only complete and unchanged, and ends in time."""

import shutil
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import certificates
from core.data import mnist, sets
from core.data.fetch import _received, fetch
from core.data.labelled import DataError, array_hashes
from openml_server import arff, playing


@pytest.fixture(scope="module")
def digits():
    whole = sets.load()
    return whole.train.images[:40], whole.train.labels[:40]


@pytest.fixture(scope="module")
def content(digits):
    return arff(*digits)


@pytest.fixture
def bundle(tmp_path, monkeypatch):
    """A bundle that stands already, and a folder of our own for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    path = tmp_path / "artifacts" / mnist.BUNDLE
    path.parent.mkdir()
    path.write_bytes(b"what was there before")
    return path


def get(openml, bundle, digits, **options):
    images, labels = digits
    hashes = array_hashes([images], [labels])
    return fetch(bundle.parent, base=openml.address, n_train=30, hashes=hashes, **options)


def test_the_same_digits_replace_the_bundle(content, digits, bundle):
    told = []
    with playing(content, 40) as openml:
        get(openml, bundle, digits, listener=told.append)
    train_images, train_labels, test_images, test_labels = mnist.read_bundle(bundle)
    np.testing.assert_array_equal(np.concatenate([train_images, test_images]), digits[0])
    np.testing.assert_array_equal(np.concatenate([train_labels, test_labels]), digits[1])
    assert len(train_images) == 30
    assert told[-1].fraction == 1


@pytest.mark.walk
def test_a_certificate_that_is_trusted_is_enough(content, digits, bundle, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.file("valid")))
    with playing(content, 40, certificate="valid") as openml:
        get(openml, bundle, digits)
    np.testing.assert_array_equal(mnist.read_bundle(bundle)[0], digits[0][:30])


@pytest.mark.walk
@pytest.mark.parametrize(
    ("certificate", "trusted"), [("expired", "expired"), ("valid", "")], ids=["expired", "strange"]
)
def test_a_server_that_cannot_prove_who_it_is_gives_one_sentence(
    certificate, trusted, content, digits, bundle, monkeypatch
):
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates.file(trusted)))
    with (
        playing(content, 40, certificate=certificate) as openml,
        pytest.raises(DataError, match="certificate") as error,
    ):
        get(openml, bundle, digits)
    assert "\n" not in str(error.value)
    assert openml.asked == []
    nothing_changed(bundle)


def test_one_changed_pixel_is_refused(digits, bundle):
    images = digits[0].copy()
    images[7, 14, 14] ^= 1
    with (
        playing(arff(images, digits[1]), 40) as openml,
        pytest.raises(DataError, match="not MNIST's"),
    ):
        get(openml, bundle, digits)
    nothing_changed(bundle)


@pytest.mark.parametrize("mood", ["504", "cut", pytest.param("refused", marks=pytest.mark.slow)])
def test_a_server_in_trouble_gives_one_sentence(mood, content, digits, bundle):
    with (
        playing(content, 40, mood) as openml,
        pytest.raises(DataError, match="try again later") as error,
    ):
        get(openml, bundle, digits)
    assert "\n" not in str(error.value)
    nothing_changed(bundle)


@pytest.mark.parametrize(
    ("mood", "limits", "sentence"),
    [
        ("stalled", {"idle": 2.0}, "sent nothing for 2 s"),
        pytest.param("slow", {"deadline": 12.0}, "longer than 12 s", marks=pytest.mark.slow),
    ],
)
def test_a_server_that_never_ends_is_given_up(mood, limits, sentence, content, digits, bundle):
    begun = time.monotonic()
    with (
        playing(content, 40, mood) as openml,
        pytest.raises(DataError, match=sentence),
    ):
        get(openml, bundle, digits, **limits)
    assert time.monotonic() - begun < 60  # for ever, without a limit
    assert any("mnist_784.arff" in path for path in openml.asked)
    nothing_changed(bundle)


def test_folders_may_come_and_go_while_the_download_is_measured(tmp_path):
    """scikit-learn downloads into a folder of its own, which vanishes when a file is complete."""
    over = threading.Event()

    def shuffle():
        while not over.is_set():
            inner = tmp_path / "home" / "tmpfolder" / "deeper"
            inner.mkdir(parents=True)
            (inner / "half.gz").write_bytes(b"12345")
            shutil.rmtree(tmp_path / "home")

    busy = threading.Thread(target=shuffle)
    busy.start()
    try:
        found = {_received(tmp_path) for _ in range(2_000)}
    finally:
        over.set()
        busy.join()
    assert found <= {(0, False), (5, False)}


@pytest.mark.slow
def test_something_else_is_refused(digits, bundle):
    with (
        playing(b"<html>Please log in to the network</html>", 40) as openml,
        pytest.raises(DataError, match="OpenML did not give"),
    ):
        get(openml, bundle, digits)
    nothing_changed(bundle)


def nothing_changed(bundle: Path) -> None:
    assert bundle.read_bytes() == b"what was there before"
    assert list(bundle.parent.iterdir()) == [bundle]
    assert list((bundle.parents[1] / "temporary").iterdir()) == []


@pytest.mark.slow
def test_all_70000_digits_come_back(tmp_path):
    whole = sets.load()
    images = np.concatenate([whole.train.images, whole.test.images])
    labels = np.concatenate([whole.train.labels, whole.test.labels])
    with playing(arff(images, labels), len(images)) as openml:
        fetch(tmp_path, base=openml.address, deadline=3000)
    assert sets.load(root=tmp_path).sha256 == whole.sha256
