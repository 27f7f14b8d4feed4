"""Artifacts under faults: a model is complete or absent, and only what we wrote is opened.

The letters are those of the catalogue of faults: F1 killed, F2 and F3 failing disk, F4 truncated,
F5 flipped bits, F6 foreign manifest, F7 other versions, F8 hostile pickles.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from core import StudioError
from core.data.labelled import Dataset, LabelledImages
from core.storage import folders
from core.training import artifacts, fitting, keys

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def stored(small, tmp_path):
    """The folder of a small trained model."""
    fitting.train("dummy", root=tmp_path)
    return artifacts.folder("dummy", root=tmp_path) / artifacts.stamp("dummy", root=tmp_path)


def opened(root, *files):
    """Open the files of the model, all if none is named."""
    for file in files or ("model.joblib", "oof.npy", "test.npy"):
        if file == "model.joblib":
            artifacts.open_model("dummy", root=root)
        else:
            artifacts.open_scores("dummy", file.removesuffix(".npy"), root=root)


def refused(root):
    """Return the sentence with which the model is refused; nothing may be unpickled before."""
    with pytest.raises(artifacts.ArtifactError) as error:
        opened(root)
    assert "python -m core train dummy" in str(error.value)
    return str(error.value)


def test_what_was_saved_is_what_is_opened(stored, small, tmp_path):
    opened(tmp_path)
    artifacts.verify("dummy", root=tmp_path)
    assert artifacts.status("dummy", root=tmp_path).ready
    assert artifacts.trained(root=tmp_path) == ["dummy"]
    scores = artifacts.open_scores("dummy", "test", root=tmp_path)
    share = np.bincount(small.train.labels, minlength=10) / len(small.train)
    np.testing.assert_allclose(scores.values, np.tile(share, (len(small.test), 1)), rtol=1e-6)


def test_what_was_never_trained_is_missing(small, tmp_path):
    assert artifacts.status("dummy", root=tmp_path).state == "missing"
    assert "is not trained yet" in refused(tmp_path)


@pytest.mark.parametrize("name", ["../dummy", "dum/my", "", "Dummy", "dummy\x00"])
def test_a_name_is_never_a_path(name, small, tmp_path):
    with pytest.raises(StudioError, match="invalid name" if name else "Give it a name first"):
        artifacts.folder(name, root=tmp_path)


@pytest.mark.parametrize("file", ["model.joblib", "oof.npy", "test.npy", "manifest.json"])
@pytest.mark.parametrize("part", [0, 0.01, 0.25, 0.5, 0.99, None])
def test_f4_a_truncated_file_is_refused(stored, tmp_path, monkeypatch, file, part):
    monkeypatch.setattr(artifacts, "load_pickle", never)
    content = (stored / file).read_bytes()
    size = len(content) - 1 if part is None else int(part * len(content))
    (stored / file).write_bytes(content[:size])
    assert artifacts.status("dummy", root=tmp_path).state == "damaged"
    assert "--force" in refused_before_opening(tmp_path)


def never(content):
    raise AssertionError("a damaged file was deserialised")


def refused_before_opening(root):
    with pytest.raises(artifacts.ArtifactError) as error:
        artifacts.open_model("dummy", root=root)
    return str(error.value)


def test_f5_a_flipped_bit_is_refused_in_every_file(stored, tmp_path, monkeypatch):
    monkeypatch.setattr(artifacts, "load_pickle", never)
    chance = random.Random(0)
    for file in ("model.joblib", "oof.npy", "test.npy"):
        content = (stored / file).read_bytes()
        for _ in range(40):
            flipped = bytearray(content)
            flipped[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            (stored / file).write_bytes(flipped)
            with pytest.raises(artifacts.ArtifactError, match=rf"{file}.*hash differs"):
                opened(tmp_path, file)
        (stored / file).write_bytes(content)


@pytest.mark.parametrize(
    "change",
    [
        {"model": "sgd"},
        {"dataset": "letters"},
        {"files": {}},
        {"files": "none"},
        {"key": None},
        {"kind": None},
    ],
)
def test_f6_a_foreign_or_incomplete_manifest_is_refused(stored, tmp_path, change):
    manifest = {**json.loads((stored / "manifest.json").read_text()), **change}
    for key in [key for key, value in change.items() if value is None]:
        del manifest[key]
    manifest[folders.SEAL] = folders.seal(manifest)  # as who can write the folder can
    (stored / "manifest.json").write_text(json.dumps(manifest))
    refused(tmp_path)


def test_f6_a_lost_manifest_is_refused(stored, tmp_path):
    (stored / "manifest.json").unlink()
    refused(tmp_path)


def test_f7_another_version_makes_a_model_stale(stored, tmp_path, monkeypatch):
    other = {**keys.versions(), "scikit-learn": "1.5"}
    monkeypatch.setattr(keys, "versions", lambda: other)
    assert artifacts.status("dummy", root=tmp_path).state == "stale"
    assert "another recipe, version or data" in refused(tmp_path)


def test_f7_other_parameters_make_a_model_stale_but_threads_do_not():
    from sklearn.ensemble import RandomForestClassifier

    from core.models.registry import on_pixels

    one, other = (keys.recipe(on_pixels(RandomForestClassifier(n))) for n in (100, 101))
    assert one != other
    threads = [keys.recipe(on_pixels(RandomForestClassifier(100, n_jobs=n))) for n in (1, 2)]
    assert threads[0] == threads[1]


def test_f7_other_data_make_a_model_stale(stored, small, tmp_path, monkeypatch):
    from core.data import sets

    images = small.train.images.copy()
    images[0, 0, 0] ^= 1
    changed = LabelledImages(images, small.train.labels)
    other = Dataset("mnist", changed, small.test, small.classes)
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: other)
    assert artifacts.status("dummy", root=tmp_path).state == "stale"


SAVER = """
import sys
from pathlib import Path
import numpy as np
from core.storage import folders
place = Path(sys.argv[1])
print("ready", flush=True)
while True:
    number = np.random.default_rng().integers(256)
    files = {f"{i}.bin": bytes([number]) * 200_000 for i in range(4)}
    folders.publish(place, files, {"key": "0123456789abcdef"})
