"""D5: any address opens every page: sentences perhaps, an exception never.

Addresses are made by Hypothesis: values as the pages write them, values that are nearly so, and
any text. What a page then writes into the address must open the same view again.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from bench.soak import one_server
from bench.soak.noted import ROOT, note
from core.storage import paths

DASHBOARD = ROOT / "dashboard"
sys.path.insert(0, str(DASHBOARD))

from session import cells, choice, cut, desk, experiments, following, on_map, visit, walk  # noqa: E402
from session.parameters import Parameter  # noqa: E402

HOME = DASHBOARD / "Home.py"
#: Values of each parameter that are read and written without a page.
EACH = 2000
PAGES = sorted(path.relative_to(DASHBOARD).as_posix() for path in DASHBOARD.rglob("views/**/*.py"))
#: Values of the parameters that take one of some words.
WORDS = {
    "model": ["sgd", "forest", "dummy", "champion", "network", "nobody"],
    "split": choice.SPLITS,
    "matrix": cells.MATRIX_VIEWS,
    "outcome": cells.OUTCOMES,
    "decides": ["offsets", "costs"],
    "desk_scale": desk.SCALES,
    "scale": desk.SCALES,
    "reject": desk.REJECTS,
    "confidence": desk.MEASURES,
    "by_class": ["yes", "no"],
    "strategy": [cut.CUSTOM, *cut.thresholds.STRATEGIES],
    "order": walk.ORDERS,
    "layout": walk.LAYOUTS,
    "reasons": walk.REASONS,
    "rule": following.RULES,
    "judged": experiments.SPLITS,
    "experiment": ["deskew", "deskew+data=0.5", "none", "alpha=0.001"],
    "map": on_map.MAPS,
    "colour": on_map.COLOURS,
}
NUMBERS = st.one_of(
    st.integers(-2, 12).map(str),
    st.integers(0, 70_000).map(str),
    st.floats(-1e6, 1e6).map(repr),
    st.floats(0, 100).map(lambda value: f"{value:.2f}"),
    st.sampled_from(["inf", "nan", "1e309", "-0", "1e-9", "9" * 400, "٣", "９", "0,5", "0x1", ""]),
)
CELLS = st.from_regex(r"(x|1?[0-9])-(x|1?[0-9])(\.(x|[0-9])-(x|[0-9])){0,3}", fullmatch=True)
LISTS = st.lists(st.integers(-1, 11).map(str), max_size=12).flatmap(
    lambda found: st.sampled_from("._-+,* ").map(lambda sign: sign.join(found))
)
COSTS = st.lists(
    st.tuples(st.integers(0, 10), st.integers(0, 10), st.sampled_from([0, 1, 5, 0.5, 1e9])),
    max_size=4,
).map(lambda found: "_".join(".".join(map(str, cell)) for cell in found))
LASSOS = st.lists(st.integers(0, 4100).map(str), max_size=12).map(
    lambda found: ".".join(["pca", *found])
)
ANY = st.one_of(NUMBERS, CELLS, LISTS, COSTS, LASSOS, st.text(max_size=60))


def value(name: str) -> st.SearchStrategy[str]:
    """Return what may stand in the address for a parameter: mostly what it takes, also junk."""
    words = WORDS.get(name)
    return ANY if words is None else st.one_of(st.sampled_from(list(words)), ANY)


NAMES = st.one_of(st.sampled_from(visit.NAMES), st.text(max_size=8))
ADDRESSES: st.SearchStrategy[dict[str, str]] = st.lists(
    NAMES.flatmap(lambda name: st.tuples(st.just(name), value(name))), max_size=6
).map(dict)


def open_page(page: str, address: dict[str, str], known: str) -> AppTest:
    """Open a page at an address as a browser does that comes from elsewhere."""
    app = AppTest.from_file(str(HOME), default_timeout=120)
    app._page_hash = known  # `switch_page` knows pages only after a run, which reads the address
    for name, text in address.items():
        app.query_params[name] = text
    return app.run()


def known(page: str) -> str:
    """Return what the app calls a page."""
    app = AppTest.from_file(str(HOME), default_timeout=120).run()
    return app.switch_page(page)._page_hash


def try_page(page: str, times: int) -> None:
    """Open a page at so many addresses.

    Raises
    ------
    AssertionError
        With the smallest address that raises, or that writes another one than it reads.
    """
    name = known(page)
    stable: set[frozenset[tuple[str, Any]]] = set()  # many addresses lead to the same view

    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(ADDRESSES)
    def opens(address: dict[str, str]) -> None:
        app = open_page(page, address, name)
        assert [shown.message for shown in app.exception] == [], address
        assert len(app.title) == 1, address
        written = dict(app.query_params.items())
        view = frozenset((key, str(text)) for key, text in written.items())
        if view in stable:
            return
        again = open_page(page, written, name)
        assert [shown.message for shown in again.exception] == [], written
        assert dict(again.query_params.items()) == written, address
        stable.add(view)

    opens()


def try_parameter(parameter: Parameter[Any], times: int) -> None:
    """Read so many values of a parameter as the address may hold them.

    Raises
    ------
    AssertionError
        With the smallest value that is written otherwise than it is read.
    """

    @settings(max_examples=times, deadline=None, database=None)
    @given(value(parameter.name))
    def stable(text: str) -> None:
        try:
            written = parameter.write(parameter.read(text))
        except ValueError:
            return  # told in one notice
        assert parameter.write(parameter.read(written)) == written

    stable()


def main(times: int = 2000) -> bool:
    """Try every page and note what came out. Nothing is written into the studio's own folder."""
    logging.disable(logging.WARNING)
    failed: list[str] = []
    for parameter in visit.PARAMETERS:
        try:
            try_parameter(parameter, EACH)
        except Exception as error:
            print(f"{parameter.name}: {error}", flush=True)
            failed.append(parameter.name)
    with (
        tempfile.TemporaryDirectory() as folder,
        # A process for each page: a test of Streamlit's takes the place of the main module.
        ProcessPoolExecutor(
            os.cpu_count(),
            get_context("spawn"),
            initializer=begin,
            initargs=(Path(folder),),
            max_tasks_per_child=1,
        ) as pool,
    ):
        for page, fault in zip(PAGES, pool.map(fault_of, PAGES, repeat(times)), strict=True):
            if fault:
                print(f"{page}: {fault}", flush=True)
                failed.append(page)
    figure = (
        f"{EACH:,} values of each of {len(visit.PARAMETERS)} parameters read and written; "
        f"{times:,} addresses on each of {len(PAGES)} pages, each view opened twice"
    )
    told = f"; failed: {', '.join(failed)}" if failed else ", no exception"
    return note("D5", figure + told, not failed)


def fault_of(page: str, times: int) -> str:
    """Try a page; return what went wrong, "" for nothing."""
    try:
        try_page(page, times)
    except Exception as error:  # several faults come as a group
        return str(error) or repr(error)
    return ""


def begin(folder: Path) -> None:
    """Prepare a process that opens pages, and nothing else."""
    logging.disable(logging.WARNING)
    one_server.share()
    borrow(folder)


def borrow(folder: Path) -> None:
    """Let the pages of this process see the studio's data and models in a folder of its own.

    Many pages are open at once, so that each process has a folder within the given one.
    """
    folder = folder / str(os.getpid())
    folder.mkdir()
    own = paths.ARTIFACTS.resolve()
    for path in own.iterdir():
        if path.name not in ("jobs", "logs") and not path.name.endswith((".sqlite", ".sqlite3")):
            os.symlink(path, folder / path.name)
    patched: Any = paths
    patched.ARTIFACTS = folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=2000)
    sys.exit(not main(parser.parse_args().examples))
