"""Say in one line whether an app can listen on a port: `python tools/check_port.py PORT TARGET`."""

import socket
import sys


def problem(port: str) -> str:
    """Return why nobody can listen on the port, "" if one can."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        return f"PORT={port} is not a port (1 to 65535)"
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", int(port)))
    except PermissionError:
        return f"Port {port} needs more rights than you have"
    except OSError:
        return f"Port {port} is taken by another program"
    return ""


if __name__ == "__main__":
    found = problem(sys.argv[1])
    if found:
        sys.exit(f"{found}; choose another one: make {sys.argv[2]} PORT=9000")
