"""Above a number of requests at once, the next one is told so at once; then all goes on."""

import asyncio

import pytest

import own_loop
from core.serving.crowd import BUSY, Crowd
from core.serving.doorway import Doorway


def ask(crowd, path="/task/", kind="http"):
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    return crowd({"type": kind, "path": path, "headers": []}, receive, send), sent


@pytest.mark.parametrize(("kind", "told"), [("http", 503), ("websocket", 1008)])
def test_one_too_many_is_told_so_at_once_and_room_comes_back(kind, told):
    async def tried():
        done = asyncio.Event()

        async def slow(scope, receive, send):
            await done.wait()
            await send({"type": "done"})

        crowd = Crowd(slow, "/task", most=2)
        calls = [ask(crowd, kind=kind) for _ in range(2)]
        working = [asyncio.create_task(call) for call, _ in calls]
        await asyncio.sleep(0)
        third, sent = ask(crowd, kind=kind)
        await asyncio.wait_for(third, 1)  # it does not wait for the two
        assert sent[0].get("status", sent[0].get("code")) == told
        if kind == "http":
            assert sent[1]["body"].decode() == BUSY
        elsewhere, other = ask(crowd, "/page", kind)
        beside = asyncio.create_task(elsewhere)
        done.set()
        await asyncio.gather(*working, beside)
        assert other == [{"type": "done"}]
        later, sent = ask(crowd, kind=kind)
        await later
        assert sent == [{"type": "done"}]

    own_loop.run(tried())


def test_what_fails_makes_room_too():
    async def broken(scope, receive, send):
        raise ZeroDivisionError

    async def tried():
        crowd = Crowd(broken, "/", most=1)
        for _ in range(3):
            call, _ = ask(crowd)
            with pytest.raises(ZeroDivisionError):
                await call

    own_loop.run(tried())


def test_what_the_app_has_not_answered_yet_counts_but_its_answers_can_be_fetched():
    async def app(scope, receive, send):
        await send({"type": "done"})

    async def tried():
        waiting = 2
        crowd = Crowd(app, "/task", 2, lambda: waiting)

        async def told(method):
            sent = []

            async def send(message):
                sent.append(message)

            scope = {"type": "http", "method": method, "path": "/task/", "headers": []}
            await crowd(scope, None, send)
            return sent[0].get("status", sent[0]["type"])

        assert [await told("POST"), await told("GET")] == [503, "done"]
        waiting = 1
        assert await told("POST") == "done"

    own_loop.run(tried())


def test_a_page_for_which_there_is_no_place_says_so_and_opens_later():
    async def tried():
        ended = asyncio.Event()

        async def app(scope, receive, send):
            if scope["type"] == "websocket":
                await ended.wait()
            await send({"type": "done"})

        crowd = Crowd(app, "/stream", most=1)
        doorway = Doorway(crowd, crowd.full)

        async def told(path, accept="text/html,*/*", method="GET"):
            sent = []

            async def send(message):
                sent.append(message)

            scope = {"type": "http", "method": method, "path": path}
            await doorway({**scope, "headers": [(b"accept", accept.encode())]}, None, send)
            return sent[-1].get("body", b"").decode() or sent[-1]["type"]

        page, _ = ask(doorway, "/stream", "websocket")
        opened = asyncio.create_task(page)
        await asyncio.sleep(0)
        assert await told("/") == await told("/thresholds") == BUSY
        # Pages that are open go on.
        assert await told("/static/js/index.js", "*/*") == "done"
        assert await told("/media/digits.csv") == "done"
        assert await told("/", method="HEAD") == "done"
        ended.set()
        await opened
        assert await told("/") == "done"

    own_loop.run(tried())
