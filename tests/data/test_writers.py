"""Writers come from QMNIST's label files only whole, unchanged and in MNIST's order."""

import tempfile

import numpy as np
import pytest

from core.cli import main
from core.data import sets, writers
from core.data.labelled import DataError
from core.storage import paths
from few_digits import few_digits
from writers_files import files_of, hashes_of, lying, playing, written


@pytest.fixture(scope="module")
def digits():
    return few_digits(200, 100)


@pytest.fixture
def root(tmp_path, monkeypatch):
    """An artifacts folder without writers, and a folder of our own for temporary files."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "artifacts"


def nothing_changed(root):
    assert not root.exists()
    assert not list((root.parent / "temporary").iterdir())


def has_them(digits, root):
    known = writers.added(digits, root)
    for part, first, total in ((known.train, 0, 200), (known.test, 100, 110)):
        wanted, hsf = written(total, first)
        np.testing.assert_array_equal(part.groups, wanted[: len(part)])
        np.testing.assert_array_equal(part.series, (hsf[: len(part)] == 4).astype(int))
    assert known.series == ("census clerks", "students")
    assert known.sha256 == digits.sha256
    assert known.train.images is digits.train.images
    assert known.groups_sha256
    assert not digits.groups_sha256


def test_the_files_are_downloaded_and_stored(digits, root):
    files, told = files_of(digits), []
    with playing(files) as base:
        writers.fetch(digits, root, base=base, hashes=hashes_of(files), listener=told.append)
    has_them(digits, root)
    assert told[-1].fraction == 1
    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions)
    assert not list((root.parent / "temporary").iterdir())


def test_files_that_are_there_already_are_taken(digits, root, tmp_path):
    files = files_of(digits)
    writers.take(digits, lying(files, tmp_path / "got"), root, hashes_of(files))
    has_them(digits, root)


@pytest.mark.parametrize(
    ("mood", "limits", "sentence"),
    [
        ("404", {}, "it answered 404"),
        ("refused", {}, "cannot be reached"),
        ("portal", {}, "not QMNIST's"),
        ("short", {}, "not QMNIST's|connection broke"),
        ("stalled", {"idle": 1.0}, "sent nothing for 1 s"),
        ("slow", {"deadline": 3.0}, "longer than 3 s"),
    ],
)
def test_a_server_in_trouble_gives_one_sentence(mood, limits, sentence, digits, root):
    files = files_of(digits)
    with playing(files, mood) as base, pytest.raises(DataError, match=sentence) as error:
        writers.fetch(digits, root, base=base, hashes=hashes_of(files), **limits)
    assert "\n" not in str(error.value)
    assert "--from" in str(error.value)
    nothing_changed(root)


def test_other_bytes_are_refused_by_their_hash(digits, root, tmp_path):
    files = files_of(digits)
    folder = lying(files_of(digits, changed=1), tmp_path / "got")
    with pytest.raises(DataError, match="not QMNIST's"):
        writers.take(digits, folder, root, hashes_of(files))
    with pytest.raises(DataError, match="not QMNIST's"):  # nor those of a made-up file
        writers.take(digits, folder, root)
    nothing_changed(root)


def test_other_labels_than_mnists_are_refused(digits, root, tmp_path):
    files = files_of(digits, changed=1)
    with pytest.raises(DataError, match="labels of MNIST's 200 digits in their order"):
        writers.take(digits, lying(files, tmp_path / "got"), root, hashes_of(files))
    nothing_changed(root)


def test_a_missing_file_is_named(digits, root, tmp_path):
    files = files_of(digits)
    folder = lying(files, tmp_path / "got")
    (folder / writers.FILES[1]).unlink()
    with pytest.raises(DataError, match=r"qmnist-test-labels.tsv.gz cannot be read"):
        writers.take(digits, folder, root, hashes_of(files))
    nothing_changed(root)


def test_damaged_writers_are_refused_with_the_command_that_mends_them(digits, root, tmp_path):
    files = files_of(digits)
    place = writers.take(digits, lying(files, tmp_path / "got"), root, hashes_of(files))
    content = bytearray((place / "train_groups.npy").read_bytes())
    content[-1] ^= 1
    (place / "train_groups.npy").write_bytes(content)
    with pytest.raises(DataError, match="python -m core fetch --writers"):
        writers.added(digits, root)


def test_mnist_has_its_writers_as_soon_as_they_are_stored(own_root, tmp_path):
    before = sets.load("mnist", own_root)
    assert before.train.groups is None
    assert sets.groups_stamp("mnist", own_root) == ""
    files = files_of(before)
    writers.take(before, lying(files, tmp_path / "got"), own_root, hashes_of(files))
    after = sets.load("mnist", own_root)
    has = after.train.groups
    np.testing.assert_array_equal(has, written(60_000, 0)[0])
    assert after is sets.load("mnist", own_root)
    assert sets.groups_stamp("mnist", own_root)
    assert sets.names(own_root) == ["mnist"]


def test_the_command_takes_files_and_says_what_it_did(own_root, tmp_path, monkeypatch, capsys):
    digits = sets.load("mnist", own_root)
    files = files_of(digits)
    folder = lying(files, tmp_path / "got")
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    assert main(["fetch", "--from", str(folder)]) == 1
    assert "--from goes with --writers" in capsys.readouterr().err
    assert main(["fetch", "--writers", "--from", str(folder)]) == 1
    assert "not QMNIST's" in capsys.readouterr().err
    assert sets.load().train.groups is None
    monkeypatch.setattr(writers.take, "__defaults__", (None, hashes_of(files)))
    assert main(["fetch", "--writers", "--from", str(folder)]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "20 writers of the training digits and 20 of the test digits" in out
    assert sets.load().train.groups is not None
