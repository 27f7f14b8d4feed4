"""The gate in front of the dashboard: foreign pages change nothing and open no web socket."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from core.serving import same_origin
from core.serving.answers import HEADERS, Headed
from core.serving.same_origin import SameOrigin

#: Headers of a request, and whether they are of a page of another origin.
REQUESTS = [
    ({}, False),  # a program, not a browser
    ({"sec-fetch-site": "none"}, False),  # typed into the address bar
    ({"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:8501"}, False),
    ({"origin": "http://127.0.0.1:8501"}, False),
    ({"origin": "https://127.0.0.1:8501"}, False),  # behind a proxy that ends TLS
    ({"origin": "http://127.0.0.1:7860"}, True),
    ({"origin": "http://localhost:8501"}, True),
    ({"origin": "http://evil.example"}, True),
    ({"origin": "null"}, True),
    ({"origin": "http://[::1"}, True),
    ({"sec-fetch-site": "same-site"}, True),
    ({"sec-fetch-site": "cross-site"}, True),
]


@pytest.mark.parametrize(("headers", "foreign"), REQUESTS, ids=str)
def test_who_is_foreign(headers, foreign):
    assert same_origin.is_foreign({"host": "127.0.0.1:8501", **headers}) is foreign


@pytest.mark.parametrize("scheme", ["https", "wss"])
def test_a_page_without_tls_is_foreign_to_one_with_it(scheme):
    headers = {"host": "digits.example.org", "origin": "http://digits.example.org"}
    assert same_origin.is_foreign(headers, scheme)
    assert not same_origin.is_foreign({**headers, "origin": "https://digits.example.org"}, scheme)


@pytest.fixture
def calls():
    """Return the list of what reached the app."""
    return []


@pytest.fixture
def client(calls):
    """Return a client of an app behind the gate."""

    async def page(request):
        calls.append(request.method)
        return PlainTextResponse("page", headers={"referrer-policy": "origin"})

    async def stream(socket: WebSocket):
        calls.append("socket")
        await socket.accept()
        await socket.close()

    routes = [Route("/", page, methods=["GET", "PUT", "POST"]), WebSocketRoute("/stream", stream)]
    gate = Headed(SameOrigin(Starlette(routes=routes)))
    return TestClient(gate, base_url="http://127.0.0.1:8501")


@pytest.mark.parametrize(("headers", "foreign"), REQUESTS, ids=str)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_foreign_change_never_reaches_the_app(client, calls, method, headers, foreign):
    answer = client.request(method, "/", headers=headers)
    assert answer.status_code == (403 if foreign else 200)
    assert calls == ([] if foreign else [method])


@pytest.mark.parametrize(("headers", "foreign"), REQUESTS, ids=str)
def test_a_foreign_page_reads_nothing_but_may_link_here(client, headers, foreign):
    assert client.get("/", headers=headers).status_code == (403 if foreign else 200)
    followed = {**headers, "sec-fetch-mode": "navigate"}
    assert client.get("/", headers=followed).status_code == 200
    assert client.post("/", headers=followed).status_code == (403 if foreign else 200)


@pytest.mark.parametrize(("headers", "foreign"), REQUESTS, ids=str)
def test_a_foreign_web_socket_never_reaches_the_app(client, calls, headers, foreign):
    if foreign:
        with (
            pytest.raises(WebSocketDisconnect),
            client.websocket_connect("ws://127.0.0.1:8501/stream", headers=headers),
        ):
            pass
    else:
        with client.websocket_connect("ws://127.0.0.1:8501/stream", headers=headers):
            pass
    assert calls == ([] if foreign else ["socket"])


def test_headers_are_added_once(client):
    found = client.get("/").headers
    for name, value in HEADERS.items():
        assert found.get_list(name) == [value if name != "referrer-policy" else "origin"]
