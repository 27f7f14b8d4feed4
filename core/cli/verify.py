"""`verify`: read everything that is stored again, byte for byte."""

from __future__ import annotations

import typer


def command() -> None:
    """Check everything that is stored against its hashes; exit code 1 if something fails."""
    from core.data import sets

    sound = [_sound(name) for name in sets.names()]  # a list: the others are checked as well
    sound += [_others(), _databases()]
    if not all(sound):
        raise typer.Exit(1)


def _others() -> bool:
    """Print what is right and wrong with maps, lessons, neighbours and writers."""
    from core.storage import checks, paths

    sound = True
    elsewhere = ("models", "datasets", "champion")
    for name, problem in checks.stored_folders(paths.root_of(None), elsewhere):
        sound = sound and not problem
        print(f"FAILED  {name} {problem}; remove it, and it is made again when it is needed"
              if problem else f"ok      {name}: every file is as it was saved")  # fmt: skip
    return sound


def _databases() -> bool:
    """Print what is right and wrong with verdicts and handwriting, where there are any."""
    from core import StudioError
    from core.analysis.verdicts import Verdicts
    from core.drawing import handwriting
    from core.storage import checks

    sound = True
    for path in (Verdicts().path, handwriting.place()):
        if not path.exists():
            continue
        problem = checks.database(path)
        if not problem and path == handwriting.place():
            try:
                changed = handwriting.changed()
                problem = f"has {changed:,} digits whose pixels were changed" if changed else ""
            except StudioError as error:
                problem = f"cannot be read ({error})"
        sound = sound and not problem
        advice = "move it aside, or put a copy in its place"
        print(f"FAILED  {path.name} {problem}; {advice}" if problem else f"ok      {path.name}")
    return sound


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
        if whole.pictured and model.suits(whole.shape)
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
