"""A progress bar with the time left; in a log file, one line per stage."""

from __future__ import annotations

import sys
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as Display

from core import durations
from core.storage.progress import Progress


class Bar:
    """Shows work on stderr: a live bar on a terminal, a line per stage elsewhere."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.stage = ""
        self.live = Console(stderr=True).is_terminal
        self.display = Display(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[left]}"),
            console=Console(stderr=True),
            transient=True,
            disable=not self.live,
        )
        self.task = self.display.add_task(title, total=1.0, left="")

    def __enter__(self) -> Self:
        self.display.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.display.stop()

    def say(self, sentence: str) -> None:
        """Print a sentence above the bar."""
        self.display.console.print(f"{self.title}: {sentence}", soft_wrap=True, markup=False)

    def tell(self, progress: Progress) -> None:
        """Show how far the work is."""
        if not self.live and progress.stage != self.stage:
            print(f"{self.title}: {progress.stage}", file=sys.stderr, flush=True)
        self.stage = progress.stage
        self.display.update(
            self.task,
            completed=progress.fraction,
            description=f"{self.title}: {progress.stage}",
            left=durations.left(progress.seconds_left),
        )
