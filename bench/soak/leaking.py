"""The canvas app with a planted leak that the watch must notice: every drawing's pixels stay."""

from __future__ import annotations

import os
from typing import Any

from canvas import payloads
from canvas.app import main

EACH = 280 * 280


def plant() -> None:
    """Keep something of every drawing for ever."""
    kept: list[bytes] = []
    read = payloads.pad_ink

    def leaking(ink: Any) -> Any:
        kept.append(os.urandom(EACH))
        return read(ink)

    vars(payloads)["pad_ink"] = leaking


if __name__ == "__main__":
    plant()
    main()
