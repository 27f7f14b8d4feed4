"""A clock that jumps: nothing lasts a negative time, and nothing stored is outdated by it."""

import itertools
import os
import subprocess
import sys
import time
from datetime import datetime

import pytest

from core.analysis.verdicts import Verdict, Verdicts, now
from core.storage import jobs, leftovers
from core.storage.job_notes import STARTING, Job, store
from core.training import artifacts, fitting

TEN_YEARS = 10 * 365 * 86_400


@pytest.fixture
def jumping(monkeypatch):
    """Let the clock of the day stand ten years ahead, ten years back or right, each in turn."""
    real, jumps = time.time, itertools.cycle([TEN_YEARS, -TEN_YEARS, 0])
    monkeypatch.setattr(time, "time", lambda: real() + next(jumps))


def test_a_training_takes_no_negative_time(small, tmp_path, jumping):
    told = []
    fitting.train("sgd", root=tmp_path, listener=told.append)
    manifest = artifacts.open_manifest("sgd", root=tmp_path)
    seconds = [value for name, value in manifest.items() if name.endswith("_seconds")]
    assert len(seconds) == 3
    assert all(0 <= value < 600 for value in seconds)
    left = [one.seconds_left for one in told if one.seconds_left is not None]
    assert all(0 <= value < 600 for value in left)


@pytest.mark.parametrize("shift", [TEN_YEARS, -TEN_YEARS], ids=["ahead", "back"])
def test_a_model_written_under_another_date_is_the_same_model(small, tmp_path, shift):
    fitting.train("sgd", root=tmp_path)
    stamp = artifacts.open_manifest("sgd", root=tmp_path)["manifest_sha256"]
    for path in tmp_path.rglob("*"):
        os.utime(path, (time.time() + shift,) * 2)
    assert artifacts.status("sgd", root=tmp_path).ready
    artifacts.verify("sgd", root=tmp_path)
    assert list(leftovers.found(tmp_path)) == []
    fitting.train("sgd", root=tmp_path)  # finds it, by its hash
    assert artifacts.open_manifest("sgd", root=tmp_path)["manifest_sha256"] == stamp


def test_of_two_verdicts_here_the_one_given_last_holds_whatever_the_clock_says(tmp_path):
    store = Verdicts(tmp_path)
    later, earlier = "2036-01-01T00:00:00.000000+00:00", "2016-01-01T00:00:00.000000+00:00"
    for at, choice in ((later, "model wrong"), (earlier, "cannot tell")):
        store.save(Verdict(at, "mnist", "test", 7, choice))
    assert [one.choice for one in store.all()] == ["cannot tell"]
    assert not store.refused()


def test_times_are_those_of_utc_which_no_summer_shifts():
    assert datetime.fromisoformat(now()).utcoffset().total_seconds() == 0


HOLDER = """
import sys, time
from pathlib import Path
from unittest.mock import patch
from core.storage import atomic, folders

def wait():
    print("filling", flush=True)
    time.sleep(600)

place = Path(sys.argv[1])
if sys.argv[2] == "file":
    with atomic.replacing(place / "saved") as file:
        wait()
else:
    with patch.object(atomic, "write", lambda path, content: wait()):
        folders.publish(place, {"a": b"a"}, {"key": "0" * 12})
"""


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_another_process_is_saving_is_not_abandoned_when_the_clock_jumps(
    tmp_path, monkeypatch, what
):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path), what], stdout=subprocess.PIPE, text=True
    ) as other:
        try:
            assert other.stdout.readline() == "filling\n"
            [half] = [path for path in tmp_path.iterdir() if leftovers.is_temporary(path)]
            real = time.time
            with monkeypatch.context() as ahead:
                ahead.setattr(time, "time", lambda: real() + TEN_YEARS)
                assert list(leftovers.found(tmp_path)) == []
        finally:
            other.kill()
    assert list(leftovers.found(tmp_path)) == [half]


def test_what_nobody_holds_is_abandoned_after_an_hour_though_a_process_has_its_number(tmp_path):
    left = tmp_path / leftovers.temporary("0123456789ab-01234567")
    left.mkdir()
    assert list(leftovers.found(tmp_path)) == []
    os.utime(left, (time.time() - leftovers.ABANDONED - 60,) * 2)
    assert list(leftovers.found(tmp_path)) == [left]


@pytest.mark.parametrize("shift", [TEN_YEARS, 0, -TEN_YEARS])
def test_a_job_whose_process_is_gone_is_not_taken_to_start_for_ever(tmp_path, shift):
    gone = os.fork()
    if not gone:
        os._exit(0)
    os.waitpid(gone, 0)
    job = Job("sgd", "running", gone, stage=STARTING, started=time.time() + shift)
    (tmp_path / "jobs").mkdir()
    store(job, "mnist", tmp_path)
    found = jobs.progress("sgd", root=tmp_path)
    assert found.state == "failed"
    assert not jobs.cancel("sgd", root=tmp_path)
