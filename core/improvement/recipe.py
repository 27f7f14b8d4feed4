"""A recipe: a short list of steps, read from one line of text and written back to it."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

import numpy as np
from sklearn.pipeline import Pipeline

from core import StudioError
from core.data.labelled import LabelledImages
from core.improvement import settings
from core.improvement.step import Step, number, written
from core.improvement.steps import STEPS, get, suited
from core.improvement.transformer import PixelStep
from core.language import tr
from core.models import registry
from core.training.folds import FOLDS

#: What the recipe without steps is called.
NONE = "none"
MOST_STEPS, LONGEST = 8, 300
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.ASCII | re.IGNORECASE)
#: Of these only one each makes sense.
_OPPOSITES = ("thicken", "thin")
#: These work on what pixels have become; pixel steps come before them.
_ON_FEATURES = ("scaling", "pca")


@dataclass(frozen=True)
class Recipe:
    """Steps with their numbers, always valid and in one order.

    The training images are chosen and copied first; pixel steps then change every image that a
    model sees, and model steps what stands behind. So only the order among the pixel steps and
    among the training steps is free; recipes that do the same are equal, as are their texts.

    Raises
    ------
    StudioError
        If a step is unknown, there twice or in a contradictory order, or a number is wrong.
    """

    steps: tuple[tuple[str, tuple[float, ...]], ...] = ()

    def __post_init__(self) -> None:
        if len(self.steps) > MOST_STEPS:
            raise StudioError(
                tr(
                    "A recipe has at most {most_steps} steps, not {n}; leave some out.",
                    most_steps=MOST_STEPS,
                    n=len(self.steps),
                )
            )
        found = [(get(name), values) for name, values in self.steps]
        checked = [(step, step.checked(tuple(values))) for step, values in found]
        _check_order([step.name for step, _ in checked])
        order = list(STEPS)
        kinds = ("pixels", "training", "model")

        def place(step: Step) -> tuple[int, int]:
            return kinds.index(step.kind), order.index(step.name) * (step.kind == "model")

        checked.sort(key=lambda one: place(one[0]))
        steps = tuple((step.name, values) for step, values in checked)
        object.__setattr__(self, "steps", steps)

    @classmethod
    def parse(cls, text: str) -> Recipe:
        """Return the recipe in a line such as "deskew sharpen=1.5,1 data=0.5".

        Steps are divided by spaces, commas or +; a step's numbers by commas. "" and "none" are the
        recipe without steps.

        Raises
        ------
        StudioError
            As above, and if a number is missing or is not a number.
        """
        if len(text) > LONGEST:
            raise StudioError(
                tr(
                    "A recipe is a line of at most {longest} characters and {most_steps} "
                    "steps; leave some out.",
                    longest=LONGEST,
                    most_steps=MOST_STEPS,
                )
            )
        if text.strip().lower() in ("", NONE):
            return cls()
        joined = re.sub(r"\s*([=,])\s*", r"\1", text.strip())
        words = re.split(r"\s+|(?<![0-9][eE])\++(?![=,])", joined)
        return cls(tuple(step for word in words if word for step in _steps_of(word)))

    def text(self) -> str:
        """Return the line that `parse` reads: all numbers spelled out, "none" without steps."""
        return " ".join(written(name, values) for name, values in self.steps) or NONE

    def sentence(self) -> str:
        """Return what is done in plain words, without a full stop."""
        said = ", ".join(STEPS[name].said(*map(_whole, values)) for name, values in self.steps)
        return said[0].upper() + said[1:] if said else tr("Nothing changed: the model as it is")

    def check(
        self, model_name: str, images: LabelledImages | None = None, dataset: str = "mnist"
    ) -> None:
        """See that every step suits a model, and where they are given, the training images.

        Raises
        ------
        StudioError
            If one does not; the sentence lists the steps that do. Or if out-of-fold fits on these
            images have too few for the components or neighbours that are asked for.
        """
        pipeline = registry.get(model_name).pipeline(dataset)
        possible = suited(pipeline)
        for name, _ in self.steps:
            if name not in possible:
                raise StudioError(
                    tr(
                        "The step {name!r} does not suit the model {model_name!r}; these steps "
                        "do: {listed}.",
                        name=name,
                        model_name=model_name,
                        listed=", ".join(possible),
                    )
                )
        if images is not None and {"pca", "k"} & set(dict(self.steps)):
            self._check_size(images)

    def _check_size(self, images: LabelledImages) -> None:
        """See that the folds of these images are large enough for the components or neighbours."""
        inside = images.labels[np.arange(len(images)) % FOLDS > 0]
        stand_ins = LabelledImages(np.zeros((len(inside), 1, 1), np.uint8), inside)
        learned, pixels = len(self.training_set(stand_ins, 0)), images.images[:1].size
        for name, most in (("pca", min(learned, pixels)), ("k", learned)):
            wanted = dict(self.steps).get(name, (0.0,))[0]
            if wanted > most:
                raise StudioError(
                    tr(
                        "A fit on {learned:,} images of {pixels:,} pixels allows at most "
                        "{name}={most}, not {number}; choose fewer or use more images.",
                        learned=learned,
                        pixels=pixels,
                        name=name,
                        most=most,
                        number=number(wanted),
                    )
                )

    def training_set(self, images: LabelledImages, seed: int) -> LabelledImages:
        """Return what a fit learns from instead of these images; they stay as they are.

        Only for images that are learned from: those that are scored are never copied. Each step
        draws its own random numbers from the seed, whatever other steps there are.
        """
        for name, values in self.steps:
            if STEPS[name].kind == "training":
                rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
                images = STEPS[name].apply(images, rng, *values)
        return images

    def pipeline(self, model_name: str, seed: int = 0, dataset: str = "mnist") -> Pipeline:
        """Return the unfitted Pipeline: pixel steps, then the model with its model steps.

        Seed 0 keeps the random state of the registry; another is added to it.

        Raises
        ------
        StudioError
            As `check`.
        """
        self.check(model_name, dataset=dataset)
        pipeline = registry.get(model_name).pipeline(dataset)
        for name, values in self.steps:
            if STEPS[name].kind == "model":
                STEPS[name].apply(pipeline, *values)
        settings.reseed(pipeline, seed)
        head = [
            (name, PixelStep(name, values))
            for name, values in self.steps
            if STEPS[name].kind == "pixels"
        ]
        pipeline.steps[:0] = head
        return pipeline


def _steps_of(word: str) -> list[tuple[str, tuple[float, ...]]]:
    """Return the steps of a word without spaces: "deskew", "sharpen=1.5,2,blur"."""
    found: list[tuple[str, tuple[float, ...]]] = []
    for piece in word.split(","):
        name, equals, first = piece.partition("=")
        if not equals and found and _is_number_like(piece):
            before, values = found[-1]
            found[-1] = (before, (*values, _number(before, piece)))
        else:
            name = get(name).name
            found.append((name, (_number(name, first),) if equals else ()))
    return found


def _is_number_like(piece: str) -> bool:
    """Return whether a piece after a comma is meant as a number: 2, nan, nothing at all."""
    try:
        float(piece or "0")
    except ValueError:
        return not piece[0].isalpha()
    return True


def _whole(value: float) -> float:
    """Return a number of a step as sentences have it: 2 and not 2.0."""
    return int(value) if float(value).is_integer() else value


def _number(name: str, text: str) -> float:
    if not text:
        raise StudioError(
            tr(
                "A number is missing in the step {name!r}; write {example}.",
                name=name,
                example=STEPS[name].example(),
            )
        )
    if not _NUMBER.fullmatch(text) or not np.isfinite(float(text)):
        short = text if len(text) <= 40 else f"{text[:40]}…"
        raise StudioError(
            tr(
                "{short!r} in the step {name!r} is not a number; write {example}.",
                short=short,
                name=name,
                example=STEPS[name].example(),
            )
        )
    return float(text)


def _check_order(names: list[str]) -> None:
    """See that no step is there twice or where it makes no sense.

    Raises
    ------
    StudioError
        If one is.
    """
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise StudioError(tr("The step {twice!r} is there twice; leave one out.", twice=twice))
    if set(_OPPOSITES) <= set(names):
        raise StudioError(tr("'thicken' and 'thin' undo each other; leave one of them out."))
    for place, name in enumerate(names):
        before = names[:place]
        features = next((other for other in before if other in _ON_FEATURES), None)
        copied = next((other for other in before if STEPS[other].kind == "training"), None)
        if STEPS[name].kind == "pixels" and features:
            raise StudioError(
                tr(
                    "{name!r} changes images, so it comes before {features!r}.",
                    name=name,
                    features=features,
                )
            )
        if name == "scaling" and "pca" in before:
            raise StudioError(tr("'scaling' changes pixels, so it comes before 'pca'."))
        if name == "data" and copied:
            raise StudioError(
                tr(
                    "'data' chooses the images that {copied!r} copies, so it comes before "
                    "{copied!r}.",
                    copied=copied,
                )
            )
