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


def is_address(host: str) -> bool:
    """Return whether a host is an address, not a name: nobody can be led to it by a name."""
    try:
        return bool(ip_address(host.strip("[]")))
    except ValueError:
        return False


def host_in(header: str) -> str:
    """Return the host, in small letters, of a Host header with or without port; "" if it is bad."""
    if not header.isascii() or any(letter in "@/?#\\%, \t" for letter in header):
        return ""
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port  # raises where it is not a number
        return (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""


def names_this_machine(header: str) -> bool:
    """Return whether a Host header, with or without port, names this machine.

    A browser that was led here under another name (DNS rebinding) sends that name.
    """
    return is_loopback(host_in(header))
