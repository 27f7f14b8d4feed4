"""`verify`: read the data sets and every trained model again, byte for byte."""

from __future__ import annotations

import typer


def command() -> None:
    """Check all data sets and trained models against their hashes; exit code 1 if one fails."""
    from core.data import sets

    if not all([_sound(name) for name in sets.names()]):  # a list: the others are checked as well
        raise typer.Exit(1)


def _sound(dataset: str) -> bool:
    """Print what is right and wrong with one data set and its models; return if all is right."""
    from core import StudioError
    from core.data import mnist, sets
    from core.models import registry
    from core.training import artifacts

    try:
        whole = sets.load(dataset)
    except StudioError as error:
        print(f"FAILED  {dataset}: {error}")
        return False
    print(f"ok      {dataset}: {len(whole.train):,} training and {len(whole.test):,} test images")
    sound = True
    models = [
        model.name
        for model in registry.MODELS.values()
        if whole.pictured and (not model.only_digits or dataset == mnist.NAME)
    ]
    for name in [*models, *artifacts.brought(dataset)]:
        title = name if dataset == mnist.NAME else f"{dataset}/{name}"
        if artifacts.status(name, dataset).state == "missing":
            print(f"-       {title}: not trained")
            continue
        try:
            artifacts.verify(name, dataset)
            also = ", and images score as they did" if artifacts.has_model(name) else ""
            print(f"ok      {title}: every file is as it was saved{also}")
        except StudioError as error:
            sound = False
            print(f"FAILED  {title}: {error}")
    return sound
