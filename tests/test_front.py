"""The guard in front of both apps, around a small app behind a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from core.serving import hosts, routes, same_origin
from core.serving.answers import HEADERS
from guarded import EXPOSED, ask, guarded, handshake


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    """Return the ports of apps that differ in who can reach them."""
    folder = tmp_path_factory.mktemp("guarded")
    with (
        guarded(folder, exposure=EXPOSED["private"]) as private,
        guarded(folder, exposure=EXPOSED["proxied"]) as proxied,
        guarded(folder, exposure=EXPOSED["public"]) as public,
    ):
        yield {"private": private, "proxied": proxied, "public": public}


#: Host headers, and which of the three apps answer them.
ASKED = [
    ("127.0.0.1:8501", {"private", "proxied", "public"}),
    ("localhost", {"private", "proxied", "public"}),
    ("[::1]:80", {"private", "proxied", "public"}),
    ("digits.example.org", {"proxied", "public"}),
    ("DIGITS.example.org.:443", {"proxied", "public"}),
    ("192.168.0.5:8501", {"public"}),  # an address cannot be a name that leads here
    ("evil.example", set()),
    ("digits.example.org.evil.example", set()),
    ("evil.example@127.0.0.1", set()),
    ("127.0.0.1:80:80", set()),
    ("127.0.0.1, evil.example", set()),
    ("", set()),
]


@pytest.mark.parametrize(("host", "served"), ASKED, ids=[host for host, _ in ASKED])
@pytest.mark.parametrize("name", EXPOSED)
def test_only_hosts_that_are_served_are_answered(ports, name, host, served):
    status, text, answer = ask(ports[name], "/echo", host=host)
    assert status == (200 if name in served else 421)
    assert name in served or text == hosts.SENTENCE
    assert answer.headers["x-content-type-options"] == "nosniff"


FORWARDED = {
    "x_forwarded_host": "digits.example.org",
    "x_forwarded_proto": "https",
    "x_forwarded_for": "192.0.2.7",
    "forwarded": "host=evil.example",
}


def test_what_a_caller_claims_about_the_way_never_arrives(ports):
    seen = json.loads(ask(ports["private"], "/echo", **FORWARDED)[1])
    assert seen["url"].startswith("http://127.0.0.1")
    assert not {name for name in seen["headers"] if "forwarded" in name}
    seen = json.loads(ask(ports["proxied"], "/echo", **FORWARDED)[1])
    assert seen["headers"]["x-forwarded-host"] == "digits.example.org"
    assert seen["url"].startswith("https://")
    assert ask(ports["proxied"], "/echo", x_forwarded_host="evil.example")[0] == 421


def test_no_answer_invites_another_origin_and_all_carry_the_headers(ports):
    foreign = {"origin": "http://evil.example"}
    refused = [
        ask(ports["private"], "/echo", host="evil.example"),
        ask(ports["private"], "/echo", **foreign),
        ask(ports["private"], "/echo", "OPTIONS", access_control_request_method="POST", **foreign),
        ask(ports["private"], "/secret"),
        ask(ports["private"], "/echo", "POST", b" " * 20_000),
        ask(ports["private"], "/broken"),
    ]
    assert [status for status, _, _ in refused] == [421, 403, 403, 404, 413, 500]
    assert refused[1][1] == same_origin.SENTENCE
    for _, text, answer in [
        *refused,
        ask(ports["private"], "/echo"),
        ask(ports["private"], "/healthz"),
    ]:
        assert "Traceback" not in text
        assert "somebody" not in text
        assert HEADERS.items() <= dict(answer.headers).items()
        assert not [name for name in answer.headers if name.startswith("access-control")]
    followed = ask(ports["private"], "/echo", sec_fetch_mode="navigate", **foreign)
    assert followed[0] == 200  # a link from elsewhere
    assert "access-control-allow-credentials" not in followed[2].headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/secret"),
        ("GET", "/unlisted"),
        ("PUT", "/echo"),
        ("GET", "/echo/"),
        ("GET", "//echo"),
    ],
)
def test_what_is_not_allowed_is_not_there(ports, method, path):
    assert ask(ports["private"], path, method)[:2] == (404, routes.SENTENCE)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/talk", {}, 101),
        ("/other", {}, 403),
        ("/talk", {"host": "evil.example"}, 403),
        ("/talk", {"origin": "http://evil.example"}, 403),
    ],
    ids=str,
)
def test_web_sockets_are_guarded_alike(ports, path, headers, status):
    assert handshake(ports["private"], path, **headers) == status
