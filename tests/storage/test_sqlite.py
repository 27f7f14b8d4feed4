"""SQLite files: whole transactions, several writers, and looks that create nothing."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from core import StudioError
from core.storage.sqlite import Schema, opened

SCHEMA = Schema("words", "CREATE TABLE IF NOT EXISTS words (word TEXT)", 2, "move it away")


def add(path, *words):
    with opened(path, SCHEMA, writing=True) as database:
        database.executemany("INSERT INTO words VALUES (?)", [(word,) for word in words])


def found(path):
    with opened(path, SCHEMA) as database:
        return [row[0] for row in database.execute("SELECT word FROM words ORDER BY rowid")]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_is_written_is_read_back_from_one_file(tmp_path):
    path = tmp_path / "new" / "who? #1.sqlite"
    add(path, "one", "two")
    add(path, "three")
    assert found(path) == ["one", "two", "three"]
    assert names(path.parent) == ["who? #1.sqlite"]


def test_a_look_creates_nothing(tmp_path):
    assert found(tmp_path / "none.sqlite") == []
    assert found(tmp_path / "no" / "folder.sqlite") == []
    (tmp_path / "empty.sqlite").touch()
    assert found(tmp_path / "empty.sqlite") == []
    assert names(tmp_path) == ["empty.sqlite"]
    assert (tmp_path / "empty.sqlite").stat().st_size == 0


def half_done(path):
    with opened(path, SCHEMA, writing=True) as database:
        database.execute("INSERT INTO words VALUES ('half')")
        database.execute("INSERT INTO wrong VALUES (1)")


def test_a_transaction_is_complete_or_absent(tmp_path):
    path = tmp_path / "a.sqlite"
    add(path, "one")
    with pytest.raises(StudioError, match="no such table: wrong"):
        half_done(path)
    assert found(path) == ["one"]


def test_a_damaged_newer_or_unwritable_file_is_named_in_one_sentence(tmp_path):
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"not a database at all, really" * 50)
    for writing in (False, True):
        with pytest.raises(StudioError, match=r"a\.sqlite cannot be .* move it away\.$"):
            opened(path, SCHEMA, writing).__enter__()
    path.unlink()
    add(path, "one")
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 3")
    for writing in (False, True):
        with pytest.raises(StudioError, match="newer version"):
            opened(path, SCHEMA, writing).__enter__()
    (tmp_path / "file").touch()
    with pytest.raises(StudioError, match="folder writable"):
        add(tmp_path / "file" / "a.sqlite", "one")


def test_a_file_of_an_earlier_form_is_read_as_it_is_and_raised_by_the_next_write(tmp_path):
    path = tmp_path / "a.sqlite"
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE words (word TEXT)")
    database.execute("INSERT INTO words VALUES ('old')")
    database.commit()
    database.close()
    assert found(path) == ["old"]
    add(path, "new")
    assert found(path) == ["old", "new"]
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA user_version").fetchone() == (2,)
    assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    database.close()


LOOK = """
import os, sys
from pathlib import Path
from core.storage.sqlite import Schema, opened
if os.getuid() == 0:  # root may write anywhere; anyone else may not
    os.setgid(65534)
    os.setuid(65534)
folder = Path(sys.argv[1])
schema = Schema("words", "CREATE TABLE IF NOT EXISTS words (word TEXT)", 2, "move it away")
assert not os.access(folder, os.W_OK)
for path in sorted(folder.iterdir()):
    with opened(path, schema) as database:
        print(path.name, *(row[0] for row in database.execute("SELECT word FROM words")))
try:
    with opened(path, schema, writing=True):
        print("written")
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(os.name == "nt", reason="folders have other rights there")
def test_files_in_a_folder_that_cannot_be_written_are_read():
    with tempfile.TemporaryDirectory() as name:  # pytest's own are closed to other users
        folder = Path(name)
        add(folder / "a.sqlite", "new")
        old = sqlite3.connect(folder / "b.sqlite")  # as the verdicts were kept before
        old.execute("PRAGMA journal_mode = WAL")
        old.execute("CREATE TABLE words (word TEXT)")
        old.execute("INSERT INTO words VALUES ('old')")
        old.commit()
        old.close()
        for file in folder.iterdir():
            os.chmod(file, 0o444)
        os.chmod(folder, 0o555)
        done = subprocess.run([sys.executable, "-c", LOOK, name], capture_output=True, text=True)
        os.chmod(folder, 0o755)
        assert names(folder) == ["a.sqlite", "b.sqlite"]
    lines = done.stdout.splitlines()
    assert lines[:2] == ["a.sqlite new", "b.sqlite old"], done.stderr
    assert lines[2].startswith("StudioError b.sqlite cannot be written")


WRITER = """
import sys
from pathlib import Path
from core.storage.sqlite import Schema, opened
schema = Schema("words", "CREATE TABLE IF NOT EXISTS words (word TEXT)", 2, "move it away")
for i in range(60):
    with opened(Path(sys.argv[1]), schema, writing=True) as database:
        database.execute("INSERT INTO words VALUES (?)", (f"{sys.argv[2]}{i}",))
"""


def test_two_writers_and_a_reader_at_once_lose_nothing(tmp_path):
    path = tmp_path / "a.sqlite"
    command = [sys.executable, "-c", WRITER, str(path)]
    writers = [subprocess.Popen([*command, name]) for name in "xy"]
    seen = 0
    while any(writer.poll() is None for writer in writers):
        now = len(found(path))
        assert now >= seen
        seen = now
    assert [writer.returncode for writer in writers] == [0, 0]
    assert sorted(found(path)) == sorted(f"{name}{i}" for name in "xy" for i in range(60))
