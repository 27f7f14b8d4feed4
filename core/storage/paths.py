"""Where everything is kept: the artifacts folder, and the names that files in it may have."""

from __future__ import annotations

import os
import re
from pathlib import Path

from core import StudioError
from core.language import tr

#: The folder that holds the data and everything that training makes.
ARTIFACTS = Path(
    os.environ.get("DIGIT_STUDIO_ARTIFACTS") or Path(__file__).resolve().parents[2] / "artifacts"
)


def root_of(root: Path | None) -> Path:
    """Return the artifacts folder: the one given, or else the studio's own."""
    return Path(root or ARTIFACTS)


#: Characters of a name; folders and files are called so, with more behind it.
LONGEST = 100


def checked(*names: str) -> None:
    """Raise StudioError unless every name (of a model, data set or job) suits a file's name."""
    for name in names:
        if not name:
            raise StudioError(tr("Give it a name first: use a–z, 0–9 and _."))
        if len(name) > LONGEST:
            raise StudioError(
                tr("{name!r}… is too long a name: use at most {n}.", name=name[:20], n=LONGEST)
            )
        if not re.fullmatch(r"[a-z0-9_]+", name):
            raise StudioError(tr("{name!r} is an invalid name: use a–z, 0–9 and _.", name=name))
