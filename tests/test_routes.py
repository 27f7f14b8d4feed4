"""The list of each app's routes is the framework's, so that no upgrade adds one unseen."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Mount, WebSocketRoute

from canvas import app as canvas_app
from canvas.guard import Guarded
from core.serving.routes import Known, routes_in
from serving import free_port

REPOSITORY = Path(__file__).resolve().parents[1]
LISTS = {name: REPOSITORY / name / "routes.txt" for name in ("canvas", "dashboard")}


def listed(name: str) -> set[tuple[str, str]]:
    """Return the methods and path of every line that the framework has, as text."""
    found = [route for route in routes_in(LISTS[name]) if route.state != "within"]
    lines = [(",".join(sorted(route.methods)), route.path) for route in found]
    assert len(set(lines)) == len(lines), "a route stands there twice"
    return set(lines)


def in_framework(found: Any) -> Iterator[tuple[str, str]]:
    """Yield the same for the routes of a Starlette application."""
    for route in found:
        if hasattr(route, "effective_route_contexts"):  # a router that FastAPI includes
            yield from in_framework(route.effective_route_contexts())
        elif isinstance(route, Mount):
            yield "*", f"{route.path}/{{path:path}}"
        elif isinstance(route, WebSocketRoute):
            yield "WEBSOCKET", route.path
        else:
            yield ",".join(sorted(route.methods)), route.path


CHANGED = "decide line by line in {}: allowed or blocked, and why"


def test_the_canvas_apps_list_is_gradios() -> None:
    settings = {**canvas_app.LAUNCH, "server_port": free_port(), "_app": Guarded(canvas_app.HOUSE)}
    canvas_app.demo.launch(**settings, prevent_thread_lock=True)
    try:
        real = set(in_framework(canvas_app.demo.app.routes))
    finally:
        canvas_app.demo.close(verbose=False)
    assert real == listed("canvas"), CHANGED.format("canvas/routes.txt")


#: The dashboard's server as `streamlit run` makes it: it is one per process.
DASHBOARD = """
import sys
from streamlit import config
config._main_script_path = sys.argv[1]
import Home, test_routes
print(*test_routes.in_framework(Home.app._build_starlette_app().routes), sep="\\n")
"""


@pytest.mark.walk
def test_the_dashboards_list_is_streamlits(environment: dict[str, str]) -> None:
    home = REPOSITORY / "dashboard" / "Home.py"
    places = os.pathsep.join(map(str, (REPOSITORY, home.parent, REPOSITORY / "tests")))
    printed = subprocess.run(
        [sys.executable, "-c", DASHBOARD, str(home)],
        env={**environment, "PYTHONPATH": places},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    real = set(map(ast.literal_eval, printed.splitlines()))
    assert real == listed("dashboard"), CHANGED.format("dashboard/routes.txt")


@pytest.mark.parametrize("name", LISTS)
def test_every_line_does_what_it_says(name: str) -> None:
    found = routes_in(LISTS[name])
    known = Known(None, found)
    for route in found:
        path = route.path.replace("{path_or_url:path}", "http://192.0.2.1/a.png")
        path = re.sub(r"\{\w+:path\}", "a/b.c", path)
        path = re.sub(r"\{\w+\}", "x", path)
        for method in route.methods - {"*"}:
            assert known.allows(method, path) is (route.state != "blocked"), (method, path)


@pytest.mark.parametrize("line", ["allowed GET /", "open GET / x", "allowed / why not this"])
def test_a_line_that_is_not_one_is_named(line: str, tmp_path: Path) -> None:
    (tmp_path / "routes.txt").write_text(f"# a list\n{line}\n")
    with pytest.raises(ValueError, match=r"routes\.txt, line 2"):
        routes_in(tmp_path / "routes.txt")
