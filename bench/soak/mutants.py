"""S8: the loader and the limits on what is unpacked, with one thing changed: do their tests notice?

Each change (a comparison turned, a condition negated, a number one more, an error not raised, a
value not returned) is made in a copy of the project, whose tests of that file then run. A change
that none of them fails on was not noticed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.soak.noted import ROOT, note
from core.storage import paths

#: A file that decides what is opened, and the tests that it is held by.
HELD = {
    "core/storage/unpickling.py": ["tests/training/test_unpickling.py"],
    "core/data/reading/unpacking.py": [
        "tests/data/test_unpacking.py",
        "tests/data/test_reading.py",
        "tests/data/test_inputs.py",
    ],
    "core/storage/folders.py": [
        "tests/storage/test_storage.py",
        "tests/training/test_artifacts.py",
    ],
}
WANTED = 0.85
#: Seconds after which a changed project hangs, ten times what its tests need as it is.
LONGEST = 150
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a node may be changed into."""
    other = copy.deepcopy(node)
    if isinstance(other, ast.Compare):
        other.ops[0] = TURNED[type(other.ops[0])]()
        yield other
    elif isinstance(other, ast.BoolOp):
        other.op = ast.Or() if isinstance(other.op, ast.And) else ast.And()
        yield other
    elif isinstance(other, ast.If) and not isinstance(other.test, ast.Compare | ast.BoolOp):
        other.test = ast.UnaryOp(ast.Not(), other.test)
        yield other
    elif isinstance(other, ast.Raise):
        yield ast.Pass()
    elif isinstance(other, ast.Return) and other.value is not None:
        yield ast.Return(ast.Constant(None))
    elif isinstance(other, ast.Constant) and type(other.value) is int:
        yield ast.Constant(other.value + 1)


def mutants(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the whole source of every change."""
    tree = ast.parse(source)
    for node in list(ast.walk(tree)):
        for parent in ast.walk(tree):
            for field, value in ast.iter_fields(parent):
                places = value if isinstance(value, list) else [value]
                if not any(place is node for place in places):
                    continue
                for other in changed(node):
                    if isinstance(value, list):
                        at = next(i for i, place in enumerate(value) if place is node)
                        value[at] = other
                    else:
                        setattr(parent, field, other)
                    yield getattr(node, "lineno", 0), ast.unparse(ast.fix_missing_locations(tree))
                    if isinstance(value, list):
                        value[at] = node
                    else:
                        setattr(parent, field, node)


def noticed(copied: Path, tests: list[str]) -> bool:
    """Return whether the tests of a copy of the project fail."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(copied),
        "DIGIT_STUDIO_ARTIFACTS": str(paths.ARTIFACTS.resolve()),
    }
    words = [sys.executable, "-m", "pytest", "-x", "-n", "0", "-m", "not slow", "-p"]
    words += ["no:cacheprovider", "--no-header", *tests]
    try:
        ended = subprocess.run(
            words, cwd=copied, env=environment, capture_output=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    return ended.returncode != 0


def main(times: int = 0) -> bool:
    """Try every change, or `times` of each file's spread evenly, and note what came out."""
    found: dict[str, tuple[int, int]] = {}
    with tempfile.TemporaryDirectory() as name:
        copied = Path(name)
        for part in ("core", "tests", "canvas", "dashboard", "bench", "pyproject.toml"):
            place = ROOT / part
            copies = shutil.copytree if place.is_dir() else shutil.copy
            copies(place, copied / part)
        for file, tests in HELD.items():
            if noticed(copied, tests):
                raise SystemExit(f"the tests of {file} fail as it is")
            whole = (ROOT / file).read_text(encoding="utf-8")
            every = list(mutants(whole))
            some = every if not times else every[:: max(1, len(every) // times)]
            killed = 0
            for line, source in some:
                (copied / file).write_text(source, encoding="utf-8")
                if noticed(copied, tests):
                    killed += 1
                else:
                    print(f"not noticed: {file}, line {line}", flush=True)
            (copied / file).write_text(whole, encoding="utf-8")
            found[file] = killed, len(some)
    killed, number = (sum(counts) for counts in zip(*found.values(), strict=True))
    parts = ", ".join(f"{Path(file).name} {k} of {n}" for file, (k, n) in found.items())
    figure = f"{killed} of {number} changes noticed ({killed / number:.0%}): {parts}"
    return note("S8", figure, killed >= WANTED * number)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=0, help="of each file, 0 for all")
    sys.exit(not main(parser.parse_args().changes))
