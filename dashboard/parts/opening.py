"""What the server does before it answers, so that the first visit waits for nothing of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from core import memory
from parts import jobs_panel, receipt  # noqa: F401  Overview has them
from session import canvas_app, opened
from widgets import comparison, gallery  # noqa: F401


@asynccontextmanager
async def warmed(_server: st.App) -> AsyncIterator[None]:
    """Open what Overview shows, then let the server answer; end the canvas with it."""
    memory.share_pools()
    opened.warm()
    memory.give_back()
    try:
        yield
    finally:
        canvas_app.BESIDE.stop()
