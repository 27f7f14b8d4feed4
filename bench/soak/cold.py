"""L11: many browsers open a cold dashboard at the same moment: nothing is read twice.

The server's own process notes every file under the artifacts folder that it opens, from its first
moment on. Small files that say which version is the current one may be looked at again.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench import browsing
from bench.dashboard_visits import Visit, stream
from bench.soak.noted import note
from core.storage import paths

BROWSERS = 30
#: Python imports this of itself, before anything of ours.
WATCH = """
import os, sys
_log = os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def _noted(event, arguments):
    if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        path = os.fsdecode(arguments[0])
        reads = not (arguments[2] & (os.O_WRONLY | os.O_RDWR)) if len(arguments) > 2 else True
        if reads and {root!r} in os.path.realpath(path):
            os.write(_log, os.fsencode(os.path.realpath(path)) + b"\\n")
sys.addaudithook(_noted)
"""
#: Bytes of a file that may be looked at again: manifests and pointers.
SMALL = 10_000


def opened(browsers: int = BROWSERS) -> Counter[Path]:
    """Let so many browsers open the Overview; return how often each file was opened to be read."""
    root = paths.ARTIFACTS.resolve()
    with tempfile.TemporaryDirectory() as name:
        folder, log = Path(name), Path(name) / "opened.txt"
        (folder / "sitecustomize.py").write_text(WATCH.format(log=str(log), root=str(root)))
        port = browsing.free_port()
        url = f"http://127.0.0.1:{port}"
        command = [*browsing.DASHBOARD, "--server.port", str(port)]
        with browsing.serving(command, f"{url}/_stcore/health", PYTHONPATH=name):
            asyncio.run(_visited(stream(url), browsers))
            lines = log.read_text(encoding="utf-8").splitlines()
    found = Counter(Path(line) for line in lines if "/logs/" not in line)
    return Counter({path: times for path, times in found.items() if path.exists()})


async def _visited(address: str, browsers: int) -> None:
    visits = await asyncio.gather(*(Visit.open(address) for _ in range(browsers)))
    await asyncio.gather(*(visit.close() for visit in visits))


def main() -> bool:
    """Open the pages and note what came out."""
    found = opened()
    large = {path: times for path, times in found.items() if path.stat().st_size > SMALL}
    twice = {path.name: times for path, times in large.items() if times > 1}
    most = max(found.values(), default=0)
    figure = (
        f"{BROWSERS} browsers: {len(large)} files of more than {SMALL // 1000} kB, each opened "
        f"{'once' if not twice else f'once but {twice}'}; smaller ones at most {most} times"
    )
    return note("L11", figure, bool(large) and not twice)


if __name__ == "__main__":
    sys.exit(not main())
