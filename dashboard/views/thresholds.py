"""Thresholds: one class, or a group of them, against the rest, and what each cut costs."""

import pandas as pd
import streamlit as st

from core.analysis import handover
from core.evaluation import calibration
from core.evaluation.gaps import gap, gap_by_groups
from core.figures import rule_charts
from core.models import registry
from core.rules import thresholds
from core.rules.flips import flips
from parts import receipt, scales
from parts.tiles import openable
from session import choice, cut, film, following, opened, parameters
from widgets.drag_film import drag_film
from widgets.threshold_slider import Other, Split, threshold_slider
from widgets.verbatim import verbatim

FILM = 400
#: Classes above which they are offered as a list.
MANY = 30

model, rule, called = choice.model_name(), cut.threshold_rule(), choice.sides()
classes, words = choice.classes(), verbatim(following.words(rule))
named = [verbatim(name) for name in classes]
probability = cut.score_kind() == "probability"
unit = "probability" if probability else "decision score, no unit"
yes, against = (" or ".join(classes[index] for index in side) for side in cut.sides())
no = against or f"not {yes}"

st.title("Thresholds")
st.caption(
    f"{registry.title(model)}: **{verbatim(yes)}** or **{verbatim(no)}**? Called "
    f"{verbatim(yes)} where the score reaches the threshold."
)

# --- the question -----------------------------------------------------------------------------

left, right = st.columns(2)
sides = [
    (left, "Look for", "positive", list(range(len(classes)))),
    (
        right,
        "Against (none: all the others)",
        "against",
        [index for index in range(len(classes)) if index not in cut.sides()[0]],
    ),
]
for place, label, key, offered in sides:
    if len(classes) > MANY:  # a list to search in
        place.multiselect(
            label,
            offered,
            format_func=classes.__getitem__,
            key=key,
            on_change=cut.take_sides,
            help="Classes of this side of the question.",
        )
        continue
    place.pills(
        label,
        offered,
        format_func=named.__getitem__,
        selection_mode="multi",
        key=key,
        on_change=cut.take_sides,
        wrap=True,
        help="Classes of this side of the question.",
    )

# --- the strategy -----------------------------------------------------------------------------

strategies = {cut.CUSTOM: "Custom: by hand"}
strategies |= {name: strategy.title for name, strategy in thresholds.STRATEGIES.items()}
chosen = thresholds.STRATEGIES.get(cut.strategy())
left, right = st.columns(2)
scales.choose(left, key="scale", on_change=cut.reset_threshold)
right.multiselect(
    "Compare with",
    [name for name in opened.trained() if name != model],
    format_func=lambda name: registry.title(name),
    key="others",
    help="Each at its own threshold: the one the strategy chooses for it, or the model's own.",
)
columns = st.columns([2, 1, 1, 1]) if chosen else [st.container()]
columns[0].selectbox(
    "Choose the threshold",
    list(strategies),
    format_func=strategies.get,
    key="strategy",
    on_change=cut.choose_strategy,
    help=f"Chosen on {called.chosen_on}, never on {called.judged_on}.",
)
for position, value in enumerate(chosen.values if chosen else ()):
    factor = 100.0 if value.percent else 1.0
    key = f"target_{cut.strategy()}_{position}"
    parameters.hold(key, cut.aim().values[position] * factor)
    columns[1 + position].number_input(
        f"{value.label} (%)" if value.percent else value.label,
        value.low * factor,
        value.high * factor,
        key=key,
        format="%.6g",
        on_change=lambda at, key, factor: cut.set_target(at, parameters.event(key) / factor),
        args=(position, key, factor),
        help="What the strategy is asked to reach.",
    )
st.caption(
    chosen.about
    if chosen
    else "Move the slider with the mouse, a finger or the keyboard, or type a number. Nothing is "
    "sent before you let go."
)

# --- the slider, its curves and counts --------------------------------------------------------

curves = {which: cut.curve(which) for which in choice.SPLIT_TITLES}
laid_over = [
    Other(registry.title(name), curve, curve.at(cut.threshold_rule_of(name).threshold))
    for name in cut.others()
    for curve in [cut.curve(name=name)]
]
threshold_slider(
    [Split(choice.SPLIT_TITLES[which], curve) for which, curve in curves.items()],
    list(choice.SPLIT_TITLES).index(choice.split()),
    rule.threshold,
    cut.last_threshold(),
    key="threshold_slider",
    title=registry.title(model),
    unit=unit,
    aim=cut.CUSTOM if chosen is None else str(cut.aim()),
    names=(yes, no),
    film=film.about(),
    others=laid_over,
    on_move=cut.set_threshold,
)
drag_film(film.contents(), key="film_of_drag")
st.caption(
    f"Curves and scores: {choice.split_name().lower()} (chosen in the sidebar); a strategy chooses "
    f"on {called.chosen_on} whatever is shown. Bars: square roots of counts. Upper ruler: score; "
    "lower ruler: share of images below it."
)

# --- what changed ------------------------------------------------------------------------------

scores = opened.scores_on(cut.scale())
moved = flips(rule, scores, cut.last_threshold())
st.header("What the last move changed")
if not len(moved.right) + len(moved.wrong):
    st.info("Move the threshold: the images whose answer changes appear here.")
