"""`add-predictions`: bring what a model elsewhere said, and look at its errors here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from core import StudioError
from core.cli.reading import class_names

if TYPE_CHECKING:
    from core.data.reading.predictions import Predictions

KINDS = ("probability", "decision")


def command(
    name: Annotated[str, typer.Argument(help="What to call the predictions: a–z, 0–9 and _.")],
    file: Annotated[
        Path,
        typer.Argument(
            help="An .npz with labels and pred_probs, scores, logits or predicted; or a CSV with "
            "true and predicted, or true and a column for each class."
        ),
    ],
    dataset: Annotated[
        str,
        typer.Option(
            "--dataset", metavar="NAME", help="The data set that they are of, or a new one."
        ),
    ],
    validation: Annotated[
        Path | None,
        typer.Option(
            "--validation", help="Predictions to choose thresholds on; without it FILE is halved."
        ),
    ] = None,
    images: Annotated[
        Path | None,
        typer.Option("--images", help="The images of a new data set, in the order of FILE."),
    ] = None,
    classes: Annotated[
        str,
        typer.Option("--classes", help="Names of the classes, or a file with one on each line."),
    ] = "",
    kind: Annotated[
        str, typer.Option("--kind", help="What the scores are: probability or decision.")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace those of that name.")] = False,
) -> None:
    """Add predictions of a model that stays where it is; nothing of it is opened here."""
    from core.training import brought

    if kind and kind not in KINDS:
        raise StudioError(f"--kind is one of {' and '.join(KINDS)}, not {kind!r}.")
    names = class_names(classes)
    test = _with_images(_read(file, names, kind), images)
    chosen = None if validation is None else _read(validation, names, kind)
    added = brought.add(name, dataset, test, chosen, force=force)
    for note in added.notes:
        print(f"Note: {note}.", file=sys.stderr)
    print(
        f"{name}: predictions of {added.dataset}; thresholds are chosen on {added.n_chosen:,} "
        f"images and judged on {added.n_judged:,}. Next: make dashboard, then choose "
        f"{added.dataset}."
    )


def _read(path: Path, classes: tuple[str, ...], kind: str) -> Predictions:
    from core.data.reading import predictions, reader

    most = 4_000_000_000
    wanted = cast(Literal["probability", "decision"] | None, kind or None)
    return predictions.parse(reader.on_disk(path, most), path.name, classes, wanted, most)


def _with_images(found: Predictions, path: Path | None) -> Predictions:
    """Return predictions with the images in a file or folder, in the same order."""
    from dataclasses import replace

    from core.data import gathering
    from core.data.reading.found import Options, check_count

    if path is None:
        return found
    [one, *others] = gathering.gathered([path], Options()).values()
    if others:
        raise StudioError(
            f"{path.name}: it holds several sets of images; give those of the test set."
        )
    check_count(path.name, "predictions", len(one), len(found))
    return replace(found, images=one.images)
