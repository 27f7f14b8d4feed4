"""Who may import whom: read from the source, not from running it."""

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
FOLDERS = ("core", "dashboard", "canvas", "bench", "tools")
OURS = [*REPOSITORY.glob("*.py")]
for folder in FOLDERS:
    OURS += sorted((REPOSITORY / folder).rglob("*.py"))

#: The one table: a package, and the packages of ours that it may import beside itself.
CORE = {
    "core": (),
    "core.serving": (),
    "core.storage": (),
    "core.data": ("core.storage",),
    "core.evaluation": (),
    "core.rules": ("core.evaluation",),
    "core.models": ("core.storage",),
    "core.training": ("core.storage", "core.data", "core.evaluation", "core.models"),
    "core.analysis": (
        "core.storage",
        "core.data",
        "core.evaluation",
        "core.rules",
        "core.models",
        "core.training",
    ),
    "core.improvement": (
        "core.storage",
        "core.data",
        "core.evaluation",
        "core.models",
        "core.training",
        "core.analysis",
    ),
    "core.drawing": ("core.storage", "core.data", "core.evaluation", "core.models"),
    "core.lessons": (
        "core.storage",
        "core.data",
        "core.evaluation",
        "core.rules",
        "core.training",
        "core.analysis",
    ),
    "core.figures": ("core.evaluation",),
}
ROOMS = tuple(name for name in CORE if name != "core")
MAY_IMPORT = {name: {"core", *allowed} for name, allowed in CORE.items()} | {
    "core.cli": {"core", *ROOMS} - {"core.figures"},
    "core.__main__": {"core.cli"},
    "session": {"core", *ROOMS} - {"core.figures"},
    "widgets": {"core", "core.evaluation", "core.rules", "core.analysis", "core.figures"},
    "parts": {"core", *ROOMS, "session", "widgets"} - {"core.storage", "core.training"},
    "views": {"core", *ROOMS, "session", "widgets", "parts"} - {"core.storage", "core.training"},
    "Home": {"core", "core.data", "core.serving", "session", "parts"},
    "canvas": {"core", *ROOMS} - {"core.figures"},
    "gradio_app": {"canvas"},
    "bench": {"core", *ROOMS, "canvas", "session", "widgets"},
    "tools": set(),
}
#: Packages that only some of ours may import.
ONLY = {
    "streamlit": ("session", "widgets", "parts", "views", "Home", "bench"),
    "gradio": ("canvas", "bench"),
    "plotly": ("core.figures",),
}


def label(path):
    return str(path.relative_to(REPOSITORY))


def module_name(path):
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    parts = parts[1:] if parts[0] == "dashboard" else parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {module_name(path): path for path in OURS}


def package(module):
    """Return the row of the table that a module belongs to."""
    found = [name for name in MAY_IMPORT if module == name or module.startswith(f"{name}.")]
    return max(found, key=len)


def imported(path):
    """Return the dotted names that a file imports anywhere, also inside functions."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{label(path)} imports relatively"
            assert "*" not in {alias.name for alias in node.names}, f"{label(path)} imports a star"
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@cache
def modules(path):
    """Return the modules of ours that a file imports."""
    return (imported(path) & set(MODULES)) - {module_name(path)}


@pytest.mark.parametrize("path", OURS, ids=label)
def test_every_import_is_in_the_table(path):
    here = package(module_name(path))
    wrong = {name for name in modules(path) if package(name) not in MAY_IMPORT[here] | {here}}
    assert wrong == set(), f"{here} may not import these"


@pytest.mark.parametrize("path", OURS, ids=label)
def test_user_interfaces_and_charts_stay_where_they_belong(path):
    here, top = package(module_name(path)), {name.split(".")[0] for name in imported(path)}
    assert [name for name, allowed in ONLY.items() if name in top and here not in allowed] == []


@cache
def reached(module):
    """Return every module of ours that a module needs, directly or through others."""
    graph = {name: modules(path) for name, path in MODULES.items()}
    found, waiting = set(), [module]
    while waiting:
        for other in graph[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return found


@pytest.mark.parametrize("path", OURS, ids=label)
def test_no_module_needs_itself_in_a_circle(path):
    assert module_name(path) not in reached(module_name(path))


def test_no_two_packages_need_each_other():
    for name, allowed in MAY_IMPORT.items():
        for other in allowed - {name}:
            assert name not in MAY_IMPORT[other], f"{name} and {other}"


STATEFUL = [
    path
    for path in OURS
    if package(module_name(path)) in ("views", "parts", "Home") and path.suffix == ".py"
]


@pytest.mark.parametrize("path", STATEFUL, ids=label)
def test_pages_touch_neither_state_nor_caches(path):
    source = path.read_text(encoding="utf-8")
    assert "session_state" not in source
    assert "query_params" not in source.replace("query_params=", "")
    assert "cache_data" not in source
    assert "cache_resource" not in source


@pytest.mark.parametrize("path", OURS, ids=label)
def test_whatever_is_imported_exists(path):
    """Also inside functions, which no other test may have run since the last move."""
    missing = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {node.module}
        else:
            continue
        missing |= {name for name in names if name not in MODULES and not there(name)}
    assert missing == set()


@cache
def there(name):
    """Return whether a module of somebody else's can be imported."""
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False
