"""Debian's nginx with the configuration that docs/deployment.md describes, on free ports."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import browsing

CONFIGURATION = browsing.ROOT / "docs" / "nginx.conf"
UNPACKED = browsing.ROOT / "build" / "nginx" / "usr" / "sbin" / "nginx"
DASHBOARD, CANVAS = "digits.example.org", "draw.example.org"
#: What every worker is told, as docs/deployment.md says.
BEHIND = {"DIGIT_STUDIO_PROXY": "1", "DIGIT_STUDIO_HOSTS": f"{DASHBOARD},{CANVAS}"}
#: What stands around the file on Debian, in /etc/nginx/nginx.conf, as far as it matters here.
AROUND = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 768; }}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def program() -> str | None:
    """Return the path of an nginx, None if there is none (`tools/nginx` gets one)."""
    places = (os.environ.get("NGINX"), shutil.which("nginx"), "/usr/sbin/nginx", str(UNPACKED))
    return next((place for place in places if place and os.access(place, os.X_OK)), None)


@dataclass(frozen=True)
class Tls:
    """Files of a certificate and of its key."""

    certificate: Path
    key: Path


def site(
    port: int,
    dashboards: Sequence[int],
    canvases: Sequence[int],
    patience: int | None = None,
    tls: Tls | None = None,
) -> str:
    """Return the configuration with other ports: where it listens, and where the workers do.

    `patience` is the seconds that headers and bodies have, None as many as the file gives them.
    With `tls`, what the file says for it takes the place of what stands above it.
    """
    text = CONFIGURATION.read_text(encoding="utf-8")
    if tls is not None:
        text = re.sub(r"listen 80.*\n *# with TLS: ", "", text)
        text = re.sub(r"# with TLS: (ssl_certificate) .*;", rf"\1 {tls.certificate};", text)
        text = re.sub(r"# with TLS: (ssl_certificate_key) .*;", rf"\1 {tls.key};", text)
    text = re.sub(r"\blisten (80|443)\b", f"listen 127.0.0.1:{port}", text)
    if patience is not None:
        text = re.sub(r"\b(client_\w+_timeout) 10s;", rf"\1 {patience}s;", text)
    for name, ports in (("dashboard", dashboards), ("canvas", canvases)):
        lines = "".join(f"    server 127.0.0.1:{each};\n" for each in ports)
        block = rf"(upstream {name} {{\n    hash .*\n)(?:    server .*\n)+"
        text, found = re.subn(block, lambda match, lines=lines: match[1] + lines, text)
        if found != 1:
            raise ValueError(f"{CONFIGURATION.name} has not one list of workers named {name}")
    return text


@contextmanager
def running(
    dashboards: Sequence[int],
    canvases: Sequence[int],
    patience: int | None = None,
    tls: Tls | None = None,
) -> Iterator[int]:
    """Run nginx in front of workers at these ports; yield the port that it listens at."""
    nginx = program()
    if nginx is None:
        sys.exit("nginx is missing; run tools/nginx, or name its program in NGINX.")
    port = browsing.free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
        (folder / "site.conf").write_text(site(port, dashboards, canvases, patience, tls))
        words = [nginx, "-p", name, "-c", str(folder / "nginx.conf")]
        process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        try:
            until = time.monotonic() + 20
            while not listens(port):
                if process.poll() is not None or time.monotonic() > until:
                    log = folder / "error.log"
                    told = log.read_text() if log.exists() else "it wrote nothing"
                    raise RuntimeError(f"nginx does not serve: {told}")
                time.sleep(0.02)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


@contextmanager
def workers(dashboards: int, canvases: int, **environment: str) -> Iterator[tuple[list[int], ...]]:
    """Start so many workers of each app at once; yield the ports of both, once all answer."""
    ports = [browsing.free_port() for _ in range(dashboards + canvases)]
    starting = []
    for at, port in enumerate(ports):
        command = [str(browsing.ROOT / "gradio_app.py")]
        if at < dashboards:
            command = [*browsing.DASHBOARD, "--server.port", str(port)]
        settings = {**environment, **BEHIND, "GRADIO_SERVER_PORT": str(port)}
        ready = f"http://127.0.0.1:{port}/readyz"
        starting.append(browsing.serving(command, ready, **settings))
    with ExitStack() as stack:
        with ThreadPoolExecutor(len(starting)) as pool:
            list(pool.map(stack.enter_context, starting))
        yield ports[:dashboards], ports[dashboards:]


def listens(port: int) -> bool:
    """Return whether something listens at a port of this machine."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
