"""Where everything is kept: the artifacts folder, and the names that files in it may have."""

from __future__ import annotations

import os
import re
from pathlib import Path

from core import StudioError
from core.language import tr

#: The folder that holds the data and everything that training makes.
ARTIFACTS = Path(
    os.environ.get("DIGIT_STUDIO_ARTIFACTS", Path(__file__).resolve().parents[2] / "artifacts")
)


def root_of(root: Path | None) -> Path:
    """Return the artifacts folder: the one given, or else the studio's own."""
    return Path(root or ARTIFACTS)


def checked(*names: str) -> None:
    """Raise StudioError unless every name (of a model, data set or job) suits a file's name."""
    for name in names:
        if not re.fullmatch(r"[a-z0-9_]+", name):
            raise StudioError(tr("{name!r} is an invalid name: use a–z, 0–9 and _.", name=name))
