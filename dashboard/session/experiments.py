"""The page Improve: which experiments are looked at, and those that run."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from core import StudioError, language
from core.analysis import selection
from core.analysis.selection import Cell
from core.data import sets
from core.data.labelled import Dataset
from core.improvement import comparing, curves, leaderboard, proposals, running, steps
from core.improvement.comparing import Comparison
from core.improvement.curves import NumberCurve
from core.improvement.leaderboard import Board
from core.improvement.proposals import Evidence, Proposal
from core.improvement.recipe import NONE, Recipe
from core.language import mark, tr
from core.models import registry
from core.storage import jobs
from session import asked, choice, opened
from session.address import cells, cells_text, one_of
from session.cells import together
from session.parameters import Parameter, always, tell

SPLITS = {"oof": mark("Out-of-fold"), "test": mark("Test set")}


def _recipe(text: str) -> str:
    """Read a recipe and write it as it is always written."""
    try:
        return Recipe.parse(text).text()
    except StudioError as error:
        raise ValueError(text) from error


def _points(text: str) -> float:
    value = float(text)
    if not math.isfinite(value) or not 0 <= value <= 10:
        raise ValueError(text)
    return value


def _cells_exist(found: Sequence[Cell], dataset: Dataset) -> bool:
    return all(n is None or n < dataset.n_classes for cell in found for n in cell)


#: Recipes are chosen on out-of-fold scores, so that is where the page begins.
JUDGED: Parameter[str] = Parameter("judged", "oof", one_of(SPLITS))
#: None: the first of the leaderboard.
EXPERIMENT: Parameter[str | None] = Parameter("experiment", None, _recipe, fits=always)
VERSUS: Parameter[str] = Parameter("versus", NONE, _recipe, fits=always)
MARGIN: Parameter[float] = Parameter("margin", 0.1, _points)
NET: Parameter[list[Cell]] = Parameter("net", [], cells, cells_text, _cells_exist)
PARAMETERS = (JUDGED, EXPERIMENT, VERSUS, MARGIN, NET)


def board() -> Board:
    """Return the leaderboard of the chosen model on the chosen split."""
    data, name = choice.DATASET.get(), choice.model_name()
    stamp = leaderboard.stamp(data, name), language.current()
    return _board(data, name, JUDGED.get(), MARGIN.get(), stamp)


@st.cache_resource(show_spinner=False, max_entries=16)
def _board(data: str, name: str, split: str, margin: float, stamp: tuple[str, str]) -> Board:
    return leaderboard.board(name, data, split, margin / 100)


def chosen(found: Board) -> str | None:
    """Return the recipe that is open: the chosen one, else the most accurate."""
    names = list(found.experiments)
    wanted = EXPERIMENT.get()
    if wanted in names:
        return wanted
    return None if found.table.empty else str(found.table["experiment"].iloc[0])


def versus(found: Board, name: str) -> str:
    """Return the recipe that the open one is compared with: the baseline or another."""
    wanted = VERSUS.get()
    return wanted if wanted in found.experiments and wanted != name else NONE


def open_experiment(text: str) -> None:
    """Open an experiment; for callbacks. The chosen cells meant another change."""
    EXPERIMENT.set(text)
    NET.set([])


def open_versus() -> None:
    """Take over what the open experiment is compared with; for callbacks."""
    VERSUS.set(st.session_state["versus_choice"])
    NET.set([])


def comparison(found: Board, name: str, against: str) -> Comparison:
    """Return what an experiment changed against the baseline or against another one."""
    data, model = choice.DATASET.get(), choice.model_name()
    return _comparison(
        data, model, name, against, JUDGED.get(), leaderboard.stamp(data, model), found
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def _comparison(
    data: str, model: str, name: str, against: str, split: str, stamp: str, _found: Board
) -> Comparison:
    before = _found.baseline if against == NONE else _found.experiments[against]
    return comparing.compare(before, _found.experiments[name], split)


def number_curves(found: Board) -> list[NumberCurve]:
    """Return the learning and validation curves of all experiments on the model."""
    each = [run for runs in found.experiments.values() for run in runs]
    return curves.curves([*found.baseline, *each])


def pick(cell: Cell, add: bool) -> None:
    """Choose a cell of the net matrix that was clicked; for callbacks."""
    NET.set(selection.chosen_after(NET.get(), cell, add or together()))


def drop(cell: Cell) -> None:
    """Take one cell of the net matrix out of the choice; for callbacks."""
    NET.set([other for other in NET.get() if other != cell])


def proposed() -> list[Proposal]:
    """Return what the errors of the chosen model propose; they are its out-of-fold errors."""
    name, data = choice.model_name(), choice.DATASET.get()
    return _proposed(data, name, (opened.stamp(name), language.current()))


@st.cache_resource(show_spinner="Looking at the errors", max_entries=8)
def _proposed(data: str, name: str, stamp: tuple[str, str]) -> list[Proposal]:
    whole = sets.load(data)
    answers = opened.stored_scores(data, name, "oof", stamp[0]).predicted()
    found = leaderboard.opened(name, data).get(NONE)
    learned = found[0].facts.get("train_accuracy") if found else None
    return proposals.propose(
        Evidence(whole.train.images, whole.train.labels, answers, whole.classes, learned)
    )


def can_be_trained() -> bool:
    """Return whether experiments can be run on the chosen model."""
    return choice.model_name() in registry.MODELS and choice.dataset().pictured


def suited_steps() -> list[str]:
    """Return the names of the steps that can change the chosen model."""
    return steps.suited(registry.get(choice.model_name()).pipeline(choice.DATASET.get()))


def last_jobs() -> dict[str, jobs.Job]:
    """Return the experiments on the chosen model that run or have ended, by job name."""
    return running.last_jobs(choice.model_name(), choice.DATASET.get())


def start(text: str, seeds: int, force: bool = False) -> None:
    """Start an experiment in a process of its own; for callbacks."""
    name, data = choice.model_name(), choice.DATASET.get()
    try:
        recipe = Recipe.parse(text)
        if not recipe.steps:
            raise StudioError(tr("Choose at least one step: without one nothing is changed."))
        running.check(name, recipe, seeds, data)
        words = ["experiment", name, "--recipe", recipe.text(), "--seeds", str(seeds)]
        words += ["--force"] if force else []
        jobs.start(running.job(name, recipe), asked.words_for(words, data), data)
        EXPERIMENT.set(recipe.text())
    except StudioError as error:
        tell(str(error))


def cancelled() -> set[str]:
    """Return the jobs of the experiments that were cancelled in this visit."""
    found: set[str] = st.session_state.setdefault("cancelled_experiments", set())
    return found


def cancel(job: str) -> None:
    """Ask an experiment to stop; for callbacks."""
    cancelled().add(job)
    asked.cancel(job, tr("That experiment has ended already."), choice.DATASET.get())
