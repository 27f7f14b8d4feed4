"""What a stored model depends on, in one hash: its key."""

from __future__ import annotations

import ast
import hashlib
import inspect
import json
import platform
import re
import textwrap
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import scipy
import sklearn
from sklearn.pipeline import Pipeline

from core.data import sets
from core.models import registry

#: The way artifacts are laid out on disk. 2: pickles name classes by their package.
FORMAT = 2


def versions() -> dict[str, str]:
    """Return the versions that a stored model depends on, as major.minor."""
    found = {
        "python": platform.python_version(),
        "scikit-learn": sklearn.__version__,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
    }
    return {name: ".".join(version.split(".")[:2]) for name, version in found.items()}


def key(name: str, dataset: str = "mnist") -> str:
    """Return the hash of all that would change the trained model, 64 hex digits."""
    data = sets.load(dataset)
    if name not in registry.MODELS:  # predictions that were brought depend on their images alone
        parts = {"format": FORMAT, "predictions": name, "data": data.sha256}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    parts = {
        "format": FORMAT,
        "model": name,
        "recipe": _recipe(registry.get(name), dataset),
        "versions": versions(),
        "data": data.sha256,
    }
    if data.groups_sha256:  # the folds depend on them; without them the key is what it was
        parts["groups"] = data.groups_sha256
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def _recipe(model: registry.Model, dataset: str) -> dict[str, Any]:
    return recipe(model.pipeline(dataset))


def recipe(pipeline: Pipeline) -> dict[str, Any]:
    """Return the steps' parameters and, for steps of our own, a hash of what they compute."""
    result: dict[str, Any] = {}
    for step_name, step in pipeline.steps:
        parameters = {
            parameter: repr(value)
            for parameter, value in sorted(step.get_params(deep=True).items())
            if not re.search(r"(^|__)(n_jobs|verbose)$", parameter)
        }
        result[step_name] = [type(step).__qualname__, parameters]
        if type(step).__module__.startswith("core."):
            parts = [type(step), *getattr(step, "modules", ())]
            result[step_name] += [code_hash(part) for part in parts]
    return result


def classes(pipeline: Pipeline) -> set[type]:
    """Return the classes that a fitted model of this recipe may contain.

    They are those of the estimators in it and, for steps of our own, of the modules they name.
    """
    found: set[type] = set()
    for step in dict(pipeline.steps).values():
        nested = [value for value in step.get_params(deep=True).values() if hasattr(value, "fit")]
        found |= {type(part) for part in (step, *nested)}
        for module in getattr(step, "modules", ()):
            own = [part for part in vars(module).values() if isinstance(part, type)]
            found |= {part for part in own if part.__module__ == module.__name__}
    return found


def code_hash(part: type | ModuleType) -> str:
    """Hash a class's or module's code without comments and docstrings, which change nothing."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(part)))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            node.body = body[1:] or [ast.Pass()]  # type: ignore[attr-defined, index]
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()
