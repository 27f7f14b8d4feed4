"""People on the page Thresholds who speak the dashboard's own protocol, without a browser."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PAGE, QUERY = "thresholds", "model=forest"
SLIDER = "threshold_slider"
#: A page that asked for another run by itself is not done.
EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN
DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


def stream(url: str) -> str:
    """Return where the pages of a dashboard at this address connect."""
    return url.rstrip("/").replace("http", "ws", 1) + "/_stcore/stream"


def opening(page: str) -> BackMsg:
    """Return what a browser says first that opens a page by its address."""
    asked = BackMsg()
    asked.rerun_script.query_string, asked.rerun_script.page_name = QUERY, page
    return asked


class Visit:
    """One person's page, open at the thresholds; `open` it first and `close` it at the end."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line
        self.moves = 0
        self.script = self.slider = self.fragment = ""

    @classmethod
    async def open(cls, address: str, **options: Any) -> Visit:
        """Open the page by its address as a browser does; options are those of the connection."""
        visit = await cls._at(address, PAGE, **options)
        if not visit.slider:
            raise RuntimeError("The page shows no slider.")
        await visit._tell("running", True)
        return visit

    @classmethod
    async def glance(cls, address: str, page: str) -> None:
        """Open a page by its address, wait until it has run and go away."""
        await (await cls._at(address, page)).close()

    @classmethod
    async def leave(cls, address: str) -> None:
        """Open the page and go away before it has run."""
        visit = await cls._connected(address)
        await visit.line.send(opening(PAGE).SerializeToString())
        await visit.close()

    @classmethod
    async def _at(cls, address: str, page: str, **options: Any) -> Visit:
        visit = await cls._connected(address, **options)
        await visit._ask(opening(page))
        return visit

    @classmethod
    async def _connected(cls, address: str, **options: Any) -> Visit:
        return cls(
            await connect(
                address, subprotocols=["streamlit"], max_size=None, ping_interval=None, **options
            )
        )

    async def move(self) -> None:
        """Let go of the slider somewhere else; wait until the page shows it."""
        self.moves += 1
        threshold = round(random.uniform(0.1, 0.9), 3)
        await self._tell("moved", {"threshold": threshold, "number": self.moves})

    async def hurry(self, thresholds: list[float]) -> str:
        """Let go of the slider at each of these without waiting in between, as a held key does.

        Returns the address that the page ends at, once nothing has come for a second.
        """
        for threshold in thresholds:
            self.moves += 1
            value = {"threshold": threshold, "number": self.moves}
            await self.line.send(self._said("moved", value).SerializeToString())
        address = ""
        while True:
            try:
                async with asyncio.timeout(1.0 if address else 30.0):
                    told = ForwardMsg.FromString(await self.line.recv())
            except TimeoutError:
                return address
            if told.WhichOneof("type") == "page_info_changed":
                address = told.page_info_changed.query_string

    async def close(self) -> None:
        """Go away."""
        await self.line.close()

    async def _tell(self, event: str, value: object) -> None:
        await self._ask(self._said(event, value))

    def _said(self, event: str, value: object) -> BackMsg:
        """Return what the slider's script says, of the part of the page in which it stands."""
        asked = BackMsg()
        run = asked.rerun_script
        run.query_string, run.page_script_hash = QUERY, self.script
        run.fragment_id = self.fragment
        told = run.widget_states.widgets.add()
        told.id = f"$$STREAMLIT_INTERNAL_KEY_{self.slider}__events"
        told.json_trigger_value = json.dumps([{"event": event, "value": value}])
        return asked

    async def _ask(self, asked: BackMsg) -> None:
        await self.line.send(asked.SerializeToString())
        while True:
            told = ForwardMsg.FromString(await self.line.recv())
            kind = told.WhichOneof("type")
            if kind == "navigation":
                self.script = told.navigation.page_script_hash
            elif kind == "delta" and SLIDER in told.delta.new_element.bidi_component.id:
                self.slider = told.delta.new_element.bidi_component.id
                self.fragment = told.delta.fragment_id
            elif kind == "script_finished" and told.script_finished in DONE:
                return
            elif kind == "script_finished" and told.script_finished != EARLY:
                raise RuntimeError("The page did not finish.")
