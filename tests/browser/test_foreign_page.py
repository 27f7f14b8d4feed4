"""A page of another origin, open in the same browser, tries to write into both apps."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

from core.data import mnist
from core.drawing import handwriting
from core.serving import same_origin
from core.storage import paths
from serving import free_port, serving

REPOSITORY = Path(__file__).resolve().parents[2]
#: A bar of ink, as the pad sends it.
INK = np.packbits(np.pad(np.ones((160, 24), bool), ((60, 60), (128, 128))))
ATTACK = """
async ([app, ink, parts]) => {
  const to = `${app}/gradio_api/component_server/`, got = [];
  const call = (part) => JSON.stringify(
    { component_id: part, session_hash: "x", fn_name: "keep", data: { ink, label: 4 } });
  for (let part = 0; part < parts; part++) {
    const body = call(part), plain = { "content-type": "text/plain" };
    for (const how of [
      { body, headers: plain },
      { body: new Blob([body]) },
      { body: new URLSearchParams({ body }) },
      { body, headers: plain, credentials: "include" },
    ]) await fetch(to, { method: "POST", mode: "no-cors", ...how }).catch(() => 0);
    const headers = { "content-type": "application/json" };
    got.push(await fetch(to, { method: "POST", body, headers }).then((a) => a.text(), () => ""));
  }
  got.push(await fetch(`${app}/config`).then((answer) => answer.text(), () => ""));
  const form = document.createElement("form"), frame = document.createElement("iframe");
  frame.name = "hidden";
  Object.assign(form, { target: "hidden", method: "POST", enctype: "text/plain", action: to });
  const field = document.createElement("input");
  field.name = call(1).replace(/}$/, ', "x": "');
  field.value = '"}';
  form.append(field);
  document.body.append(frame, form);
  form.submit();
  await new Promise((done) => setTimeout(done, 500));
  return got;
}
"""
OWN = """
async ([ink, part, token]) => {
  const data = { ink, label: 4, ...(token && { token }) };
  const body = JSON.stringify({ component_id: part, session_hash: "x", fn_name: "keep", data });
  const headers = { "content-type": "application/json" };
  const to = "/gradio_api/component_server/";
  return (await fetch(to, { method: "POST", body, headers })).json();
}
"""
SOCKET = """
(url) => new Promise((done) => {
  const socket = new WebSocket(url, ["streamlit"]);
  socket.onopen = () => done("open");
  socket.onerror = () => done("refused");
})
"""


@pytest.fixture
def foreign(page: Page, tmp_path: Path) -> Iterator[Page]:
    """Open an empty page of a host name that is not the apps'."""
    (tmp_path / "index.html").write_text("<!doctype html><title>elsewhere</title><body>")
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://localhost:{server.server_port}/")
        yield page
        server.shutdown()


@pytest.fixture
def canvas(
    trained: list[str], tmp_path: Path, elsewhere: Path, environment: dict[str, str]
) -> Iterator[tuple[str, Path]]:
    """Serve the canvas app with a folder of its own; yield its address and the folder."""
    own = tmp_path / "artifacts"
    own.mkdir()
    for name in (mnist.BUNDLE, "models", "champion"):
        os.symlink(paths.ARTIFACTS.resolve() / name, own / name)
    port = free_port()
    settings = {"GRADIO_SERVER_PORT": str(port), "DIGIT_STUDIO_ARTIFACTS": str(own)}
    url = f"http://127.0.0.1:{port}"
    command = [str(REPOSITORY / "gradio_app.py")]
    with serving(command, elsewhere, {**environment, **settings}, f"{url}/"):
        yield url, own


def kept(root: Path) -> int:
    """Return how many drawings are kept."""
    return len(handwriting.load(root).test)


def test_nothing_is_kept_that_another_page_sends(
    foreign: Page, canvas: tuple[str, Path], page: Page
) -> None:
    url, root = canvas
    ink = base64.b64encode(INK.tobytes()).decode()
    assert set(foreign.evaluate(ATTACK, [url, ink, 4])) <= {"", same_origin.SENTENCE}
    assert kept(root) == 0

    page.goto(f"{url}/config")
    parts = json.loads(page.locator("body").inner_text())["components"]
    pad = next(part["id"] for part in parts if part["type"] == "html")
    assert pad < 4  # so the other page has tried it
    assert "error" in page.evaluate(OWN, [ink, pad, ""])
    assert kept(root) == 0
    call = {"component_id": pad, "session_hash": "x", "fn_name": "hello", "data": {}}
    hello = page.request.post(f"{url}/gradio_api/component_server/", data=call).json()
    assert page.evaluate(OWN, [ink, pad, hello["token"]])["added"]
    assert kept(root) == 1


def test_another_page_opens_no_web_socket_to_the_dashboard(
    foreign: Page, dashboard_url: str
) -> None:
    stream = dashboard_url.replace("http", "ws") + "/_stcore/stream"
    assert foreign.evaluate(SOCKET, stream) == "refused"
    foreign.goto(dashboard_url)
    assert foreign.evaluate(SOCKET, stream) == "open"
