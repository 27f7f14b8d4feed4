"""The small programs that make calls."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[1] / "tools"


def check_port(port):
    command = [sys.executable, str(TOOLS / "check_port.py"), str(port), "dashboard"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_taken_port_is_told_in_one_line_with_the_way_out():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        found = check_port(port)
    assert found.returncode == 1
    expected = f"Port {port} is taken by another program; choose another one: make dashboard PORT="
    assert found.stderr.startswith(expected)
    assert found.stderr.count("\n") == 1
    assert check_port(port).returncode == 0


@pytest.mark.parametrize("port", ["0", "70000", "http", "-1"])
def test_what_is_no_port_is_told(port):
    assert f"PORT={port} is not a port" in check_port(port).stderr


def test_a_machine_without_chromium_is_told_what_to_install(tmp_path):
    for name in ("sh", "id"):
        os.symlink(f"/bin/{name}" if name == "sh" else "/usr/bin/id", tmp_path / name)
    found = subprocess.run(
        [str(TOOLS / "chromium")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1
    assert "install chromium" in found.stderr


def test_axe_is_taken_only_as_it_was_pinned(tmp_path):
    """An npm that brings another file under the same version is told of, and nothing is kept."""
    project, programs = tmp_path / "project", tmp_path / "programs"
    programs.mkdir()
    (project / "tools").mkdir(parents=True)
    tool = Path(shutil.copy(TOOLS / "axe", project / "tools"))
    npm = programs / "npm"
    npm.write_text(
        "#!/bin/sh\n"
        'cd "$4" && mkdir package && echo other >package/axe.min.js\n'
        'tar -czf "$(echo "$5" | tr @ -).tgz" package\n'
    )
    npm.chmod(0o755)
    path = f"{programs}:{os.environ['PATH']}"
    found = subprocess.run(
        [str(tool)], env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert found.returncode == 1
    assert "could not be fetched and verified" in found.stderr
    assert list((project / "build").iterdir()) == []


@pytest.mark.walk
def test_two_terminals_prepare_the_environment_one_after_the_other(tmp_path):
    """With pins of nothing, so that it takes seconds; the second waits and finds it ready."""
    for name, content in {
        "requirements.txt": "",
        "pyproject.toml": (
            "[build-system]\nrequires = []\nbuild-backend = 'none'\nbackend-path = ['.']\n"
        ),
        "none.py": (
            "import zipfile\n"
            "def build_editable(folder, *_):\n"
            "    name = 'none-1-py3-none-any.whl'\n"
            "    with zipfile.ZipFile(f'{folder}/{name}', 'w') as wheel:\n"
            "        wheel.writestr('none-1.dist-info/METADATA', "
            "'Metadata-Version: 2.1\\nName: none\\nVersion: 1\\n')\n"
            "        wheel.writestr('none-1.dist-info/WHEEL', "
            "'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')\n"
            "        wheel.writestr('none-1.dist-info/RECORD', '')\n"
            "    return name\n"
        ),
    }.items():
        (tmp_path / name).write_text(content)
    command = [sys.executable, str(TOOLS / "prepare.py"), "env"]
    both = [
        subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("waiting for it" in text for text in said) == 1, said
    assert (tmp_path / "env" / ".ready").exists()
    before = (tmp_path / "env" / ".ready").stat().st_mtime_ns
    assert subprocess.run(command, cwd=tmp_path, check=False).returncode == 0
    assert (tmp_path / "env" / ".ready").stat().st_mtime_ns == before
