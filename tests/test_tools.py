"""The small programs that make calls."""

import os
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
