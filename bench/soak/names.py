"""F8: whatever a stored model may name, called in any way that a pickle can, reaches nothing.

Each name is tried in a copy of this process that reports what it asks of the system: files that it
opens to write, folders, programs, sockets, text that it runs.
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
import warnings
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from bench.soak import forked
from bench.soak.noted import note
from core.models import registry
from core.storage.unpickling import ADMITTED, load_pickle
from core.training import keys

RECIPES = {
    part
    for model in registry.MODELS.values()
    for part in keys.classes(registry.get(model.name).make())
}
NAMES = sorted({*ADMITTED, *((part.__module__, part.__qualname__) for part in RECIPES)})
REACHED = 3
WATCHED = ("os.", "socket.", "subprocess.", "shutil.", "tempfile.", "ctypes.dlopen", "mmap.")


def body(value: object) -> bytes:
    """Return a value as the inside of a pickle."""
    return pickle.dumps(value, 2)[2:-1]


def payloads(module: str, name: str, canary: str) -> list[bytes]:
    """Return pickles that call a name, make an object of it without a call, and set its state."""
    arguments = [
        (), (canary,), (canary, "w"), (canary, "w+", "u1"), (canary, canary, canary),
        ([("a", canary)],), ((9,), canary), (canary, 0, 0, 0), ({"file": canary},),
    ]  # fmt: skip
    names = ("file", "filename", "memory", "location", "store", "path", "shape", "dtype", "steps")
    states = [
        None, canary, {key: canary for key in names}, (canary, {"file": canary}),
        (1, (9,), np.dtype("u1"), False, b"w"), {"shape": (9,), "dtype": np.dtype("O"),
        "subclass": np.ndarray, "order": "C", "allow_mmap": True, "numpy_array_alignment_bytes": 0},
    ]  # fmt: skip
    asked = f"c{module}\n{name}\n".encode()
    found = [b"\x80\x02" + asked + b"."]
    for call, made, state in product((b"R", b"\x81"), arguments, states):
        told = b"" if state is None else body(state) + b"b"
        found.append(b"\x80\x02" + asked + body(made) + call + told + b".")
    return found


def reaches(event: str, arguments: tuple) -> bool:
    """Return whether an event is more than reading: these a stored model has no need of."""
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        writes = isinstance(mode, str) and set(mode) & set("wax+")
        return bool(writes) or bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    if event == "compile":
        return arguments[1] == "<string>"
    return event.startswith(WATCHED) and event not in ("os.listdir", "os.scandir")


def ended(load: Callable[[bytes], Any], contents: list[bytes]) -> int:
    """Return how a copy of this process ended that opens pickles: 0 if they reached nothing."""
    return forked.ended(forked.begin(lambda: watched(load, contents)))


def watched(load: Callable[[bytes], Any], contents: list[bytes]) -> int:
    """Open pickles; return REACHED if one asked the system for something."""
    warnings.simplefilter("ignore")  # many have much to say on odd arguments
    seen: list[str] = []

    def note(event: str, arguments: tuple) -> None:
        if reaches(event, arguments):
            seen.append(f"{event} {arguments}")

    sys.addaudithook(note)
    for content in contents:
        try:
            load(content)
        except Exception:  # it may fail in any way, but do nothing
            continue
    if seen:
        print(seen[:5])
    return REACHED if seen else 0


def main() -> bool:
    """Try every name and note what came out."""
    reached, ways = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for module, name in NAMES:
            contents = payloads(module, name, str(Path(folder) / "canary"))
            ways += len(contents)
            if ended(lambda content: load_pickle(content, RECIPES), contents):
                reached.append(name)
        if any(Path(folder).iterdir()):
            reached.append("a file")
    told = f"reached by {', '.join(reached)}" if reached else "none reached the system"
    return note("F8", f"{len(NAMES)} admitted names called in {ways:,} ways: {told}", not reached)


if __name__ == "__main__":
    sys.exit(not main())
