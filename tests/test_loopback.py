"""What counts as this very machine, for what may be shown and who may call."""

import pytest

from core.serving import loopback


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST", "::1", "[::1]"]
)
def test_this_machine(host):
    assert loopback.is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "0.0.0.0",
        "::",
        "192.168.0.4",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "2130706433",
    ],
)
def test_elsewhere(host):
    assert not loopback.is_loopback(host)


@pytest.mark.parametrize("header", ["127.0.0.1:7860", "localhost", "[::1]:7860", "LocalHost:80"])
def test_a_host_header_of_this_machine(header):
    assert loopback.names_this_machine(header)


@pytest.mark.parametrize(
    "header", ["", "evil.example", "evil.example:80", "[::1", "localhost.evil"]
)
def test_a_host_header_of_elsewhere(header):
    assert not loopback.names_this_machine(header)
