"""QMNIST's label files, made small: any digits with writers of our own choice, and their server."""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np

from core.data.labelled import Dataset
from core.data.writers import FILES

HEADER = "Character class|NIST HSF series|NIST writer ID|Digit index for this writer|"
HEADER += "NIST class code|Global NIST digit index|Duplicate|Unused"


def written(n: int, first: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the writers (n,) and NIST's series: twenty, odd numbers being students."""
    writers = first + np.arange(n) * 20 // n
    return writers, np.where(writers % 2, 4, 0)


def label_file(labels: np.ndarray, writers: np.ndarray, series: np.ndarray) -> bytes:
    """Return a label file as QMNIST's: a header line and eight columns."""
    rows = [
        f"{label}\t{hsf}\t{writer}\t{i}\t{4140 + label}\t{i}\t0\t0"
        for i, (label, hsf, writer) in enumerate(zip(labels, series, writers, strict=True))
    ]
    return gzip.compress("\n".join([HEADER.replace("|", "\t"), *rows, ""]).encode(), mtime=0)


def files_of(digits: Dataset, changed: int = 0) -> dict[str, bytes]:
    """Return both files by name; the test file has rows beyond the test set, as QMNIST's has.

    `changed` of the training labels are wrong.
    """
    train = digits.train.labels.copy()
    train[:changed] = (train[:changed] + 1) % 10
    test = np.concatenate([digits.test.labels, np.arange(10)])
    return {
        FILES[0]: label_file(train, *written(len(train), 0)),
        FILES[1]: label_file(test, *written(len(test), 100)),
    }


def hashes_of(files: dict[str, bytes]) -> tuple[str, str]:
    """Return the SHA-256 of both files."""
    train, test = (hashlib.sha256(files[name]).hexdigest() for name in FILES)
    return train, test


def lying(files: dict[str, bytes], folder: Path) -> Path:
    """Write the files to a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@contextmanager
def playing(files: dict[str, bytes], mood: str = "good") -> Iterator[str]:
    """Serve the files by name; yields the address of their folder.

    Moods: good, 404, portal (a log-in page in place of each file), short (half of it, then the
    end), stalled (half of it, then silence), slow (a byte at a time), refused (nobody listens).
    """
    stop = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = files[self.path.rsplit("/", 1)[1]]
            if mood == "404":
                return self.send_error(404)
            if mood == "portal":
                content = b"<html>Please log in to the network</html>"
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if mood in ("good", "portal"):
                self.wfile.write(content)
                return None
            try:
                self.wfile.write(content[: len(content) // 2])
                for byte in content[len(content) // 2 :] if mood == "slow" else b"":
                    if stop.is_set():
                        break
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.05)
                while mood == "stalled" and not stop.wait(0.05):
                    pass
            except OSError:
                pass
            return None

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    address = f"http://127.0.0.1:{server.server_port}/qmnist/master"
    if mood == "refused":
        server.server_close()
        yield address
        return
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield address
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
