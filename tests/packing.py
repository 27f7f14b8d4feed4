"""Files in memory, as somebody would send them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np


def npz(**arrays: Any) -> bytes:
    """Return the bytes of an npz."""
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def zipped(**members: bytes) -> bytes:
    """Return the bytes of a zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()
