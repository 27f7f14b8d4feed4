"""A program beside this one that serves pages: started once, watched, and ended with this one."""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Literal

State = Literal["off", "starting", "running", "failed"]
#: What is said where the program says nothing.
SILENT = "It ended before it could be opened."


@dataclass(frozen=True)
class Standing:
    """Whether a program can be opened, where, and one sentence if it cannot."""

    state: State
    url: str = ""
    sentence: str = ""


class Companion:
    """One program on this machine that answers /healthz, at most once at a time.

    Its standard input is a pipe from this process: the system closes it however this process ends,
    and the program is to end then. `stop` asks it to end before that.

    Parameters
    ----------
    command : the program and its words
    patience : seconds that it may take until it answers
    """

    def __init__(self, command: Sequence[str], patience: float = 120):
        self.command, self.patience = list(command), patience
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._output: IO[bytes] | None = None
        self._standing = Standing("off")
        self._begun = 0.0
        atexit.register(self.stop)

    def start(self, port: int, environment: Mapping[str, str]) -> None:
        """Start the program, which is to listen at a port of this machine, unless it runs."""
        with self._lock:
            if self.look().state in ("starting", "running"):
                return
            self._output = tempfile.TemporaryFile()  # noqa: SIM115  it is read when it fails
            try:
                self._process = subprocess.Popen(
                    self.command,
                    env={**environment},
                    stdin=subprocess.PIPE,
                    stdout=self._output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl-C is for this process, which then ends it
                )
            except OSError as error:
                self._standing = Standing("failed", "", f"It cannot be started: {error.strerror}.")
                return
            self._begun = time.monotonic()
            self._standing = Standing("starting", f"http://127.0.0.1:{port}/")

    def look(self) -> Standing:
        """Return how the program stands now."""
        with self._lock:
            if self._process is None or self._standing.state not in ("starting", "running"):
                return self._standing
            if self._process.poll() is not None:
                self._standing = Standing("failed", "", self._last_line())
                self._process = None
            elif self._standing.state == "starting" and answers(self._standing.url):
                self._standing = Standing("running", self._standing.url)
            elif self._standing.state == "starting" and self._waited() > self.patience:
                self.stop()
                late = f"It did not answer within {self.patience:.0f} s."
                self._standing = Standing("failed", "", late)
            return self._standing

    def stop(self) -> None:
        """Ask the program to end, and end it if it does not; harmless if it does not run."""
        with self._lock:
            process, self._process = self._process, None
            self._standing = Standing("off")
            if process is None:
                return
            with suppress(OSError):
                process.terminate()
            if process.stdin is not None:
                with suppress(OSError):
                    process.stdin.close()
            try:
                process.wait(4)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _waited(self) -> float:
        return time.monotonic() - self._begun

    def _last_line(self) -> str:
        if self._output is None:
            return SILENT
        self._output.seek(0)
        text = self._output.read().decode("utf-8", errors="replace")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return lines[-1][:300] if lines else SILENT


def answers(url: str, timeout: float = 0.5) -> bool:
    """Return whether one of our apps answers at an address of this machine."""
    try:
        with urllib.request.urlopen(f"{url}healthz", timeout=timeout) as response:
            return bool(response.status == 200)
    except (OSError, ValueError):
        return False


def free_port(wanted: int) -> int:
    """Return a port of this machine that nothing listens on: the wanted one, or else another."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            if os.name != "nt":  # there, it would share a port that is taken
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError, OverflowError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    return wanted
