"""A program beside another: started once, ended with it, and its last words are told."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from core.serving.companion import Companion, free_port

REPOSITORY = Path(__file__).resolve().parents[1]
SERVER = """
import http.server, sys
from canvas import beside
beside.end_with_input()
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"here")
    def log_message(self, *rest): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
#: A dashboard in small: it starts the program, says when it runs, and waits.
HOLDER = """
import os, sys, time
from core.serving.companion import Companion
beside = Companion([sys.executable, "-c", sys.argv[1], sys.argv[2]])
beside.start(int(sys.argv[2]), os.environ)
while beside.look().state == "starting": time.sleep(0.05)
print(beside.look().state, flush=True)
time.sleep(60)
"""
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY)}


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as found:
            return bool(found.read() == b"here")
    except OSError:
        return False


def until(true) -> bool:
    for _ in range(400):
        if true():
            return True
        time.sleep(0.05)
    return False


def test_it_is_started_once_and_ended():
    port = free_port(0)
    beside = Companion([sys.executable, "-c", SERVER, str(port)])
    assert beside.look().state == "off"
    beside.start(port, ENVIRONMENT)
    first = beside._process.pid
    beside.start(free_port(0), ENVIRONMENT)  # pressed twice
    assert beside._process.pid == first
    assert until(lambda: beside.look().state == "running")
    assert beside.look().url == f"http://127.0.0.1:{port}/"
    assert answers(port)
    beside.stop()
    assert beside.look().state == "off"
    assert not answers(port)


def test_its_last_words_are_told_and_it_can_be_started_again():
    beside = Companion([sys.executable, "-c", "import sys; sys.exit('Port 7860 cannot be used.')"])
    for _ in range(2):
        beside.start(free_port(0), ENVIRONMENT)
        assert until(lambda: beside.look().state == "failed")
        assert beside.look().sentence == "Port 7860 cannot be used."


def test_a_program_that_is_not_there_or_never_answers_is_told():
    beside = Companion(["/nowhere/python"])
    beside.start(1, ENVIRONMENT)
    assert beside.look().state == "failed"
    assert "No such file" in beside.look().sentence
    mute = Companion([sys.executable, "-c", "import time; time.sleep(60)"], patience=0)
    mute.start(free_port(0), ENVIRONMENT)
    process = mute._process
    assert until(lambda: mute.look().state == "failed")
    assert "did not answer" in mute.look().sentence
    assert process.poll() is not None


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_it_does_not_outlive_who_started_it(ending):
    port = free_port(0)
    words = [sys.executable, "-c", HOLDER, SERVER, str(port)]
    with subprocess.Popen(words, env=ENVIRONMENT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"running\n"
        assert answers(port)
        holder.send_signal(ending)
    assert until(lambda: not answers(port))


def test_a_port_that_is_taken_is_not_the_one_to_use():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) not in (port, 0)
    assert free_port(port) == port
