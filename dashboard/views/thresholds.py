"""Thresholds: one digit, or a group of them, against the rest, and what each cut costs."""

import pandas as pd
import session
import streamlit as st
from components import receipt, scales
from components.gallery import gallery
from components.threshold_slider import Other, Split, threshold_slider

from core import calibration, figures_rules, handover, models, thresholds
from core.flips import flips
from core.gaps import gap

FILM = 400

model, rule = models.get(session.model_name()), session.question()
probability = session.score_kind() == "probability"
unit = "probability" if probability else "decision score, no unit"
yes, against = (" or ".join(side) for side in session.sides())
no = against or f"not {yes}"

st.title("Thresholds")
st.caption(
    f"{model.title}: **{yes}** or **{no}**? Called {yes} where the score reaches the threshold."
)

# --- the question -----------------------------------------------------------------------------

left, right = st.columns(2)
left.pills(
    "Look for",
    session.DIGITS,
    selection_mode="multi",
    key="positive",
    on_change=session.ask_group,
    wrap=True,
)
right.pills(
    "Against (none: all the others)",
    [digit for digit in session.DIGITS if digit not in session.sides()[0]],
    selection_mode="multi",
    key="against",
    on_change=session.ask_group,
    wrap=True,
)

# --- the strategy -----------------------------------------------------------------------------

strategies = {session.CUSTOM: "Custom: by hand"}
strategies |= {name: strategy.title for name, strategy in thresholds.STRATEGIES.items()}
chosen = thresholds.STRATEGIES.get(session.strategy())
left, right = st.columns(2)
scales.choose(left, key="scale", on_change=session.reset_threshold)
right.multiselect(
    "Lay over",
    [name for name in session.trained() if name != model.name],
    format_func=lambda name: models.get(name).title,
    key="others",
    help="Each at its own threshold: the one the strategy chooses for it, or the model's own.",
)
columns = st.columns([2, 1, 1, 1]) if chosen else [st.container()]
columns[0].selectbox(
    "Choose the threshold",
    list(strategies),
    format_func=strategies.get,
    key="strategy",
    on_change=session.choose_strategy,
    help="Chosen on the out-of-fold scores, never on the test set.",
)
for position, value in enumerate(chosen.values if chosen else ()):
    factor = 100.0 if value.percent else 1.0
    key = f"target_{session.strategy()}_{position}"
    columns[1 + position].number_input(
        f"{value.label} (%)" if value.percent else value.label,
        value.low * factor,
        value.high * factor,
        session.aim().values[position] * factor,
        key=key,
        format="%.6g",
        on_change=lambda at, key, factor: session.set_target(at, session.event(key) / factor),
        args=(position, key, factor),
    )
st.caption(
    chosen.about
    if chosen
    else "Move the slider with the mouse, a finger or the keyboard, or type a number. Nothing is "
    "sent before you let go."
)

# --- the slider, its curves and counts --------------------------------------------------------

curves = {which: session.question_curve(which) for which in session.SPLIT_TITLES}
laid_over = [
    Other(models.get(name).title, curve, curve.at(session.question_of(name).threshold))
    for name in session.others()
    for curve in [session.question_curve(name=name)]
]
threshold_slider(
    [Split(session.SPLIT_TITLES[which], curve) for which, curve in curves.items()],
    list(session.SPLIT_TITLES).index(session.split()),
    rule.threshold,
    key="threshold_slider",
    title=model.title,
    unit=unit,
    aim=session.CUSTOM if chosen is None else str(session.aim()),
    names=(yes, no),
    others=laid_over,
    on_move=session.set_threshold,
)
st.caption(
    f"Curves and scores: {session.SPLITS[session.split()].lower()} (chosen in the sidebar). Bars: "
    "square roots of counts. Upper ruler: score; lower ruler: share of images below it."
)

# --- what changed ------------------------------------------------------------------------------

scores, digits = session.scaled(), session.digits()
film = flips(rule, scores, session.last_threshold())
st.subheader("What the last move changed")
if not len(film.right) + len(film.wrong):
    st.info("Move the threshold: the images whose answer changes appear here.")
else:
    st.caption(
        f"From {session.last_threshold():,.5g} to {rule.threshold:,.5g}, highest score first."
    )
    found, alarms = st.columns(2)
    strips = [
        (found, film.positives, "gained" if film.down else "lost", f"truly {yes}", film.down),
        (alarms, film.negatives, "paid" if film.down else "saved", "false alarms", not film.down),
    ]
    values = rule.score(scores)
    for place, images, word, what, good in strips:
        place.markdown(f"**{len(images):,} {word}** ({what})")
        if len(images):
            shown = images[:FILM]
            with place:
                gallery(
                    digits.images[shown],
                    shown,
                    [
                        f"index {i}, true {scores.labels[i]}, score {values[i]:,.4g}"
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
    f"Every page follows {rule}" if session.followed("threshold") else f"Use on every page: {rule}",
    on_click=session.follow,
    args=("threshold",),
    disabled=session.followed("threshold"),
)

receipt.show(session.receipt("counts"))

# --- chosen here, judged there -----------------------------------------------------------------

st.subheader("Chosen here, judged there")
table = gap(*(curve.at(rule.threshold) for curve in curves.values()))
st.table(
    pd.DataFrame(
        {
            "Out-of-fold": table["chosen"].map("{:.2%}".format),
            "Test": table["judged"].map("{:.2%}".format),
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
    + "Out-of-fold scores come from models fitted on two thirds of the training set."
)

# --- how far the probabilities can be believed -------------------------------------------------

if probability:
    st.subheader("Can the probabilities be believed?")
    before = session.scores()
    said = {"before": before} if before.kind == "probability" else {}
    said |= {f"after ({session.scale()})": scores} if session.scale() != "own" else {}
    rows, tables = {}, {}
    for title, given in said.items():
        about = rule.asked(given)
        truth, claimed = rule.truth(given)[about], rule.score(given)[about]
        tables[title] = calibration.reliability(truth, claimed)
        error = calibration.calibration_error(tables[title])
        rows[title] = {
            "Brier score": f"{calibration.brier(truth, claimed):.5f}",
            "Expected calibration error": f"{error:.4f}",
        }
    share = truth.mean()
    rows["always the share of positives"] = {
        "Brier score": f"{share * (1 - share):.5f}",
        "Expected calibration error": f"{0:.4f}",
    }
    left, right = st.columns([3, 2])
    left.plotly_chart(
        figures_rules.reliability_diagram(tables),
        alt="Reliability diagram",
        config={"displayModeBar": False},
    )
    right.table(pd.DataFrame(rows).T)
    if before.kind == "decision":
        right.caption("Decision scores are no probabilities: they have no figures before.")

# --- hand it back ------------------------------------------------------------------------------

st.subheader("Take it away")
name = f"{model.name}-{yes.replace(' ', '-')}"
code, artifact, csv = st.columns(3)
code.download_button(
    "Code (Python)",
    handover.code(model.name, rule),
    f"{name}.py",
    on_click="ignore",
    width="stretch",
)
fitted, calibrated = session.model, session.calibration_of()
artifact.download_button(
    "Classifier (joblib)",
    lambda: handover.packed(handover.thresholded(fitted(model.name), rule, calibrated)),
    f"{name}.joblib",
    on_click="ignore",
    width="stretch",
    help="scikit-learn's FixedThresholdClassifier, ready to predict images (n, 28, 28).",
)
curve = curves[session.split()]
csv.download_button(
    "Curve (CSV)",
    lambda: thresholds.table(curve).to_csv(index=False),
    f"{name}-{session.split()}.csv",
    on_click="ignore",
    width="stretch",
)
