"""Certificates for servers of the tests on this machine; their key is public and protects nothing.

Made by OpenSSL 3: `openssl ca -selfsign` with a P-256 key, for digits.example.org,
draw.example.org, localhost and 127.0.0.1. `valid` is so from 2020 to 2120, `expired` was in 2020.
"""

from __future__ import annotations

import ssl
from pathlib import Path

FOLDER = Path(__file__).parent
KEY = FOLDER / "key.pem"


def file(name: str) -> Path:
    """Return the file of a certificate."""
    return FOLDER / f"{name}.pem"


def context(name: str) -> ssl.SSLContext:
    """Return what a server needs to speak TLS with a certificate."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(file(name), KEY)
    return made


def trusting(name: str) -> ssl.SSLContext:
    """Return what a client needs to trust a certificate, and nothing else."""
    return ssl.create_default_context(cafile=str(file(name)))
