"""Results on MNIST that come with the repository, in a folder of their own beside the data.

They hold whatever the versions of the libraries here and whatever the processor: it is the data
alone that they are bound to. What is computed here goes before them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.data import mnist, sets
from core.storage import folders, paths


@dataclass(frozen=True)
class ShippedResults:
    """Results of one kind.

    Parameters
    ----------
    folder : the name of their folder under artifacts/
    format : the number of their form; results of another one are not opened
    """

    folder: str
    format: int

    def place(self, root: Path | None = None) -> Path:
        """Return their folder."""
        return paths.root_of(root) / self.folder

    def stamp(self, root: Path | None = None) -> str:
        """Return a text that changes with them; "" if none came."""
        try:
            return (self.place(root) / "CURRENT").read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return ""

    def manifest(
        self, dataset: str = mnist.NAME, root: Path | None = None
    ) -> dict[str, Any] | None:
        """Return what is known of them; None if none came, or they are damaged or of other data.

        `verify` names those that are damaged.
        """
        if dataset != mnist.NAME:
            return None
        try:
            _, manifest = folders.current(self.place(root))
        except folders.Unreadable:
            return None
        wanted = (self.format, sets.load(dataset).sha256)
        return manifest if (manifest.get("format"), manifest.get("data_sha256")) == wanted else None

    def verified(self, file: str, root: Path | None = None) -> bytes:
        """Return the content of one of their files; raises folders.Unreadable if it is damaged."""
        return folders.verified(self.place(root), file)

    def publish(
        self, files: Mapping[str, bytes], facts: Mapping[str, Any], root: Path | None = None
    ) -> Path:
        """Store files and facts about them as the results that come; all or nothing."""
        manifest = {
            **facts,
            "format": self.format,
            "key": hashlib.sha256(b"".join(files.values())).hexdigest(),
            "data_sha256": sets.load(mnist.NAME).sha256,
        }
        return folders.publish(self.place(root), dict(files), manifest)
