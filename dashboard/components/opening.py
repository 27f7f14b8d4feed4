"""What the server does before it answers, so that the first visit waits for nothing of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import session
import streamlit as st

from components import comparison, gallery, jobs_panel, receipt  # noqa: F401  Overview has them


@asynccontextmanager
async def warmed(_server: st.App) -> AsyncIterator[None]:
    """Open what Overview shows, then let the server answer."""
    session.warm()
    yield
