"""F8: every name that a stored model may hold is called in every way, and reaches nothing."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import numpy as np
import pytest

from bench.soak import names
from core.storage.unpickling import load_pickle


@pytest.mark.parametrize(("module", "name"), names.NAMES)
def test_f8_no_name_that_is_admitted_reaches_the_system(
    tmp_path: Path, module: str, name: str
) -> None:
    contents = names.payloads(module, name, str(tmp_path / "canary"))
    assert len(contents) > 100
    assert names.ended(lambda content: load_pickle(content, names.RECIPES), contents) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "act",
    [
        lambda place: place.write_text("x"),
        lambda place: place.mkdir(),
        lambda place: os.system("true"),
        lambda place: socket.socket().close(),
        lambda place: eval("1"),
        lambda place: np.memmap(place, "u1", "w+", 0, (9,)),
    ],
)
def test_the_watch_sees_what_reaches_out(tmp_path: Path, act) -> None:
    assert names.ended(lambda content: act(tmp_path / "canary"), [b""]) == names.REACHED
