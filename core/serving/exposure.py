"""Who can reach an app: the address it listens at, the names it goes by, a proxy in front of it.

Three variables of the environment say so, for both apps alike.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from core.serving.loopback import host_in, is_address, is_loopback, names_this_machine

#: Set to 1 to listen where others can open the app.
PUBLIC = "DIGIT_STUDIO_PUBLIC"
#: Names, separated by commas, under which a browser may ask beside this machine's own.
HOSTS = "DIGIT_STUDIO_HOSTS"
#: Set to 1 if all requests come through a proxy that sets the forwarded headers itself.
PROXY = "DIGIT_STUDIO_PROXY"
SWITCH = {"": False, "0": False, "1": True}
NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")


@dataclass(frozen=True)
class Exposure:
    """Who can reach an app that listens at `host`."""

    host: str | None
    names: frozenset[str] = frozenset()
    proxy: bool = False
    public: bool = False

    @property
    def private(self) -> bool:
        """Whether this machine alone can open the app: then it may show and keep what is yours."""
        return is_loopback(self.host) and not self.proxy and not self.names

    def serves(self, header: str) -> bool:
        """Return whether a request with this Host header is answered.

        A page of another name, led to this address, could read the app as if it were its own. It
        cannot pretend to be an address, so addresses are answered where the app is public.
        """
        host = host_in(header)
        if names_this_machine(header) or host in self.names:
            return True
        return not is_loopback(self.host) and is_address(host)

    def problem(self, setting: str, unsafe: Mapping[str, bool]) -> str:
        """Return in one sentence why the app is not to be started like this, "" if it may be.

        Parameters
        ----------
        setting : what the address was set by, such as `GRADIO_SERVER_NAME`
        unsafe : whether each setting that others must not meet is in force
        """
        if not is_loopback(self.host) and not self.public:
            shown = "" if self.host is None else f"={self.host[:60]}"
            return (
                f"{setting}{shown} lets other machines open this app; set {PUBLIC}=1 if that is "
                "meant, or leave it out."
            )
        found = [name for name, bad in unsafe.items() if bad]
        if found and not self.private:
            return (
                f"Others can open this app, so {found[0]} is not safe; change it or leave it out."
            )
        return ""


def exposure(host: str | None, environment: Mapping[str, str] = os.environ) -> Exposure:
    """Return who can reach an app that listens at `host`.

    Raises
    ------
    ValueError : a variable is not set to something it can be; the message is one sentence
    """
    names = {name.strip().lower() for name in environment.get(HOSTS, "").split(",")} - {""}
    for name in names:
        if not NAME.fullmatch(name) and not is_address(name):
            raise ValueError(
                f"{HOSTS} holds {name[:60]!r}, which is not a host name; give names such as "
                "digits.example.org, separated by commas."
            )
    return Exposure(host, frozenset(names), switch(PROXY, environment), switch(PUBLIC, environment))


def permitted(host: str | None, setting: str, unsafe: Mapping[str, bool]) -> Exposure:
    """Return who can reach an app that is about to start, or end the program with one sentence.

    The arguments are those of `exposure` and of `Exposure.problem`.
    """
    try:
        found = exposure(host)
    except ValueError as error:
        sys.exit(str(error))
    problem = found.problem(setting, unsafe)
    if problem:
        sys.exit(problem)
    return found


def switch(name: str, environment: Mapping[str, str]) -> bool:
    """Return whether a variable is set to 1; raises ValueError if it is neither 1 nor 0."""
    value = environment.get(name, "")
    if value not in SWITCH:
        raise ValueError(f"{name}={value[:20]!r} is neither 1 nor 0.")
    return SWITCH[value]
