"""A server on this machine that plays OpenML, well or badly, for `mnist_784`."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

import certificates


@dataclass
class OpenML:
    """The address of the server and what it was asked for."""

    address: str
    asked: list[str] = field(default_factory=list)


def arff(images: np.ndarray, labels: np.ndarray) -> bytes:
    """Return digits (n, 28, 28) as OpenML's ARFF."""
    attributes = [f"@ATTRIBUTE pixel{i + 1} real" for i in range(784)]
    attributes.append("@ATTRIBUTE class {0,1,2,3,4,5,6,7,8,9}")
    rows = [
        ",".join(map(str, [*pixels.ravel().tolist(), int(label)]))
        for pixels, label in zip(images, labels, strict=True)
    ]
    return "\n".join(["@RELATION mnist_784", "", *attributes, "", "@DATA", *rows, ""]).encode()


def described(n: int, address: str, md5: str) -> dict[str, dict]:
    """Return OpenML's answers about the data set, by the part of the address that asks."""
    features = [
        {"index": str(i), "name": f"pixel{i + 1}", "data_type": "numeric", "is_target": "false"}
        for i in range(784)
    ]
    label = {"index": "784", "name": "class", "data_type": "nominal", "is_target": "true"}
    label["nominal_value"] = [str(i) for i in range(10)]
    for feature in [*features, label]:
        feature.update(is_ignore="false", is_row_identifier="false", number_of_missing_values="0")
    description = {
        "id": "554",
        "name": "mnist_784",
        "version": "1",
        "format": "ARFF",
        "status": "active",
        "url": f"{address}/data/v1/download/52667/mnist_784.arff",
        "file_id": "52667",
        "default_target_attribute": "class",
        "description": "Handwritten digits.",
        "md5_checksum": md5,
    }
    entry = {"did": 554, "name": "mnist_784", "version": 1, "status": "active"}
    return {
        "/data/list/": {"data": {"dataset": [entry]}},
        "/data/features/": {"data_features": {"feature": [*features, label]}},
        "/data/qualities/": {
            "data_qualities": {"quality": [{"name": "NumberOfInstances", "value": f"{n}.0"}]}
        },
        "/json/data/554": {"data_set_description": description},
    }


@contextmanager
def playing(content: bytes, n: int, mood: str = "good", certificate: str = "") -> Iterator[OpenML]:
    """Serve `content` as the data set of n digits; yields its address.

    With the name of a certificate (`certificates/`), it speaks TLS.

    Moods: good, 504 (every request), stalled (half of it, then silence), slow (a byte at a
    time), cut (half of it, then the end), refused (nobody listens).
    """
    stop = threading.Event()
    md5 = hashlib.md5(content).hexdigest()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append(self.path)
            if mood == "504":
                self.send_error(504)
                return
            for part, answer in described(n, known.address, md5).items():
                if part in self.path:
                    return self.send(json.dumps(answer).encode())
            return self.send_data()

        def send(self, body: bytes) -> None:
            self.send_response(200)
            if "gzip" in self.headers.get("Accept-encoding", ""):  # as OpenML does
                body = gzip.compress(body, 1, mtime=0)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def send_data(self) -> None:
            if mood == "good":
                return self.send(content)
            self.send_response(200)
            if mood != "cut":  # without a length, a cut-off answer looks complete
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            try:
                self.wfile.write(content[: len(content) // 2])
                for byte in content[len(content) // 2 :]:
                    if mood == "cut" or stop.is_set():
                        break
                    if mood == "slow":
                        self.wfile.write(bytes([byte]))
                    time.sleep(0.02)
            except OSError:
                pass
            return None

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    known = OpenML(f"http{'s' * bool(certificate)}://127.0.0.1:{server.server_port}")
    if certificate:
        server.socket = certificates.context(certificate).wrap_socket(
            server.socket, server_side=True
        )
    if mood == "refused":
        server.server_close()
        yield known
        return
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield known
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
