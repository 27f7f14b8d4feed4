"""A stored model that comes from a stranger runs nothing: exact names are opened and no others."""

import builtins
import functools
import gzip
import hashlib
import io
import json
import operator
import os
import pickle
import socket
import subprocess
import tempfile
import zlib
from importlib import import_module
from pathlib import Path

import joblib
import numpy as np
import pytest
import scipy.io
from joblib.numpy_pickle import NumpyUnpickler

from core.models import registry
from core.storage import folders
from core.storage.unpickling import ADMITTED, load_pickle
from core.training import artifacts, fits, fitting, keys

FITTED = [name for name, model in registry.MODELS.items() if model.shape is None]


@pytest.fixture
def stored(small, tmp_path):
    """Train a model into the test's own folder; return the folder of its files."""
    return fitting.train("dummy", root=tmp_path)


def dumped(obj):
    """Return an object as joblib writes it."""
    buffer = io.BytesIO()
    joblib.dump(obj, buffer)
    return buffer.getvalue()


def names(content):
    """Return the (module, name) pairs that a pickle asks for."""
    found = set()

    class Recording(NumpyUnpickler):
        def find_class(self, module, name):
            found.add((module, name))
            return super().find_class(module, name)

    Recording("", io.BytesIO(content), ensure_native_byte_order=False).load()
    return found


def test_the_list_is_what_the_models_contain_and_nothing_more(small):
    needed, recipes = set(), set()
    for name in FITTED:
        model = registry.get(name)
        needed |= names(dumped(fits.fit(model.make(), small.train)))
        recipes |= {(c.__module__, c.__qualname__) for c in keys.classes(model.make())}
    assert needed - recipes == ADMITTED - recipes
    assert needed >= ADMITTED


@pytest.mark.parametrize("name", FITTED)
def test_every_model_is_opened_with_the_classes_of_its_recipe(name, small):
    fitted = fits.fit(registry.get(name).make(), small.train)
    opened = load_pickle(dumped(fitted), keys.classes(registry.get(name).make()))
    np.testing.assert_array_equal(
        opened.predict(small.test.images), fitted.predict(small.test.images)
    )


def test_an_ensemble_of_networks_is_opened_too(small):
    pipeline = registry.get("champion_quick").make()
    pipeline[-1].set_params(epochs=1)
    fitted = pipeline.fit(small.train.images[:64], small.train.labels[:64])
    opened = load_pickle(dumped(fitted), keys.classes(registry.get("champion_quick").make()))
    np.testing.assert_array_equal(
        opened.predict(small.test.images), fitted.predict(small.test.images)
    )


def calls(canary):
    """Return (function, arguments) that would touch the canary or reach out, in many ways."""
    touch, code = f"open({str(canary)!r}, 'w').close()", f"open({str(canary)!r}, 'w')"
    return [
        (eval, (touch,)),
        (exec, (code,)),
        (builtins.open, (str(canary), "w")),
        (builtins.getattr, (str(canary), "encode")),
        (builtins.__import__, ("os",)),
        (os.system, (f"touch {canary}",)),
        (os.popen, (f"touch {canary}",)),
        (os.mkdir, (str(canary),)),
        (subprocess.Popen, (["touch", str(canary)],)),
        (subprocess.check_call, (["touch", str(canary)],)),
        (Path.touch, (canary,)),
        (io.open, (str(canary), "w")),
        (io.FileIO, (str(canary), "w")),
        (gzip.GzipFile, (str(canary), "w")),
        (np.save, (str(canary), 1)),
        (np.memmap, (str(canary), "u1", "w+", 0, (9,))),
        (np.lib.format.open_memmap, (str(canary), "w+", "u1", (9,))),
        (scipy.io.netcdf_file, (str(canary), "w")),
        (joblib.dump, (1, str(canary))),
        (joblib.Memory, (str(canary),)),
        (tempfile.mkdtemp, ("", "", str(canary.parent))),
        (tempfile.NamedTemporaryFile, ("w",)),
        (socket.socket, ()),
        (socket.create_connection, (("127.0.0.1", 9),)),
        (operator.attrgetter, ("__globals__",)),
        (operator.methodcaller, ("mkdir",)),
        (functools.partial, (os.system, f"touch {canary}")),
    ]


