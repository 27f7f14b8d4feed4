"""The catalogue of what is tried, as the files in tables/ list it."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: The run of tests without a marker, and those of tests with one; a slow walk is a slow test.
ORDINARY, RUNS = "test", {"walk": "test-walks", "slow": "test-slow"}
TABLES = sorted((Path(__file__).parent / "tables").glob("*.toml"))


@dataclass(frozen=True)
class Entry:
    """One thing that is tried.

    Parameters
    ----------
    name : its id, which stays
    tried : what is done, and what must come out
    by : tests (file::test) and commands that try it
    open : what of it is not tried, and why
    """

    name: str
    tried: str
    by: tuple[str, ...] = ()
    open: str = ""

    @property
    def tests(self) -> list[tuple[str, str]]:
        """The file and the name of each test."""
        return [(file, test) for file, _, test in (one.partition("::") for one in self.by) if test]

    @property
    def state(self) -> str:
        """Whether it is tried: yes, in part or no."""
        return "no" if not self.by else "in part" if self.open else "yes"


def entries() -> list[Entry]:
    """Return the catalogue in its order."""
    return [
        Entry(name, facts["tried"], tuple(facts.get("by", ())), facts.get("open", ""))
        for table in TABLES
        for name, facts in tomllib.loads(table.read_text(encoding="utf-8")).items()
    ]


@cache
def tests_in(file: str) -> dict[str, str]:
    """Return the run of each test in a file, a target of the Makefile; none without such a file."""
    path = ROOT / file
    tree = ast.parse(path.read_text(encoding="utf-8") if path.exists() else "")
    whole = {
        ast.unparse(mark)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
        for mark in (node.value.elts if isinstance(node.value, ast.List) else [node.value])
    }
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            marks = whole | {ast.unparse(one) for one in node.decorator_list}
            named = [run for mark, run in RUNS.items() if f"pytest.mark.{mark}" in marks]
            found[node.name] = [ORDINARY, *named][-1]
    return found


def required(entry: Entry) -> str:
    """Return which runs of the tests require what an entry says."""
    runs = {tests_in(file)[name] for file, name in entry.tests}
    *first, last = [f"`make {run}`" for run in (ORDINARY, *RUNS.values()) if run in runs]
    return f"required by {', '.join(first)}{' and ' * bool(first)}{last}"
