"""A job runs once, reports its progress, can be cancelled, and a killed one is called so."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core import StudioError
from core.storage import jobs
from core.storage.progress import Progress

WORKER = """
import sys, time
from pathlib import Path
from core.storage import jobs
from core.storage.progress import Progress
with jobs.working("sgd", root=Path(sys.argv[1])) as tell:
    tell(Progress("fitting", 0.4, 12.0))
    print("at work", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def worker(tmp_path):
    """A process that is 40 % through the job `sgd`."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout.readline().strip() == b"at work"
    yield process
    process.kill()
    process.wait()


def until(condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.02)


def test_a_job_that_never_ran_is_none(tmp_path):
    assert jobs.progress("sgd", root=tmp_path) is None
    assert not jobs.cancel("sgd", root=tmp_path)


def test_everyone_sees_how_far_the_worker_is(worker, tmp_path):
    job = jobs.progress("sgd", root=tmp_path)
    assert job.running
    assert (job.pid, job.stage, job.fraction, job.seconds_left) == (worker.pid, "fitting", 0.4, 12)


def test_the_second_one_is_told_who_is_at_work(worker, tmp_path):
    with pytest.raises(StudioError, match=str(worker.pid)), jobs.working("sgd", root=tmp_path):
        pass
    with pytest.raises(StudioError, match=str(worker.pid)):
        jobs.start("sgd", root=tmp_path)


def test_cancel_stops_the_worker(worker, tmp_path):
    assert jobs.cancel("sgd", root=tmp_path)
    worker.wait(10)
    assert jobs.progress("sgd", root=tmp_path).state == "cancelled"
    assert not jobs.cancel("sgd", root=tmp_path)


def test_a_killed_worker_frees_the_job_and_is_called_killed(worker, tmp_path):
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    job = jobs.progress("sgd", root=tmp_path)
    assert job.state == "failed"
    assert "killed at 40\u00a0%" in job.message
    with jobs.working("sgd", root=tmp_path):
        assert jobs.progress("sgd", root=tmp_path).running


def test_a_stale_note_never_leads_to_a_foreign_process(worker, tmp_path):
    """The process number of a worker that died may belong to another program by now."""
    worker.kill()
    worker.wait()
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    note = tmp_path / "jobs" / "mnist-sgd.json"
    note.write_text(note.read_text().replace(str(worker.pid), str(bystander.pid)))
    try:
        assert not jobs.cancel("sgd", root=tmp_path)
        time.sleep(0.2)
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_an_error_is_kept_with_its_sentence(tmp_path):
    with pytest.raises(StudioError), jobs.working("sgd", root=tmp_path):
        raise StudioError("The disk is full; make room.")
    job = jobs.progress("sgd", root=tmp_path)
    assert job.state == "failed"
    assert "The disk is full; make room." in job.message


def test_done_is_done(tmp_path):
    with jobs.working("sgd", root=tmp_path) as tell:
        tell(Progress("fitting", 0.5, 1.0))
    job = jobs.progress("sgd", root=tmp_path)
    assert (job.state, job.fraction) == ("done", 1.0)


def test_a_folder_that_cannot_be_written_gives_one_sentence(tmp_path):
    (tmp_path / "jobs").write_text("a file where a folder should be")
    with pytest.raises(StudioError, match="make the folder writable"):
        jobs.start("sgd", root=tmp_path)


def test_training_started_as_a_job_ends_with_an_artifact(own_root):
    from core.training import artifacts

    jobs.start("dummy", root=own_root)
    until(lambda: not jobs.progress("dummy", root=own_root).running)
    assert jobs.progress("dummy", root=own_root).state == "done"
    assert artifacts.status("dummy", root=own_root).ready


def test_a_job_that_cannot_start_says_why(own_root):
    jobs.start("dummy", command=["train", "no_such_model"], root=own_root)
    until(lambda: not jobs.progress("dummy", root=own_root).running)
    job = jobs.progress("dummy", root=own_root)
    assert job.state == "failed"
    assert "no_such_model" in job.message
