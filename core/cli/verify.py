"""`verify`: read everything that is stored again, byte for byte."""

from __future__ import annotations

from typing import Annotated

import typer

from core.cli.verify_lines import Lines


def command(
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Make again or remove what can be made again, and take what is right out of "
            "damaged verdicts and drawings; a damaged file stays beside them.",
        ),
    ] = False,
) -> None:
    """Check everything that is stored against its hashes; exit code 1 if something fails."""
    from core.cli.verify_rows import databases
    from core.cli.verify_stored import leftovers_in, others, pointers, small_files
    from core.data import mnist, sets
    from core.storage import paths

    root, lines = paths.root_of(None), Lines()
    pointers(root, lines, repair)
    loaded = [name for name in sets.names() if _data_set(name, lines)]
    done = [f"datasets/{name}" for name in sets.names()] + [f"models/{name}" for name in loaded]
    others(root, lines, repair, (*done, *(["champion"] if mnist.NAME in loaded else [])))
    databases(lines, repair)
    small_files(root, lines, repair)
    leftovers_in(root, lines, repair)
    if not lines.sound:
        raise typer.Exit(1)


def _data_set(dataset: str, lines: Lines) -> bool:
    """Print what is right and wrong with a data set and its models; return whether it is right."""
    from core import StudioError
    from core.data import mnist, sets
    from core.models import registry
    from core.storage import checks
    from core.training import artifacts

    try:
        whole = sets.load(dataset)
        if dataset != mnist.NAME and (problem := checks.wrong(sets.folder(dataset))):
            raise StudioError(f"The data set {dataset!r} {problem}; import it again.")
    except StudioError as error:
        lines.failed(f"{dataset}: {error}")
        return False
    lines.right(f"{dataset}: {len(whole.train):,} training and {len(whole.test):,} test images")
    models = [
        model.name
        for model in registry.MODELS.values()
        if whole.pictured and model.suits(whole.shape)
    ]
    for name in [*models, *artifacts.brought(dataset)]:
        title = name if dataset == mnist.NAME else f"{dataset}/{name}"
        if artifacts.status(name, dataset).state == "missing":
            lines.noted(f"{title}: not trained")
            continue
        try:
            artifacts.verify(name, dataset)
            also = ", and images score as they did" if artifacts.has_model(name) else ""
            lines.right(f"{title}: every file is as it was saved{also}")
        except StudioError as error:
            lines.failed(f"{title}: {error}")
    return True
