"""Which hosts are this very machine, so that nobody else can open what listens there."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(host: str | None) -> bool:
    """Return whether a host (a name or an address, without port) is this machine alone."""
    if host is None:
        return False
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def names_this_machine(header: str) -> bool:
    """Return whether a Host header, with or without port, names this machine.

    A browser that was led here under another name (DNS rebinding) sends that name.
    """
    try:
        return is_loopback(urlsplit(f"//{header}").hostname)
    except ValueError:
        return False
