"""Who may import whom, and what nobody may call: read from the source, not from running it."""

import ast
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
OURS = [*REPOSITORY.glob("*.py")]
for folder in ("core", "dashboard", "canvas", "bench"):
    OURS += sorted((REPOSITORY / folder).rglob("*.py"))
CORE = [path for path in OURS if REPOSITORY / "core" in path.parents]
VIEWS = sorted((REPOSITORY / "dashboard" / "views").glob("*.py"))


def label(path):
    return str(path.relative_to(REPOSITORY))


def imported(path):
    """Return the dotted names that a file imports anywhere, also inside functions."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{label(path)} imports relatively"
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def packages(path):
    return {name.split(".")[0] for name in imported(path)}


@cache
def modules(path):
    """Return the modules of core that a file imports, by their name without `core.`."""
    known = {module_name(other) for other in CORE}
    found = {name.removeprefix("core.") for name in imported(path) if name.startswith("core.")}
    return found & known - ({module_name(path)} if path in CORE else set())


def module_name(path):
    parts = path.relative_to(REPOSITORY / "core").with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@pytest.mark.parametrize("path", CORE, ids=label)
def test_core_knows_no_user_interface(path):
    assert not packages(path) & {"streamlit", "gradio", "dashboard", "canvas", "session", "bench"}


@pytest.mark.parametrize("path", CORE, ids=label)
def test_only_figures_know_plotly(path):
    assert "plotly" not in packages(path) or path.name.startswith("figures")


@pytest.mark.parametrize("path", VIEWS, ids=label)
def test_views_touch_neither_state_nor_artifacts(path):
    assert not modules(path) & {"artifacts", "storage", "training"}
    source = path.read_text(encoding="utf-8")
    assert "session_state" not in source
    assert "query_params" not in source.replace("query_params=", "")
    assert "cache_data" not in source
    assert "cache_resource" not in source


MAKERS = {"models", "training", "artifacts", "storage", "jobs", "cli"}


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("progress", {"data", *MAKERS}),
        ("data", {"features", "scores", *MAKERS}),
        ("features", {"scores", *MAKERS}),
        ("models", {"scores", "decisions", "metrics", *MAKERS}),
        ("scores", {"decisions", "metrics", "errors", *MAKERS}),
        ("decisions", {"metrics", "errors", *MAKERS}),
        ("metrics", {"errors", *MAKERS}),
        ("errors", MAKERS),
        ("artifacts", {"training", "jobs", "cli"}),
        ("canvas", {"data", *MAKERS}),
        ("figures", MAKERS),
    ],
)
def test_arrows_never_turn_back(module, forbidden):
    assert not reached(module) & forbidden


@cache
def reached(module):
    """Return every module of core that a module needs, directly or through others."""
    graph = {module_name(path): modules(path) for path in CORE}
    found, waiting = set(), [module]
    while waiting:
        for other in graph[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return found


@pytest.mark.parametrize("path", CORE, ids=label)
def test_no_module_needs_itself_in_a_circle(path):
    assert module_name(path) not in reached(module_name(path))


FORBIDDEN_WORDS = ["unsafe_allow_html", "gr.load(", "share=True", "allowed_paths", "joblib.load("]


@pytest.mark.parametrize("path", OURS, ids=label)
def test_nothing_opens_a_door(path):
    source = path.read_text(encoding="utf-8")
    assert [word for word in FORBIDDEN_WORDS if word in source] == []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec"}
        if isinstance(node, ast.keyword):
            opens = isinstance(node.value, ast.Constant) and node.value.value is True
            assert not (node.arg == "allow_pickle" and opens)
            assert not (node.arg == "shell" and opens)


@pytest.mark.parametrize("path", OURS, ids=label)
def test_only_the_loader_unpickles(path):
    pickles = packages(path) & {"pickle", "cloudpickle", "dill", "shelve", "marshal"}
    assert not pickles or label(path) == "core/unpickling.py"
