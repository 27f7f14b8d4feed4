"""The README's first start: two terminals that train at once, and a folder nobody can write."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from core.data import mnist
from core.storage import jobs, paths
from core.training import artifacts
from serving import like_everybody

pytestmark = pytest.mark.walk

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "artifacts"
    folder.mkdir()
    (folder / mnist.BUNDLE).symlink_to((paths.ARTIFACTS / mnist.BUNDLE).resolve())
    return folder


def core(root, *words, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "core", *words],
        cwd=REPOSITORY,
        env={**os.environ, "DIGIT_STUDIO_ARTIFACTS": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def ended(process):
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out, err


@pytest.mark.parametrize("terminals", [2, pytest.param(8, marks=pytest.mark.slow)])
def test_all_terminals_start_at_once_from_nothing(root, terminals):
    begun = [core(root, "train", "dummy") for _ in range(terminals)]
    printed = [ended(process)[0] for process in begun]
    found = sorted("trained already" in out for out in printed)
    assert found == [False, *[True] * (terminals - 1)]
    assert artifacts.status("dummy", root=root).ready


def test_the_second_says_that_it_waits_and_finds_it_trained(root):
    release, held = threading.Event(), threading.Event()

    def hold():
        with jobs.working("dummy", root=root):
            held.set()
            release.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(60)
    second = core(root, "train", "dummy")
    first = second.stderr.readline()
    release.set()
    holder.join()
    assert f"Process {os.getpid()} does 'dummy' already" in first
    assert "waiting for it" in first
    assert "dummy: trained" in ended(second)[0]


def test_a_folder_that_cannot_be_written_does_where_everything_is_trained(root):
    ended(core(root, "train", "dummy"))
    folders = [root, *(path for path in root.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        with pytest.raises(AssertionError):  # it really cannot be written
            ended(core(root, "train", "dummy", "--force", preexec_fn=like_everybody))
        out, _ = ended(core(root, "train", "dummy", preexec_fn=like_everybody))
        assert "trained already" in out
        out, _ = ended(core(root, "verify", preexec_fn=like_everybody))
        assert "ok      dummy" in out
    finally:
        for folder in folders:
            folder.chmod(0o755)
