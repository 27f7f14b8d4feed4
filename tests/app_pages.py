"""What tests of whole pages share: where the app begins, and how to look at what it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.storage import paths

HOME = str(Path(__file__).resolve().parents[1] / "dashboard" / "Home.py")


@contextmanager
def shown_from(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the dashboard run on an artifacts folder, with nothing that it remembers of another."""
    monkeypatch.setattr(paths, "ARTIFACTS", folder)
    st.cache_resource.clear()
    yield folder
    st.cache_resource.clear()


def clean(app: AppTest) -> AppTest:
    """Return the app, which shows neither an exception nor an error."""
    assert [e.message for e in app.exception] == []
    assert [e.value for e in app.error] == []
    return app


def component(app: AppTest, part: str) -> dict:
    """Return what a component was sent: the first whose data has this key."""
    sent = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    return next(found for found in sent if part in found)