"""


def test_f1_killed_while_saving_the_last_complete_one_is_read(tmp_path):
    chance = random.Random(1)
    for _ in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", SAVER, str(tmp_path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )
        process.stdout.readline()
        while not (tmp_path / "CURRENT").exists():
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        contents = {folders.verified(tmp_path, f"{i}.bin") for i in range(4)}
        assert len(contents) == 1
    folders.publish(tmp_path, {"0.bin": b"last"}, {"key": "0123456789abcdef"})
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == [
        (tmp_path / "CURRENT").read_text()
    ]


# Four files (sync, rename, sync of the folder), the folder's own rename and the pointer's three.
@pytest.mark.parametrize("call", range(1, 17))
def test_f2_if_any_write_fails_the_old_or_the_new_model_is_whole(
    stored, tmp_path, monkeypatch, call
):
    calls = []
    real = {"fsync": os.fsync, "replace": os.replace}

    def failing(name):
        def run(*arguments):
            if "jobs" not in str(arguments[0]):
                calls.append(name)
                if len(calls) == call:
                    raise OSError(28, "No space left on device")
            return real[name](*arguments)

        return run

    with monkeypatch.context() as patch:
        for name in real:
            patch.setattr(os, name, failing(name))
        with pytest.raises(StudioError, match="No space left"):
            fitting.train("dummy", root=tmp_path, force=True)
    artifacts.verify("dummy", root=tmp_path)
    fitting.train("dummy", root=tmp_path, force=True)
    artifacts.verify("dummy", root=tmp_path)


def test_f3_a_full_disk_is_told_with_the_room_needed(small, tmp_path):
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from core import StudioError\n"
        "from core.training import artifacts\n"
        "import numpy as np\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        "values = {'oof': np.zeros((60000, 10)), 'test': np.zeros((10000, 10))}\n"
        "try: artifacts.save('dummy', 1, values, 'probability', {}, root=Path(sys.argv[1]))\n"
        "except StudioError as error: print(error)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        check=True,
    ).stdout
    assert "(3 MB) could not be stored" in told
    assert list(artifacts.folder("dummy", root=tmp_path).iterdir()) == []
