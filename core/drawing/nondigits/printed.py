"""Printed characters, in the fonts that ship with Gradio and Streamlit."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from core.drawing.nondigits.hand import SHEET, Rng

SYMBOLS = "#%&@$=+*?{}<>~^"
#: Letters that have a digit's shape in many hands: neither taught nor judged as non-digits.
DIGIT_SHAPED = set("OoIlSsZzBbqgi")
FONT_LETTERS = [c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"]


#: Streamlit's fonts that are taught beside Gradio's. The Source family of both is for choosing.
STREAMLIT_FONTS = ("KaTeX_Main-*", "KaTeX_Math-*", "KaTeX_SansSerif-*", "KaTeX_Typewriter-*",
                   "KaTeX_Caligraphic-*", "KaTeX_Script-*")  # fmt: skip


@cache
def fonts() -> list[Path]:
    """Return the taught fonts: those that ship with Gradio and Streamlit, but no Source family."""
    gradio = folder_of("gradio") / "templates/frontend/static/fonts"
    files = [file for file in gradio.rglob("*.woff2") if not file.name.startswith("Source")]
    for pattern in STREAMLIT_FONTS:
        files += folder_of("streamlit").joinpath("static/static/media").glob(f"{pattern}.woff2")
    return sorted(files)


def folder_of(package: str) -> Path:
    """Return where an installed package lies, without importing it."""
    found = importlib.util.find_spec(package)
    return Path(next(iter(found.submodule_search_locations)))  # type: ignore[union-attr,arg-type]


@cache
def font(file: Path, size: int = 64) -> ImageFont.FreeTypeFont:
    """Return an opened font."""
    return ImageFont.truetype(str(file), size)


@cache
def no_glyph(file: Path) -> bytes:
    """Return the picture of a character that no font has."""
    image = Image.new("L", (SHEET, SHEET), 0)
    ImageDraw.Draw(image).text((SHEET / 2, SHEET / 2), "\uffff", 255, font(file), anchor="mm")
    return image.tobytes()


def printed(character: str, file: Path) -> Image.Image | None:
    """Draw a character of a font in the middle of a sheet, None if the font has none."""
    image = Image.new("L", (SHEET, SHEET), 0)
    ImageDraw.Draw(image).text((SHEET / 2, SHEET / 2), character, 255, font(file), anchor="mm")
    return None if not image.getbbox() or image.tobytes() == no_glyph(file) else image


def some_printed(rng: Rng, characters: list[str]) -> Image.Image:
    """Draw one of the characters in one of the fonts that has it."""
    while True:
        files = fonts()
        image = printed(characters[rng.integers(len(characters))], files[rng.integers(len(files))])
        if image is not None:
            return image
