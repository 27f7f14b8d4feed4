"""What a step of a recipe is, and which numbers it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sklearn.pipeline import Pipeline

from core import StudioError
from core.language import ntr, tr

Kind = Literal["pixels", "training", "model"]


@dataclass(frozen=True)
class Parameter:
    """One number of a step: from `low` to `high`, both included.

    `whole` numbers only; with `fraction`, a number below 1 is a share and any other must be whole.
    `about` is one plain sentence for a form.
    """

    name: str
    title: str
    low: float
    high: float
    default: float
    whole: bool = False
    about: str = ""
    fraction: bool = False

    def allows(self, value: float) -> bool:
        """Return whether a number is in range, and whole where it must be."""
        whole = self.whole or (self.fraction and value >= 1)
        return self.low <= value <= self.high and (not whole or value == int(value))

    def range(self) -> str:
        """Return what is allowed, such as "a whole number from 1 to 6"."""
        ends = {"low": number(self.low), "high": number(self.high)}
        if self.fraction:
            return tr("a number from {low} to {high}, whole from 1 on", **ends)
        if self.whole:
            return tr("a whole number from {low} to {high}", **ends)
        return tr("a number from {low} to {high}", **ends)


@dataclass(frozen=True)
class Step:
    """One choice of the registry.

    Attributes
    ----------
    kind : "pixels" changes images wherever a model sees some, "training" only what is learned
        from, "model" the model itself
    parameters : its numbers, none to two
    said : these numbers to what was done, such as "sharpened (amount 1.5)"
    apply : what does it; see `core.improvement.recipe`
    suits : whether an unfitted Pipeline can be changed so
    needs_number : False if the name alone stands for the default numbers
    """

    name: str
    title: str
    about: str
    kind: Kind
    parameters: tuple[Parameter, ...]
    said: Callable[..., str]
    apply: Callable[..., Any]
    suits: Callable[[Pipeline], bool] = lambda pipeline: True
    needs_number: bool = False

    def example(self) -> str:
        """Return how it is written, with its default numbers."""
        return written(self.name, tuple(parameter.default for parameter in self.parameters))

    def checked(self, values: tuple[float, ...]) -> tuple[float, ...]:
        """Return a number for each parameter; those that are left out are the default.

        Raises
        ------
        StudioError
            If there are too many or too few, or one is out of range.
        """
        if len(values) > len(self.parameters):
            most = (tr("no number"), tr("one number"), tr("two numbers"))[len(self.parameters)]
            given = ", ".join(map(number, values))
            raise StudioError(
                ntr(
                    "The step {name!r} takes {most}, but {given} was given: write {example}.",
                    "The step {name!r} takes {most}, but {given} were given: write {example}.",
                    len(values),
                    name=self.name,
                    most=most,
                    given=given,
                    example=self.example(),
                )
            )
        if self.needs_number and not values:
            raise StudioError(
                tr(
                    "The step {name!r} needs a number: {parameter}, {range}, such as {example}.",
                    name=self.name,
                    parameter=self.parameters[0].name,
                    range=self.parameters[0].range(),
                    example=self.example(),
                )
            )
        values += tuple(parameter.default for parameter in self.parameters[len(values) :])
        for parameter, value in zip(self.parameters, values, strict=True):
            if not parameter.allows(value):
                raise StudioError(
                    tr(
                        "In the step {name!r}, {parameter} must be {range}, not {value}.",
                        name=self.name,
                        parameter=parameter.name,
                        range=parameter.range(),
                        value=number(value),
                    )
                )
        return tuple(float(value) + 0.0 for value in values)  # -0 becomes 0


def number(value: float) -> str:
    """Return a number as short as it can be without changing it: 2, 0.5."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def written(name: str, values: tuple[float, ...]) -> str:
    """Return a step as recipes write it: "deskew", "sharpen=1.5,1"."""
    return f"{name}={','.join(map(number, values))}" if values else name
