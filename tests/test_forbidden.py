"""What none of our code may do, read from its syntax: each rule, its reason and what breaks it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
OURS = sorted(
    path
    for folder in (".", "core", "dashboard", "canvas", "bench", "tools")
    for path in (REPOSITORY / folder).glob("*.py" if folder == "." else "**/*.py")
)
UNPICKLING = "core/storage/unpickling.py"
#: It makes the hostile pickles that the loader must refuse.
HOSTILE = "bench/soak/names.py"


@dataclass(frozen=True)
class Rule:
    """What is forbidden: names by their full path, or arguments that are anything but harmless.

    Parameters
    ----------
    names : modules, functions and attributes; ".name" is an attribute of anything
    argument : of any call, and key of any dict of settings
    harmless : the values that it may have
    but : the files that may
    """

    reason: str
    breaks: str
    names: tuple[str, ...] = ()
    argument: str = ""
    harmless: tuple[object, ...] = ()
    but: tuple[str, ...] = ()


RULES = {
    "pickles": Rule(
        "a pickle runs what it names; only the loader looks at names before it opens one",
        "import pickle as p",
        names=("pickle", "cloudpickle", "dill", "shelve", "marshal", "_pickle"),
        but=(UNPICKLING, HOSTILE),
    ),
    "joblib.load": Rule(
        "it opens a pickle by its path: neither its hash nor its names are looked at",
        "from joblib import load",
        names=("joblib.load", "joblib.numpy_pickle", "pandas.read_pickle", ".read_pickle"),
        but=(UNPICKLING,),
    ),
    "allow_pickle": Rule(
        "an array of objects is a pickle",
        "np.load(file, allow_pickle=choice)",
        argument="allow_pickle",
        harmless=(False,),
    ),
    "unsafe_allow_html": Rule(
        "a class's name or a note could hold a script; st.html is cleaned",
        "st.markdown(text, unsafe_allow_html=True)",
        argument="unsafe_allow_html",
    ),
    "gr.load": Rule(
        "it fetches an app from elsewhere and opens the route that passes requests on",
        "import gradio as g\ng.load('models/x')",
        names=("gradio.load", "gradio.Interface.load", "gradio.external"),
    ),
    "share": Rule(
        "it opens a tunnel, so that anybody could reach this machine",
        "settings = {'share': given}",
        argument="share",
        harmless=(False,),
    ),
    "allowed_paths": Rule(
        "it serves files by their path to whoever asks",
        "demo.launch(allowed_paths=['.'])",
        argument="allowed_paths",
    ),
    "shell": Rule(
        "a name with a blank or a semicolon would become a command",
        "subprocess.run(line, shell=True)",
        argument="shell",
        harmless=(False,),
    ),
    "os.system": Rule("as a shell", "import os\nos.system(line)", names=("os.system", "os.popen")),
    "eval": Rule("text from a file could be run", "eval(text)", names=("eval", "exec", ".exec")),
}


@cache
def facts(source: str) -> tuple[list[tuple[int, str]], list[tuple[int, str, ast.expr]]]:
    """Return the names that are used, and the arguments that are given, by their lines."""
    tree = ast.parse(source)
    return list(_named(tree, dict(_imported(tree)))), list(_arguments(tree))


def found(source: str, rule: Rule) -> list[int]:
    """Return the lines that break a rule."""
    names, arguments = facts(source)
    lines = [line for line, name in names if _is(name, rule.names)]
    return lines + [
        line
        for line, argument, value in arguments
        if rule.argument == argument != ""
        and not (isinstance(value, ast.Constant) and value.value in rule.harmless)
    ]


def _is(name: str, forbidden: tuple[str, ...]) -> bool:
    return any(
        name.endswith(one) if one.startswith(".") else f"{name}.".startswith(f"{one}.")
        for one in forbidden
    )


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield what is known by which name in a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (first, first)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _named(tree: ast.AST, known: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Yield every name that is imported or used, by its full path."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Attribute | ast.Name):
            yield node.lineno, _path(node, known)


def _path(node: ast.expr, known: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return known.get(node.id, node.id)
    return f"{_path(node.value, known)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def _arguments(tree: ast.AST) -> Iterator[tuple[int, str, ast.expr]]:
    """Yield the arguments of calls and the entries of dicts, which may become arguments."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg:
            yield node.lineno, node.arg, node.value
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant):
                    yield node.lineno, str(key.value), value


@pytest.mark.parametrize("name", RULES)
def test_none_of_our_code_does_it(name: str) -> None:
    rule = RULES[name]
    broken = [
        f"{label}:{line}"
        for path in OURS
        if (label := path.relative_to(REPOSITORY).as_posix()) not in rule.but
        for line in found(path.read_text(encoding="utf-8"), rule)
    ]
    assert broken == [], rule.reason


@pytest.mark.parametrize("name", RULES)
def test_a_rule_finds_what_breaks_it(name: str) -> None:
    assert found(RULES[name].breaks, RULES[name])
    assert not found("import numpy as np\nnp.load(path)\nopen(path)\nshare = 1", RULES[name])


def test_the_loader_is_the_file_that_may() -> None:
    source = (REPOSITORY / UNPICKLING).read_text(encoding="utf-8")
    assert found(source, RULES["pickles"])
    assert len(OURS) > 250
