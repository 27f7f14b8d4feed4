"""How the dashboard is served: who can reach it, and what the guard in front of it is told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit import config

from core.analysis import verdicts
from core.drawing import handwriting
from core.serving import open_files
from core.serving.exposure import Exposure, exposure, permitted
from core.serving.front import House
from core.serving.routes import routes_in
from core.storage import paths
from core.training import readiness

ROUTES = Path(__file__).parents[1] / "routes.txt"
UPLOAD = "/_stcore/upload_file/"
#: What a multipart body holds beside the file.
FRAME = 1_000_000
#: Nothing but an upload has a body.
LARGEST = 10_000
#: What every open page holds.
SOCKET = "/_stcore/stream"
#: Pages that may be open at once: each holds a session.
MOST_VISITS = 400
#: What a page keeps open (its connection, and what its thread waits by), and what else is open at
#: most: Streamlit keeps 128 sessions of pages that went away, for two minutes.
EACH_VISIT, OTHERS = 4, 128 * 3 + 200
#: Options that visitors of a public app must not meet, and whether a value of theirs is safe.
SAFE = {
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "client.showErrorDetails": "none",
    "global.developmentMode": False,
}


def house() -> House:
    """Return what the guard has to know, or end the program with one sentence."""
    found = checked()
    if not found.private:  # the guard knows which hosts are served; the file names this machine's
        config.set_option("server.allowedHosts", [])
    largest = int(st.get_option("server.maxUploadSize")) * 1024 * 1024
    return House(
        log=paths.root_of(None) / "logs" / "dashboard.jsonl",
        report=partial(readiness.report, rows(found)),
        exposure=found,
        routes=routes_in(ROUTES),
        largest=LARGEST,
        larger={UPLOAD: largest + FRAME},
        crowds={SOCKET: places(open_files.allow())},
        socket=SOCKET,
    )


def places(open_at_once: int) -> int:
    """Return how many pages may be open where a process may have so many files open."""
    return max(1, min(MOST_VISITS, (open_at_once - OTHERS) // EACH_VISIT))


def rows(found: Exposure) -> dict[str, Callable[[], tuple[str, ...]]]:
    """Return what /readyz looks at beside the models; where others can come, nobody's drawings."""
    looks: dict[str, Callable[[], tuple[str, ...]]] = {verdicts.FILE: verdicts.refused}
    return {**looks, handwriting.FILE: handwriting.refused} if found.private else looks


def private() -> bool:
    """Return whether this machine alone can open the dashboard."""
    try:
        return exposure(st.get_option("server.address")).private
    except ValueError:
        return False


def checked() -> Exposure:
    """Return who can reach the dashboard, or end the program with one sentence."""
    if st.get_option("server.baseUrlPath"):  # every route would have another name
        sys.exit("server.baseUrlPath cannot be used; give the dashboard a host name of its own.")
    unsafe = {
        f"{name}={config.get_option(name)}": config.get_option(name) != value
        for name, value in SAFE.items()
    }
    return permitted(st.get_option("server.address"), "server.address", unsafe)
