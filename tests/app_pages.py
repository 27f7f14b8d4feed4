"""What tests of whole pages share: where the app begins, and how to look at what it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from core.storage import paths

HOME = str(Path(__file__).resolve().parents[1] / "dashboard" / "Home.py")


#: Pages whose address is not the name of their file.
ADDRESSES = {"overview": "", "image": "digit"}


def page_at(page: str, **address: str) -> AppTest:
    """Return a page at its address, as a browser opens it that comes from elsewhere; not run yet.

    `switch_page` would need a run of the Overview before.
    """
    app = AppTest.from_file(HOME, default_timeout=120)
    lead_to(app, page, **address)
    return app


def lead_to(app: AppTest, page: str, **address: str) -> None:
    """Let the first run of an app be that of a page at this address."""
    name = page.rpartition("/")[2]
    app._page_hash = calc_hash(ADDRESSES.get(name, name))
    app.query_params.update(address)


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
