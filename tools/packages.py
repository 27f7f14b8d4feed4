"""The packages that requirements.txt pins, and what their metadata says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements.txt"
UNKNOWN = "not stated"


@dataclass(frozen=True)
class Package:
    """A pinned package; `installed` is None where its marker leaves it out here."""

    name: str
    version: str
    installed: Distribution | None

    @property
    def licence(self) -> str:
        """What the package says of its licence, an SPDX expression where it gives one."""
        if self.installed is None:
            return "not installed here"
        found = self.installed.metadata
        if stated := found.get("License-Expression"):
            return stated
        classified = [
            line.split(" :: ")[-1]
            for line in found.get_all("Classifier", [])
            if line.startswith("License :: ") and line != "License :: OSI Approved"
        ]
        text = (found.get("License") or "").strip().splitlines()
        # Some put the whole licence there; its first line says which.
        return ", ".join(classified) or (text[0][:80] if text else UNKNOWN)

    @property
    def is_expression(self) -> bool:
        """Whether the licence is an SPDX expression."""
        return bool(self.installed and self.installed.metadata.get("License-Expression"))

    def needs(self) -> list[str]:
        """Return the names of what it requires without any extra."""
        lines = (self.installed.requires if self.installed else None) or []
        plain = [line for line in lines if "extra ==" not in line]
        return sorted({normal(re.split(r"[\s;<>=!~\[(]", line)[0]) for line in plain})


def normal(name: str) -> str:
    """Return a package's name as the index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned() -> Iterator[Package]:
    """Yield the packages of requirements.txt.

    Raises
    ------
    SystemExit
        If another version is installed than the one pinned.
    """
    text = REQUIREMENTS.read_text(encoding="utf-8")
    for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            yield Package(normal(name), version, None)
            continue
        if found.version != version:
            raise SystemExit(f"{name} {found.version} is installed, not {version}; run make setup.")
        yield Package(normal(name), version, found)
