"""Printed signs of the fonts that ship with Streamlit: symbols of mathematics, Greek, and icons."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PIL import Image

from core.drawing.nondigits.hand import Rng
from core.drawing.nondigits.printed import folder_of, printed

#: Code points by the font that draws them. Left out is what has a digit's shape: rings and bars.
SYMBOLS = {
    "KaTeX_Main-*": (range(0x0393, 0x03D6), range(0x2190, 0x2200), range(0x2200, 0x2300),
                     range(0x25B2, 0x25C6), range(0x2660, 0x2668), range(0x27F0, 0x2800)),
    "KaTeX_AMS-*": (range(0x2190, 0x2200), range(0x2200, 0x2300), range(0x25A0, 0x25CB),
                    range(0x2A00, 0x2B00)),
    "KaTeX_Size1-*": (range(0x2200, 0x2300), range(0x2A00, 0x2A10)),
    "KaTeX_Fraktur-*": (range(0x41, 0x5B), range(0x61, 0x7B)),
    "MaterialSymbols-*": (range(0xE000, 0xF900),),
}  # fmt: skip
#: Minus, ring (plain, barred or slashed), divides, parallel, integral: digits in many hands.
DIGIT_SHAPED = {0x2218, 0x2219, 0x2223, 0x2225, 0x2216, 0x222B, 0x222E, 0x22C5, 0x25EF, 0x03BF,
                0x039F, 0x0399, 0x03B9, 0x03C3, 0x2228, 0x0398, 0x03B8, 0x03D1, 0x2205, 0x2296,
                0x2298, 0x229D}  # fmt: skip
#: Icons outnumber all other symbols; each font is taken this often.
WEIGHT = {"MaterialSymbols-*": 0.55, "KaTeX_Fraktur-*": 0.05}


@cache
def found(pattern: str) -> list[tuple[str, Path]]:
    """Return the characters that the fonts of this name draw, each with its font."""
    folder = folder_of("streamlit") / "static/static/media"
    return [
        (chr(code), file)
        for file in sorted(folder.glob(f"{pattern}.woff2"))
        for codes in SYMBOLS[pattern]
        for code in codes
        if code not in DIGIT_SHAPED and printed(chr(code), file) is not None
    ]


def icon(rng: Rng) -> Image.Image:
    """Print one of the signs, light on dark."""
    patterns = list(SYMBOLS)
    rest = (1 - sum(WEIGHT.values())) / (len(patterns) - len(WEIGHT))
    chances = [WEIGHT.get(pattern, rest) for pattern in patterns]
    signs = found(str(rng.choice(patterns, p=chances)))
    character, file = signs[rng.integers(len(signs))]
    image = printed(character, file)
    assert image is not None
    return image