def hostile(call):
    """Return an object whose unpickling makes the call."""
    return type("Hostile", (), {"__reduce__": lambda self: call})()


@pytest.mark.parametrize("which", range(len(calls(Path("canary")))))
@pytest.mark.parametrize("way", ["pickle", "joblib", "inside an array", "inside a model"])
def test_f8_a_pickle_that_runs_something_is_refused(tmp_path, which, way):
    canary = tmp_path / "canary"
    call = calls(canary)[which]
    if way == "pickle":
        content = pickle.dumps(hostile(call))
    elif way == "joblib":
        content = dumped(hostile(call))
    elif way == "inside an array":
        content = dumped(np.array([hostile(call)], dtype=object))
    else:
        model = registry.get("dummy").make()
        model.canary = hostile(call)
        content = dumped(model)
    with pytest.raises(pickle.UnpicklingError, match="no model of ours contains"):
        load_pickle(content, keys.classes(registry.get("dummy").make()))
    assert list(tmp_path.iterdir()) == []


#: Dotted names and other ways around a list of modules.
AROUND = [
    ("sklearn.pipeline", "Pipeline.fit.__globals__"),
    ("numpy", "ndarray.tofile"),
    ("numpy", "os.system"),
    ("sklearn", "os"),
    ("core.storage.unpickling", "load_pickle"),
    ("joblib.numpy_pickle", "NumpyArrayWrapper.read"),
    ("joblib.numpy_pickle", "load"),
    ("numpy.f2py", "run_main"),
    ("posix", "system"),
    ("nt", "system"),
]


@pytest.mark.parametrize(("module", "name"), AROUND)
def test_no_way_leads_around_the_list(module, name):
    content = b"\x80\x04" + pickle.SHORT_BINUNICODE + bytes([len(module)]) + module.encode()
    content += pickle.SHORT_BINUNICODE + bytes([len(name)]) + name.encode() + b"\x93."
    with pytest.raises(pickle.UnpicklingError, match="no model of ours contains"):
        load_pickle(content, keys.classes(registry.get("forest").make()))


@pytest.mark.parametrize(("module", "name"), sorted(ADMITTED))
def test_no_admitted_name_touches_a_file(tmp_path, monkeypatch, module, name):
    """Call each with paths as its arguments, as a hostile pickle could."""
    monkeypatch.chdir(tmp_path)
    canary = str(tmp_path / "canary")
    target = getattr(import_module(module), name)
    for arguments in ((), (canary,), (canary, "w"), (canary, "w+", "u1"), ([("a", canary)],)):
        try:
            load_pickle(pickle.dumps(hostile((target, arguments))))
        except Exception:  # it may fail in any way, but do nothing
            continue
    assert list(tmp_path.iterdir()) == []


def forged(stored, content):
    """Put content into a stored model with a right hash, as who can write the folder can."""
    content = zlib.compress(content)
    (stored / "model.joblib").write_bytes(content)
    manifest = json.loads((stored / "manifest.json").read_text())
    entry = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest["files"]["model.joblib"] = entry
    manifest[folders.SEAL] = folders.seal(manifest)
    (stored / "manifest.json").write_text(json.dumps(manifest))


def test_f8_even_with_a_right_hash(stored, tmp_path):
    canary = tmp_path / "canary"
    forged(stored, pickle.dumps(hostile((os.system, (f"touch {canary}",)))))
    with pytest.raises(artifacts.ArtifactError, match=r"system.*train dummy --force") as error:
        artifacts.open_model("dummy", root=tmp_path)
    assert "\n" not in str(error.value)
    assert not canary.exists()


@pytest.mark.parametrize("content", [b"", b"\x80\x04", b"Dear model,", pickle.dumps([])[:-1]])
def test_what_is_no_pickle_is_one_sentence(stored, tmp_path, content):
    forged(stored, content)
    with pytest.raises(artifacts.ArtifactError, match="train dummy --force"):
        artifacts.open_model("dummy", root=tmp_path)
