"""`verify`: read the data and every artifact again, byte for byte."""

from __future__ import annotations

import typer


def command() -> None:
    """Check the data and every trained model against their hashes; exit code 1 if one fails."""
    from core import StudioError
    from core.data import sets
    from core.models import registry
    from core.training import artifacts

    try:
        digits = sets.load()
    except StudioError as error:
        print(f"FAILED  mnist: {error}")
        raise typer.Exit(1) from None
    print(f"ok      mnist: {len(digits.train):,} training and {len(digits.test):,} test digits")
    failed = False
    for name in registry.MODELS:
        if artifacts.status(name).state == "missing":
            print(f"-       {name}: not trained")
            continue
        try:
            artifacts.verify(name)
            print(f"ok      {name}: every file is as it was saved, and images score as they did")
        except StudioError as error:
            failed = True
            print(f"FAILED  {name}: {error}")
    if failed:
        raise typer.Exit(1)
