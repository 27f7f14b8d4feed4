"""The command line: one module per command, imported when it is asked for."""

from __future__ import annotations

import signal
import sys
import threading

import typer

from core import StudioError
from core.cli import (
    add_predictions,
    datasets,
    evaluate,
    fetch,
    import_,
    lessons,
    map,
    models,
    predict,
    train,
    verify,
)

app = typer.Typer(
    help="The digit studio on the command line: get the digits, train, evaluate, read files.",
    epilog="Every command explains itself: `python -m core COMMAND --help`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (
    fetch,
    import_,
    add_predictions,
    datasets,
    train,
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


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code; what a person can fix is one sentence on stderr."""
    if threading.current_thread() is threading.main_thread():
        # A shell that starts us in the background may have switched Ctrl-C off for us.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        app(arguments, prog_name="python -m core")
    except StudioError as error:
        print(error, file=sys.stderr)
        return 1
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    return 0
