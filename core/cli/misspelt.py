"""What is said of a command line that cannot be understood: one sentence, and where help is."""

from __future__ import annotations

import re

import typer

#: Every error in what was typed; typer exports only this one of its kinds.
UsageError: type[Exception] = typer.BadParameter.__bases__[0]
#: Words of the sentences of typer's checks, and what a person is told instead.
WANTED = {
    "valid integer": "it takes a whole number",
    "valid number": "it takes a number",
    "valid boolean": "it takes yes or no",
}


def sentence(error: Exception) -> str:
    """Return a usage error as one sentence that names what is wrong and the help of its command."""
    text = error.format_message()  # type: ignore[attr-defined]
    named = re.match(r"Invalid value for (.+?): ", text)
    for words, wanted in WANTED.items():
        if named and words in text:
            text = f"{named[1]} cannot be read: {wanted}."
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "python -m core"
    end = "" if text.endswith(("?", ".")) else "."
    return f"{text}{end} `{command} --help` lists what there is."
