"""Folders that are complete or absent, whatever happens while they are written or lie there."""

import json
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

from core.storage import folders

MANIFEST = {"key": "0123456789abcdef"}


def store(place, content=b"one"):
    return folders.publish(place, {"a.bin": content, "b.bin": b"b"}, MANIFEST)


def test_what_is_published_is_read_back_and_replaces_what_was_there(tmp_path):
    store(tmp_path)
    store(tmp_path, b"two")
    assert folders.verified(tmp_path, "a.bin") == b"two"
    assert folders.current(tmp_path)[1]["key"] == MANIFEST["key"]
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_nothing_stored_is_missing(tmp_path):
    with pytest.raises(folders.Unreadable) as caught:
        folders.current(tmp_path)
    assert caught.value.state == "missing"


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: (folder / "a.bin").write_bytes(b"onE"),
        lambda folder: (folder / "a.bin").write_bytes(b"on"),
        lambda folder: (folder / "a.bin").unlink(),
        lambda folder: (folder / "manifest.json").write_text("{"),
        lambda folder: (folder.parent / "CURRENT").write_text("../../elsewhere"),
    ],
)
def test_a_damaged_folder_is_refused(tmp_path, harm):
    harm(store(tmp_path))
    with pytest.raises(folders.Unreadable) as caught:
        folders.verified(tmp_path, "a.bin")
    assert caught.value.state == "damaged"


@pytest.mark.parametrize(
    ("pointer", "told"),
    [(b"../../elsewhere", "has a damaged pointer"), (b"\xff\xfe", "has an unreadable pointer")],
)
def test_a_pointer_that_leads_nowhere_is_named(tmp_path, pointer, told):
    store(tmp_path)
    (tmp_path / "CURRENT").write_bytes(pointer)
    with pytest.raises(folders.Unreadable, match=told):
        folders.current(tmp_path)


def test_a_folder_is_complete_until_a_byte_differs(tmp_path):
    folder = store(tmp_path)
    assert folders.complete(folder) is True
    (folder / "a.bin").write_bytes(b"onE")
    assert folders.complete(folder) is False


@pytest.mark.parametrize("mapped", [False, True])
def test_an_array_is_read_or_mapped_and_refused_once_a_byte_differs(tmp_path, mapped):
    values = np.arange(folders.MAPPED // 4 if mapped else 10, dtype=np.float32)
    folder = folders.publish(tmp_path, {"a.npy": folders.npy(values)}, MANIFEST)
    found = folders.verified_array(tmp_path, "a.npy")
    np.testing.assert_array_equal(found, values)
    assert isinstance(found.base, np.memmap) == mapped
    with (folder / "a.npy").open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\x01")
    with pytest.raises(folders.Unreadable, match="its hash differs"):
        folders.verified_array(tmp_path, "a.npy")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda path: path.unlink(), "lacks a.npy"),
        (lambda path: None, "has an unreadable a.npy"),  # what is stored is no array
    ],
)
def test_a_file_that_holds_no_array_is_named(tmp_path, harm, told):
    harm(folders.publish(tmp_path, {"a.npy": b"no array"}, MANIFEST) / "a.npy")
    with pytest.raises(folders.Unreadable, match=told) as caught:
        folders.verified_array(tmp_path, "a.npy")
    assert caught.value.state == "damaged"


def test_what_a_killed_process_left_goes_and_what_another_fills_stays(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    name = "tmp-0123456789ab-0123456{}-{}"
    left = tmp_path / name.format("7", gone.pid)
    filling = tmp_path / name.format("8", os.getpid())
    left.mkdir()
    filling.mkdir()
    store(tmp_path)
    assert not left.exists()
    assert filling.exists()


#: Two files, the manifest, their folder and the pointer.
@pytest.mark.parametrize("call", [1, 2, 3, 4, 5])
def test_a_failed_write_leaves_what_was_there(tmp_path, monkeypatch, call):
    store(tmp_path)
    calls, replace = [], os.replace

    def failing(*arguments):
        calls.append(arguments)
        if len(calls) == call:
            raise OSError(28, "No space left on device")
        replace(*arguments)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="No space"):
        store(tmp_path, b"two")
    assert folders.verified(tmp_path, "a.bin") == b"one"
    monkeypatch.undo()
    store(tmp_path, b"three")
    assert folders.verified(tmp_path, "a.bin") == b"three"
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_arrays_keep_their_type_and_pickles_are_refused():
    array = np.array([[1.5, -2.0]])
    assert folders.array(folders.npy(array)).tolist() == array.tolist()
    assert folders.array(folders.npy(array)).dtype == np.float64
    with pytest.raises(ValueError, match="Object arrays"):
        folders.npy(np.array([{}], dtype=object))


def test_readers_find_a_whole_one_while_it_is_replaced(tmp_path):
    """Fault F11: read all the time while a hundred others take its place."""
    files = {f"{i}.bin": b"0" for i in range(3)}
    folders.publish(tmp_path, files, MANIFEST)
    writer = threading.Thread(target=lambda: [replace(tmp_path, n) for n in range(100)])
    writer.start()
    read = 0
    while writer.is_alive():
        for name in files:
            assert set(folders.verified(tmp_path, name)) <= set(b"0123456789")
            read += 1
    writer.join()
    assert read > 100


def replace(place, number):
    folders.publish(place, {f"{i}.bin": str(number).encode() * 100 for i in range(3)}, MANIFEST)


def test_no_changed_byte_of_a_manifest_goes_unnoticed(tmp_path):
    """Each byte is turned into others: what is still read says what was stored."""
    facts = {**MANIFEST, "accuracy": 0.9704, "when": "2026-11-27T00:00:00", "names": ["ä", 1, None]}
    place = folders.publish(tmp_path, {"a.bin": b"one"}, facts)
    before, path = folders.current(tmp_path)[1], place / "manifest.json"
    content, read = path.read_bytes(), 0
    for at in range(len(content)):
        for flip in (1, 4, 32):
            changed = bytearray(content)
            changed[at] ^= flip
            path.write_bytes(changed)
            try:
                found = folders.current(tmp_path)[1]
            except folders.Unreadable:
                continue
            read += 1
            assert found == before, at
    assert read <= 1  # the ä is written as \u00e4, which \u00E4 is, too


def test_a_manifest_from_before_it_had_a_hash_is_still_read(tmp_path):
    path = store(tmp_path) / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest[folders.SEAL]
    path.write_text(json.dumps(manifest))
    assert folders.verified(tmp_path, "a.bin") == b"one"
