"""Scripts are compressed where the browser takes it, once, and are the same when opened."""

import gzip

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from core.serving.packed import Packed

TEXT = "let answer = 42;\n" * 500


class Files:
    """An app that answers every path with the same script, and counts how often it was asked."""

    def __init__(self, text=TEXT, status=200):
        self.text, self.status, self.asked = text, status, 0

    async def __call__(self, scope, receive, send):
        self.asked += 1
        headers = {"etag": '"abc"', "cache-control": "public, immutable"}
        await PlainTextResponse(self.text, self.status, headers)(scope, receive, send)


def ask(client, path="/static/js/index.DormvYxC.js", **headers):
    named = {"accept-encoding": "gzip, br", **{k.replace("_", "-"): v for k, v in headers.items()}}
    with client.stream("GET", path, headers=named) as answer:
        return answer, b"".join(answer.iter_raw())


def test_a_script_is_compressed_once_and_is_the_same():
    files = Files()
    client = TestClient(Packed(files))
    for _ in range(3):
        answer, body = ask(client)
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"] == "accept-encoding"
        assert answer.headers["etag"] == 'W/"abc"'
        assert answer.headers["cache-control"] == "public, immutable"
        assert int(answer.headers["content-length"]) == len(body) < len(TEXT) / 10
        assert gzip.decompress(body).decode() == TEXT
    assert files.asked == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/js/index.js", {"accept_encoding": "identity"}),
        ("/static/js/index.js", {"accept_encoding": "br, gzip;q=0"}),
        ("/static/js/index.js", {"range": "bytes=0-9"}),
        ("/static/js/index.js", {"if_none_match": '"abc"'}),
        ("/static/media/font.woff2", {}),
        ("/media/abc.js", {}),
        ("/static/../secret.js?x=1", {}),
    ],
)
def test_all_else_is_left_to_the_app(path, headers):
    answer, body = ask(TestClient(Packed(Files())), path, **headers)
    assert "content-encoding" not in answer.headers
    assert body.decode() == TEXT


def test_what_is_small_or_no_file_stays_as_it_is():
    for files in (Files("short"), Files(status=404)):
        client = TestClient(Packed(files))
        for _ in range(2):
            answer, body = ask(client)
            assert "content-encoding" not in answer.headers
            assert (answer.status_code, body.decode()) == (files.status, files.text)
        assert files.asked == 2
