"""What the documents name exists: commands, targets of make, files."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from core.cli import app, main

REPOSITORY = Path(__file__).resolve().parents[1]
DOCUMENTS = [
    *REPOSITORY.glob("*.md"),
    *(REPOSITORY / "docs").glob("*.md"),
]
COMMANDS = sorted(
    {
        match.strip()
        for path in DOCUMENTS
        for match in re.findall(r"python -m core ([^`#\n]+)", path.read_text(encoding="utf-8"))
        if re.match(r"[a-z]", match)
    }
)


def text(*names):
    return "\n".join((REPOSITORY / name).read_text(encoding="utf-8") for name in names)


def test_the_readme_names_every_command():
    for command in app.registered_commands:
        assert f"python -m core {command.name}" in text("README.md"), command.name


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_named_is_one_of_ours_with_these_options(capsys, line):
    name, *words = shlex.split(line)
    assert main([name, "--help"]) == 0
    out = capsys.readouterr().out
    for word in words:
        assert not word.startswith("-") or word in out


def test_every_target_of_make_that_is_named_exists():
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)\b(?=[`\s]|$)", text("README.md")))
    named |= set(re.findall(r"`make ([a-z][a-z-]*)`", text("CONTRIBUTING.md")))
    named |= set(re.findall(r"^make ([a-z-]+)", text("README.md", "CONTRIBUTING.md"), re.M))
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.M))
    assert {"dashboard", "canvas", "test", "setup", "check"} <= named
    assert named - {"sure"} <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_named_exists(path):
    content = path.read_text(encoding="utf-8")
    named = re.findall(r"`([\w./-]+/|[\w./-]+\.(?:py|md|npz|txt|toml|png))`", content)
    named += re.findall(r"\]\((?!http)([^)#]+)\)", content)
    missing = [
        name
        for name in named
        if not (REPOSITORY / name).exists() and not (path.parent / name).exists()
    ]
    # made by training and jobs
    assert [name for name in missing if not name.startswith("artifacts/")] == []


def test_make_lists_its_targets():
    shown = subprocess.run(
        ["make", "help"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout
    for target in ("setup", "dashboard", "canvas", "test", "check", "champion", "bench", "fetch"):
        assert f"make {target}" in shown


def test_the_house_is_drawn_with_every_room():
    drawing = re.search(r"## The house\n\n```\n(.*?)```", text("docs/how-it-works.md"), re.S)[1]
    rooms = [
        path.name
        for house in ("core", "dashboard")
        for path in (REPOSITORY / house).iterdir()
        if path.is_dir() and path.name[0] not in "._"
    ]
    assert {"storage", "cli", "session", "views"} <= set(rooms)
    for room in rooms:
        assert re.search(rf"^  {room}/ ", drawing, re.M), room
    assert len(drawing.splitlines()) <= 30
