"""The catalogue of what is tried, as the files in tables/ list it."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
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
def tests_in(file: str) -> dict[str, bool]:
    """Return the tests in a file, and whether each is a slow one; none if there is no such file."""
    path = ROOT / file
    tree = ast.parse(path.read_text(encoding="utf-8") if path.exists() else "")
    return {
        node.name: any(ast.unparse(one) == "pytest.mark.slow" for one in node.decorator_list)
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def required(entry: Entry) -> str:
    """Return which run of the tests requires what an entry says."""
    slow = [tests_in(file)[name] for file, name in entry.tests]
    return "required by `make test-slow`" if all(slow) else "required by `make test`"
