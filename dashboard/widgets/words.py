"""The texts of a component that its JavaScript says, in the reader's language."""

from __future__ import annotations

from typing import Any

from core import language
from core.language import tr


def spoken(texts: tuple[str, ...]) -> dict[str, Any]:
    """Return marked texts for `say` in the component's JavaScript, and the language of its numbers.

    Places stay as they are: JavaScript puts its own values in.
    """
    return {"words": {text: tr(text) for text in texts}, "language": language.current()}
