"""Thresholds: one class, or a group of them, against the rest, and what each cut costs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from core.analysis import handover
from core.figures.model_colours import model_colour
from core.language import either, inside, tr
from core.models import registry
from core.rules import thresholds
from parts import follow, receipt, scales
from parts.alone import alone
from parts.threshold_parts import calibrated, every_model, judged, last_move, question
from parts.tiles import CLOSE_UP
from session import choice, cut, film, following, opened, parameters, walk
from widgets.drag_film import drag_film
from widgets.figures import Figures, figures
from widgets.folded import folded
from widgets.threshold_slider import Other, Split, plain_slider, threshold_slider
from widgets.verbatim import verbatim

model, called, classes = choice.model_name(), choice.sides(), choice.classes()
yes, against = (either(classes[index] for index in side) for side in cut.sides())
no = against or tr("not {yes}", yes=yes)


#: What is drawn again where the threshold may be anywhere.
PARTS = ["images_ahead", "stand_in", "strategy", "slider_and_figures"]
FOLDS = {
    "last_move": (
        tr("All images that the last move changed"),
        ":material/photo_library:",
        last_move,
    ),
    "export": (tr("Export"), ":material/download:", lambda: export()),
}


@alone
def images_ahead() -> None:
    """Send the images that follow the hand; again only where others are needed."""
    drag_film(film.contents(), key="film_of_drag")


@alone
def stand_in() -> None:
    """Offer a plain slider to browsers that do not run the other one."""
    if parameters.event("slider_runs"):
        return
    plain_slider(
        splits(), cut.threshold_rule().threshold, key="plain_slider", unit=unit(), on_move=moved
    )


@alone
def slider_and_figures() -> None:
    """Show the slider and the figures of its threshold: all that a released one runs again."""
    slider()
    scores = tr(
        "Curves and scores: {lower} (chosen in the sidebar); a strategy "
        "chooses on {chosen_on} whatever is shown. Bars: square roots of "
        "counts. Upper ruler: score; lower ruler: share of images below it.",
        lower=inside(choice.split_name()),
        chosen_on=called.chosen_on,
    )
    figures([Figures(scores), every_model(), judged()])
    words = following.words(cut.threshold_rule())
    follow.offer(
        "threshold",
        tr("Every page follows {words}", words=words),
        tr("Use on every page: {words}", words=words),
    )


def splits() -> list[Split]:
    """Return the curves of both splits."""
    return [Split(title, cut.curve(which)) for which, title in choice.split_titles().items()]


def unit() -> str:
    """Return what the threshold is, in words."""
    return tr("probability") if cut.score_kind() == "probability" else tr("decision score, no unit")


def let_go(threshold: float) -> None:
    """Take the threshold that the hand let go of; run no more than what shows it."""
    by_hand = cut.strategy() == cut.CUSTOM
    cut.set_threshold(threshold)
    missing = ["images_ahead"] * film.runs_short() + ["strategy"] * (not by_hand) + open_folds()
    if missing:
        st.rerun([*missing, "slider_and_figures"])


def everything() -> None:
    """Take the default threshold of other scores; the whole page is about those."""
    cut.reset_threshold()
    st.rerun()


def anywhere(change: Callable[..., None], *given: Any) -> None:
    """Make a change that may put the threshold anywhere."""
    change(*given)
    st.rerun([*PARTS, *open_folds()])


def moved(threshold: float) -> None:
    """Take the threshold of the plain slider."""
    anywhere(cut.set_threshold, threshold)


def stand_down() -> None:
    """Take the plain slider away: the browser runs the other one."""
    parameters.hold("slider_runs", True)
    st.rerun(["stand_in"])


def open_folds() -> list[str]:
    """Return the name of the folds if one of them is open and shows what a threshold changes."""
    return ["folded"] * any(parameters.event(key) for key in (*FOLDS, "receipt"))


@alone
def strategy() -> None:
    """Offer what may choose the threshold, with its numbers."""
    strategies = {cut.CUSTOM: tr("Custom: by hand")}
    strategies |= {name: tr(strategy.title) for name, strategy in thresholds.STRATEGIES.items()}
    chosen = thresholds.STRATEGIES.get(cut.strategy())
    first, second, third = st.columns([3, 4, 3])  # the names of three scales are long
    first.selectbox(
        tr("Choose the threshold"),
        list(strategies),
        format_func=strategies.__getitem__,
        key="strategy",
        on_change=anywhere,
        args=(cut.choose_strategy,),
        help=tr(
            "Chosen on {chosen_on}, never on {judged_on}.",
            chosen_on=called.chosen_on,
            judged_on=called.judged_on,
        ),
    )
    scales.choose(second, key="scale", on_change=everything)
    third.multiselect(
        tr("Compare with"),
        [name for name in opened.trained() if name != model],
        format_func=lambda name: registry.title(name),
        key="others",
        on_change=anywhere,
        args=(lambda: None,),
        placeholder=tr("Choose models"),
        help=tr(
            "Each at its own threshold: the one the strategy chooses for it, or the model's own."
        ),
    )
    columns = st.columns(4) if chosen and chosen.values else []
    for position, value in enumerate(chosen.values if chosen else ()):
        factor = 100.0 if value.percent else 1.0
        key = f"target_{cut.strategy()}_{position}"
        parameters.hold(key, cut.aim().values[position] * factor)
        columns[position].number_input(
            f"{tr(value.label)} (%)" if value.percent else tr(value.label),
            value.low * factor,
            value.high * factor,
            key=key,
            format="%.6g",
            on_change=anywhere,
            args=(
                lambda at, key, per: cut.set_target(at, parameters.event(key) / per),
                position,
                key,
                factor,
            ),
            help=tr("What the strategy is asked to reach."),
        )
    st.caption(
        tr(chosen.about)
        if chosen
        else tr(
            "Move the slider with the mouse, a finger or the keyboard, or type a number. Nothing "
            "is sent before you let go."
        )
    )


def slider() -> None:
    """Show the slider with its curves, its counts and the images that follow it."""
    laid_over = [
        Other(
            registry.title(name),
            model_colour(name),
            curve,
            curve.at(cut.threshold_rule_of(name).threshold),
        )
        for name in cut.others()
        for curve in [cut.curve(name=name)]
    ]
    picked = threshold_slider(
        splits(),
        choice.SPLITS.index(choice.split()),
        cut.threshold_rule().threshold,
        cut.last_threshold(),
        key="threshold_slider",
        title=registry.title(model),
        colour=model_colour(choice.model_name()),
        unit=unit(),
        aim=cut.CUSTOM if cut.strategy() == cut.CUSTOM else str(cut.aim()),
        names=(yes, no),
        film=film.about(),
        images=len(choice.images()),
        others=laid_over,
        on_move=let_go,
        on_run=stand_down,
        on_open=lambda index, among: walk.open_in_split(index, choice.split(), np.array(among)),
    )
    if picked is not None:
        st.switch_page(CLOSE_UP)


def export() -> None:
    """Offer the classifier as code and as a file, and the curve."""
    rule, name = cut.threshold_rule(), f"{model}-{yes.replace(' ', '-')}"
    code, artifact, csv = st.columns(3)
    if opened.has_model(model):
        data, shape = choice.dataset().name, choice.dataset().shape
        code.download_button(
            tr("Code (Python)"),
            lambda: handover.code(model, rule, data, classes),
            f"{name}.py",
            on_click="ignore",
            width="stretch",
            help=tr("Saves this detector as a program."),
        )
        fitted, calibrated_by = opened.model, opened.calibration_of(cut.scale())
        artifact.download_button(
            tr("Classifier (joblib)"),
            lambda: handover.packed(
                handover.thresholded(fitted(model), rule, calibrated_by, shape)
            ),
            f"{name}.joblib",
            on_click="ignore",
            width="stretch",
            help=tr(
                "scikit-learn's FixedThresholdClassifier, ready to predict images (n, {listed}).",
                listed=", ".join(map(str, shape)),
            ),
        )
    else:
        code.caption(tr("Predictions alone: a classifier to export needs the model itself."))
    curve = cut.curve()
    csv.download_button(
        tr("Curve (CSV)"),
        lambda: thresholds.table(curve).to_csv(index=False),
        f"{name}-{choice.split()}.csv",
        on_click="ignore",
        width="stretch",
        help=tr("Saves all thresholds with their counts."),
    )


st.title(tr("Thresholds"))
st.caption(
    tr(
        "{title}: **{yes}** or **{no}**? Called {yes} where the score reaches the threshold.",
        title=registry.title(model),
        yes=verbatim(yes),
        no=verbatim(no),
    )
)
question()
splits()  # where there are none, the page says why and ends here
images_ahead()
stand_in()
strategy()
slider_and_figures()
for key, (title, icon, draw) in FOLDS.items():
    folded(title, draw, key=key, icon=icon)
receipt.show(lambda: following.receipt("counts"))
if cut.score_kind() == "probability":
    calibrated()
