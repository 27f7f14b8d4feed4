"""Rows in SQLite: whole transactions, several writers, and looks that change nothing."""

import os
import tempfile
from pathlib import Path

import pytest
from words import SCHEMA, add, found, names, old_file, refused, run

from core import StudioError
from core.storage.changing import changing
from core.storage.rows import look
from core.storage.seals import Ledger, seal


def test_what_is_written_is_read_back_from_one_file(tmp_path):
    path = tmp_path / "new" / "who? #1.sqlite"
    add(path, "one", "two")
    add(path, "three")
    assert found(path) == ["one", "two", "three"]
    assert not refused(path)
    assert [file.name for file in path.parent.iterdir()] == ["who? #1.sqlite"]


def test_what_is_removed_is_gone_and_can_be_written_again(tmp_path):
    path = tmp_path / "a.sqlite"
    add(path, "one", "secret word", "three")
    with changing(path, SCHEMA) as table:
        assert table.remove("word = ?", ("secret word",)) == 1
        assert table.remove("word = ?", ("secret word",)) == 0
    assert found(path) == ["one", "three"]
    assert b"secret word" not in path.read_bytes()
    add(path, "secret word")
    assert found(path) == ["one", "three", "secret word"]
    assert not refused(path)


def test_a_look_creates_nothing(tmp_path):
    assert found(tmp_path / "none.sqlite") == []
    assert found(tmp_path / "no" / "folder.sqlite") == []
    assert list(tmp_path.iterdir()) == []


def half_done(path):
    with changing(path, SCHEMA) as table:
        table.add(("half",))
        table.find("wrong = 1", ())


def test_a_transaction_is_complete_or_absent(tmp_path):
    path = tmp_path / "a.sqlite"
    add(path, "one")
    with pytest.raises(StudioError, match="no such column: wrong"):
        half_done(path)
    assert found(path) == ["one"]
    with pytest.raises(StudioError, match="UNIQUE"):
        add(path, "two", "one")
    assert found(path) == ["one"]
    assert not refused(path)


def test_a_newer_or_unwritable_file_is_named_in_one_sentence(tmp_path):
    path = tmp_path / "a.sqlite"
    newer = type(SCHEMA)(**{**vars(SCHEMA), "version": 3})
    with changing(path, newer) as table:
        table.add(("one",))
    before = path.read_bytes()
    with pytest.raises(StudioError, match=r"a\.sqlite was written by a newer version"):
        look(path, SCHEMA)
    with pytest.raises(StudioError, match=r"a\.sqlite was written by a newer version"):
        add(path, "two")
    assert path.read_bytes() == before
    (tmp_path / "file").touch()
    with pytest.raises(StudioError, match="folder writable"):
        add(tmp_path / "file" / "a.sqlite", "one")


LOOK = """
import os
from pathlib import Path
from words import *
if os.getuid() == 0:  # root may write anywhere; anyone else may not
    os.setgid(65534)
    os.setuid(65534)
folder = Path(sys.argv[1])
assert not os.access(folder, os.W_OK)
for path in sorted(folder.glob("*.sqlite")):
    print(path.name, *found(path), refused(path))
try:
    add(path, "new")
except Exception as error:
    print(type(error).__name__, error)
"""


KILLED = """
import os, sqlite3
database = sqlite3.connect(sys.argv[1])
database.execute("INSERT INTO words VALUES ('pending')")
database.commit()
os._exit(0)
"""


@pytest.mark.skipif(os.name == "nt", reason="folders have other rights there")
def test_files_in_a_folder_that_cannot_be_written_are_read():
    with tempfile.TemporaryDirectory() as name:  # pytest's own are closed to other users
        folder = Path(name)
        add(folder / "a.sqlite", "new")
        old_file(folder / "b.sqlite", "old")
        old_file(folder / "c.sqlite", "older")
        assert run(KILLED, folder / "c.sqlite").wait(60) == 0  # what it wrote is pending
        add(folder / "d.sqlite", "kept", "lost")
        content = (folder / "d.sqlite").read_bytes()
        (folder / "d.sqlite").write_bytes(content.replace(b"lost", b"last"))
        before = names(folder)
        for file in folder.iterdir():
            os.chmod(file, 0o444)
        os.chmod(folder, 0o555)
        done = run(LOOK, folder)
        out, errors = done.communicate(timeout=60)
        os.chmod(folder, 0o755)
        assert names(folder) == before
    lines = out.splitlines()
    assert [line.strip() for line in lines[:2]] == ["a.sqlite new", "b.sqlite old"], errors
    assert lines[2].strip() == "c.sqlite older pending"
    assert lines[3].startswith("d.sqlite kept ")
    assert "d.sqlite is damaged" in lines[3] or "left out" in lines[3]
    assert lines[4].startswith("StudioError d.sqlite cannot be ")


WRITER = """
from pathlib import Path
from words import *
for i in range(60):
    add(Path(sys.argv[1]), f"{sys.argv[2]}{i}")
"""


def test_two_writers_and_a_reader_at_once_lose_nothing(tmp_path):
    path = tmp_path / "a.sqlite"
    writers = [run(WRITER, path, name) for name in "xy"]
    seen = 0
    while any(writer.poll() is None for writer in writers):
        now = len(found(path))
        assert now >= seen
        assert not refused(path)
        seen = now
    assert [writer.returncode for writer in writers] == [0, 0]
    assert sorted(found(path)) == sorted(f"{name}{i}" for name in "xy" for i in range(60))
    assert not refused(path)


def test_a_seal_tells_rows_apart_that_look_alike():
    rows = [
        ("a", "b"),
        ("ab", ""),
        ("", "ab"),
        (b"a", "b"),
        (1, 2),
        (12, ""),
        ("1", "2"),
        (None, 1),
    ]
    assert len({seal("words", row) for row in rows}) == len(rows)
    assert seal("words", rows[0]) != seal("other", rows[0])


def test_the_ledger_depends_on_the_rows_alone():
    one, two = seal("words", ("one",)), seal("words", ("two",))
    assert Ledger.of([one, two]) == Ledger.of([two, one])
    assert Ledger.of([one, two]).changed(two, -1) == Ledger.of([one])
    assert Ledger.of([one]) != Ledger.of([two])
