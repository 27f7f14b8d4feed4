"""The command line: one module per command, imported when it is asked for."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
import threading
from contextlib import suppress
from importlib.metadata import version
from typing import Annotated

import typer

from core import StudioError
from core.cli import (
    add_predictions,
    datasets,
    evaluate,
    experiment,
    fetch,
    import_,
    lessons,
    map,
    misspelt,
    models,
    predict,
    train,
    verify,
)

NO_MEMORY = (
    "There is not enough memory for this; what was stored before is as it was. Close other "
    "programs, or take fewer images."
)

app = typer.Typer(
    help="The digit studio on the command line: get the digits, train, evaluate, read files.",
    epilog="Every command explains itself: `python -m core COMMAND --help`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (
    fetch,
    import_,
    add_predictions,
    datasets,
    train,
    experiment,
    lessons,
    models,
    evaluate,
    predict,
    map,
    verify,
):
    app.command()(module.command)  # type: ignore[attr-defined]
    app.registered_commands[-1].name = (
        module.__name__.rpartition(".")[2].rstrip("_").replace("_", "-")
    )


@app.callback(invoke_without_command=True)
def options(
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.")
    ] = False,
) -> None:
    """Print the version, where nothing else is asked for."""
    if show_version:
        print(f"digit-studio {version('digit-studio')}")
        raise typer.Exit


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code; what a person can fix is one sentence on stderr."""
    if threading.current_thread() is threading.main_thread():
        # A shell that starts us in the background may have switched Ctrl-C off for us.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter shows another
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(arguments)
        sys.stdout.flush()  # a full disk is told here, not when Python ends
        return code
    except BrokenPipeError:  # `| head` has seen enough
        _forget_output()
        return 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _forget_output()
        print("The output could not be written: no space is left there.", file=sys.stderr)
        return 1


def _run(arguments: list[str] | None) -> int:
    try:
        code = app(arguments, prog_name="python -m core", standalone_mode=False)
    except misspelt.UsageError as error:
        print(misspelt.sentence(error), file=sys.stderr)
        return 2
    except typer.Abort:  # what was asked is not answered
        print("Nothing was changed.", file=sys.stderr)
        return 1
    except StudioError as error:
        print(error, file=sys.stderr)
        return 1
    except MemoryError:
        print(NO_MEMORY, file=sys.stderr)
        return 1
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    return code if isinstance(code, int) else 0


def _forget_output() -> None:
    """Let what is still to be written go nowhere, so that Python ends without a traceback."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
