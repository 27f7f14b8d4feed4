"""A real Dask scheduler and workers as processes on loopback, ended with the test."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from distributed import Client

REPOSITORY = Path(__file__).resolve().parents[1]
PATIENCE = 30


class Processes:
    """A scheduler on a free port, and workers of one thread each that nobody replaces."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", "--port", "0")
        for _ in range(workers):
            self.add_worker()
        wait_for(self.file.exists)
        self.address: str = json.loads(self.file.read_text())["address"]
        with Client(self.address, set_as_default=False) as client:
            wait_for(lambda: len(client.nthreads()) == workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def add_worker(self, package: Path = REPOSITORY) -> None:
        """Start a worker that takes `core` from this folder."""
        words = ("worker", "--nthreads", "1", "--no-nanny", "--local-directory", str(self.folder))
        self.workers.append(self._start(*words, package=package))

    def _start(self, *words: str, package: Path = REPOSITORY) -> subprocess.Popen[bytes]:
        where = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(self.file))
        # Two BLAS threads, whatever the machine has: fits must bring them down to one.
        environment = {**os.environ, "PYTHONPATH": str(package), "OPENBLAS_NUM_THREADS": "2"}
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *words, *where],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log.txt").open("ab"),
        )

    def freeze(self, worker: int) -> None:
        """Let a worker stand still: it is there, but finishes nothing."""
        self.workers[worker].send_signal(signal.SIGSTOP)

    def kill(self, worker: int) -> None:
        """End a worker as a lost machine would."""
        self.workers[worker].kill()
        self.workers[worker].wait()


def wait_for(met: object, seconds: float = PATIENCE) -> None:
    """Wait until the function `met` returns something true."""
    end = time.monotonic() + seconds
    while not met():  # type: ignore[operator]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
