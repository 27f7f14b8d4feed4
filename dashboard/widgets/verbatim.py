"""Text that people made up, such as the names of classes, inside Streamlit's Markdown."""

from __future__ import annotations

import re


def verbatim(text: str) -> str:
    """Return a text that Markdown shows as it is: `a*b*` stays `a*b*`."""
    return re.sub(r"([\\`*_\[\]<>$~:|])", r"\\\1", text)