else:
    st.caption(f"From {cut.last_threshold():,.5g} to {rule.threshold:,.5g}, highest score first.")
    left, right = st.columns(2)
    strips = [
        (
            left,
            moved.positives,
            "gained" if moved.down else "lost",
            f"truly {verbatim(yes)}",
            moved.down,
        ),
        (
            right,
            moved.negatives,
            "paid" if moved.down else "saved",
            "false positives",
            not moved.down,
        ),
    ]
    values = rule.score(scores)
    for place, images, word, what, good in strips:
        place.markdown(f"**{len(images):,} {word}** ({what})")
        if len(images):
            shown = images[:FILM]
            with place:
                openable(
                    shown,
                    choice.split(),
                    [
                        f"index {i}, true {classes[scores.labels[i]]}, score {values[i]:,.4g}"
                        for i in shown.tolist()
                    ],
                    right=[good] * len(shown),
                    label=f"{word}, {what}",
                    tile=42,
                    height=220,
                    key=f"film_{word}",
                )
            if len(images) > FILM:
                place.caption(f"The first {FILM}.")

st.button(
    f"Every page follows {words}"
    if following.followed("threshold")
    else f"Use on every page: {words}",
    on_click=following.follow,
    args=("threshold",),
    disabled=following.followed("threshold"),
    help="Confusions, Misread and the other pages then use this rule.",
)

receipt.show(following.receipt("counts"))

# --- the gap between the splits -----------------------------------------------------------------

st.header(f"Chosen on {called.chosen_on}, judged on {called.judged_on}")
by_writer = [cut.counts_by_writer(which) for which in curves]
resampled = all(counts is not None for counts in by_writer)
if resampled:
    table = gap_by_groups(*by_writer)
else:
    table = gap(*(curve.at(rule.threshold) for curve in curves.values()))
st.table(
    pd.DataFrame(
        {
            called.column: table["chosen"].map("{:.2%}".format),
            "Judged": table["judged"].map("{:.2%}".format),
            "Gap, points": (table["gap"] * 100).map("{:+.2f}".format),
            "95 % interval": [
                f"{low * 100:+.2f} to {high * 100:+.2f}"
                for low, high in zip(table["low"], table["high"], strict=True)
            ],
        }
    ).rename(index=str.capitalize)
)
beyond = table.index[(table["low"] > 0) | (table["high"] < 0)]
st.caption(
    "An interval that holds 0 says: chance alone can make such a gap. "
    + (f"More than chance here: **{', '.join(beyond)}**. " if len(beyond) else "")
    + ("Writers are resampled, since images by one hand resemble each other. " if resampled else "")
    + (
        "Out-of-fold scores come from models fitted on two thirds of the training set."
        if choice.dataset().chosen_on == "out-of-fold"
        else ""
    )
)

# --- how well the probabilities are calibrated ---------------------------------------------------

if probability:
    st.header("Calibration")
    before = opened.scores()
    given = {"before": before} if before.kind == "probability" else {}
    given |= {f"after ({cut.scale()})": scores} if cut.scale() != "own" else {}
    rows, tables = {}, {}
    for title, one in given.items():
        about = rule.asked(one)
        truth, predicted = rule.truth(one)[about], rule.score(one)[about]
        tables[title] = calibration.reliability(truth, predicted)
        error = calibration.calibration_error(tables[title])
        rows[title] = {
            "Brier score": f"{calibration.brier(truth, predicted):.5f}",
            "Expected calibration error": f"{error:.4f}",
        }
    share = truth.mean()
    rows["always the share of positives"] = {
        "Brier score": f"{share * (1 - share):.5f}",
        "Expected calibration error": f"{0:.4f}",
    }
    left, right = st.columns([3, 2])
    left.plotly_chart(
        rule_charts.reliability_diagram(tables),
        alt="Reliability diagram",
        config={"displayModeBar": False},
    )
    right.table(pd.DataFrame(rows).T)
    if before.kind == "decision":
        right.caption("Decision scores are not probabilities: they have no figures before.")
    if cut.scale() != "own" and choice.split() == "oof":
        right.caption("In-sample: the calibration was fitted on these very images.")
    if cut.scale() != "own":
        losses = opened.cross_fitted(model)
        better, worse = sorted(losses, key=losses.__getitem__)
        right.caption(
            f"The temperature is the one with the least log-loss on {called.chosen_on}. On those "
            f"of them that it was not fitted on, {better} is the better calibration here: "
            f"log-loss {losses[better]:.4f}, {worse} {losses[worse]:.4f}."
        )

# --- export ------------------------------------------------------------------------------

st.header("Export")
name = f"{model}-{yes.replace(' ', '-')}"
code, artifact, csv = st.columns(3)
if opened.has_model(model):
    code.download_button(
        "Code (Python)",
        handover.code(model, rule, choice.dataset().name, classes),
        f"{name}.py",
        on_click="ignore",
        width="stretch",
        help="Saves this detector as a program.",
    )
    fitted, calibrated = opened.model, opened.calibration_of(cut.scale())
    artifact.download_button(
        "Classifier (joblib)",
        lambda: handover.packed(
            handover.thresholded(fitted(model), rule, calibrated, choice.dataset().shape)
        ),
        f"{name}.joblib",
        on_click="ignore",
        width="stretch",
        help="scikit-learn's FixedThresholdClassifier, ready to predict images "
        f"(n, {', '.join(map(str, choice.dataset().shape))}).",
    )
else:
    code.caption("Predictions alone: a classifier to export needs the model itself.")
curve = curves[choice.split()]
csv.download_button(
    "Curve (CSV)",
    lambda: thresholds.table(curve).to_csv(index=False),
    f"{name}-{choice.split()}.csv",
    on_click="ignore",
    width="stretch",
    help="Saves all thresholds with their counts.",
)
