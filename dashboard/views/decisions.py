"""Decisions: all classes at once, with offsets or costs, and the right to reject an image."""

import pandas as pd
import streamlit as st

from core import StudioError
from core.analysis import folding
from core.evaluation.coverage import decision_matrix, outcome
from core.figures import charts, rule_charts
from core.models import registry
from core.rules import costs
from core.rules.binary import REJECTED
from parts import receipt, scales
from parts.decision_parts import CONFIDENCE, NARROW, prediction_sets, rejected_images
from session import choice, desk, following, opened, parameters
from widgets.verbatim import verbatim

DECIDES = {"offsets": "Highest score + offset", "costs": "Least expected cost"}
REJECT = {
    "nothing": "Nothing",
    "level": "Below a level",
    "target": "For few errors",
    "coverage": "For a coverage",
    "cost": "What costs more",
}


def shown(share: str) -> str:
    """Return a share as it was written, or a dash: of no image there is none."""
    return "–" if "nan" in share else share


model, classes, sides = choice.model_name(), choice.classes(), choice.sides()
st.title("Decisions")
st.caption(
    f"{registry.title(model)}: what should it answer, what does an error cost, and what is better "
    f"rejected? Everything is chosen on {sides.chosen_on} and judged on {sides.judged_on}."
)

# --- what decides -------------------------------------------------------------------------------

left, right = st.columns(2)
left.segmented_control(
    "The answer is the class with",
    list(DECIDES),
    format_func=DECIDES.get,
    key="decides",
    required=True,
    help="Expected cost: the costs below, weighted with the probability of each true "
    f"{choice.class_word()}.",
    wrap=True,
)
scales.choose(right, key="desk_scale")

# --- costs and offsets --------------------------------------------------------------------------

st.header("Costs")
left, _ = st.columns(2)
left.selectbox(
    "Start from",
    desk.preset_names(),
    key="preset",
    on_change=desk.take_preset,
    help="Puts ready costs into the table.",
)
many = len(classes) > folding.MOST
if many:
    st.info(
        "Costs and offsets of single classes are edited for up to "
        f"{folding.MOST} classes; what is rejected can be chosen for any number."
    )
else:
    key = f"costs_{desk.tables()}"
    typed = st.data_editor(
        pd.DataFrame(desk.cost_matrix(), index=classes, columns=classes).rename_axis("true"),
        key=key,
        on_change=lambda key: desk.edit_costs(parameters.event(key)["edited_rows"]),
        args=(key,),
        height=37 + 32 * min(len(classes), 20),
        row_height=32,
    )
    try:
        costs.checked(typed.to_dict("records"), classes)
    except StudioError as error:
        st.error(f"{error} The last valid costs stay in use.")
    st.caption(
        "Rows are true, columns predicted; click a cell to change it. 0 is right, 1 is usual."
    )

if desk.decides() == "offsets" and not many:
    st.header("Offsets")
    key = f"offsets_{desk.tables()}"
    st.data_editor(
        pd.DataFrame([desk.offsets()], columns=classes, index=["offset"]),
        key=key,
        on_change=lambda key: desk.edit_offsets(parameters.event(key)["edited_rows"]),
        args=(key,),
        height=72,
    )
    left, right, _ = st.columns([2, 1, 1])
    left.button(
        "Search offsets for these costs",
        on_click=desk.search_offsets,
        type="primary",
        help=f"L-BFGS-B and Powell of SciPy on {sides.chosen_on}; never worse there than none.",
    )
    right.button("Back to zero", on_click=desk.zero_offsets, help="Sets every offset to 0.")
elif desk.desk_rule().scale != desk.desk_scale():
    st.info("Expected costs need probabilities: these scores are calibrated by temperature.")
elif desk.desk_scale() == "own":
    st.info("Expected costs trust the probabilities; this model's own ones are not calibrated.")

# --- what is rejected -----------------------------------------------------------------------------

st.header("What is rejected")
offered = [name for name in REJECT if name != "cost" or desk.decides() == "costs"]
left, right = st.columns(2)
left.segmented_control(
    "Reject",
    offered,
    format_func=REJECT.get,
    key="reject",
    required=True,
    wrap=True,
    help="How the level is found below which an image is left to a person.",
)
rejects = desk.rejects()
if rejects not in ("nothing", "cost"):
    right.segmented_control(
        "Confidence of an answer",
        ["margin", "top"],
        format_func=CONFIDENCE.get,
        key="confidence",
        required=True,
        help="Margin: the highest minus the second. On calibrated scores the top one is the "
        "probability of the answer.",
    )
left, right = st.columns(2)
if rejects == "level":
    left.number_input(
        "Reject level",
        key="level",
        format="%.6g",
        step=0.1,
        help="How the level is found below which an image is left to a person.",
    )
if rejects == "target":
    left.number_input(
        "Errors among those read, at most (%)",
        0.001,
        50.0,
        key="errors",
        format="%.6g",
        step=0.1,
        help="The share of errors that you allow among the images that are read.",
    )
if rejects == "coverage":
    left.number_input(
        "Images read, at least (%)",
        0.001,
        100.0,
        key="coverage",
        format="%.6g",
        step=1.0,
        help="The share of images that must be read.",
    )
if rejects != "nothing":
    right.number_input(
        "Cost of one rejected image",
        0.0,
        1e9,
        key="cost_of_rejecting",
        format="%.6g",
        step=0.1,
        help="It decides what is rejected."
        if rejects == "cost"
        else "It counts in the cost below.",
    )
if rejects in ("target", "coverage"):
    try:
        st.caption(f"Chosen on {sides.chosen_on}: rejected below {desk.level():,.5g}.")
        if rejects == "target":
            st.caption(
                f"With {desk.SURE_OF_TARGET:.0%} confidence, at most "
                f"{desk.error_target() * 100:.6g} % of the new images like these that it reads are "
                "errors (Geifman and El-Yaniv, 2017)."
            )
        if choice.dataset().chosen_on == "out-of-fold":
            st.caption(
                "The model fitted on all images gives other scores than those of the folds, so "
                "that it reads another share; the test set shows which."
            )
    except StudioError as error:
        st.warning(f"{error} Until then everything is rejected.")
if rejects == "cost":
    st.caption(
        "An image is rejected if every answer is expected to cost more than rejecting it (Chow, "
        "1970). This trusts the probabilities."
    )

# --- the outcome --------------------------------------------------------------------------------

rule, unit_costs, reject_cost = desk.desk_rule(), desk.cost_matrix(), desk.reject_cost()
words, word = following.words(rule), choice.class_word()
outcomes, matrices = {}, {}
for which, title in choice.SPLIT_TITLES.items():
    scores = opened.scores_on(rule.scale, which=which)
    matrices[which] = decision_matrix(scores.labels, rule.predicted(scores), scores.n_classes)
    plain = decision_matrix(scores.labels, scores.predicted(), scores.n_classes)
    outcomes[title] = outcome(matrices[which], unit_costs, reject_cost)
    outcomes[f"{title}, argmax"] = outcome(plain, unit_costs, reject_cost)

head, action = st.columns([3, 2], vertical_alignment="bottom")
head.header(f"What it does: {verbatim(words)}")
action.button(
    "Every page follows this rule" if following.followed("desk") else "Use this rule on every page",
    on_click=following.follow,
    args=("desk",),
    disabled=following.followed("desk"),
    help="Confusions, Misread and the other pages then use this rule.",
)
judged = outcomes[choice.SPLIT_TITLES["test"]]
plain = outcomes[f"{choice.SPLIT_TITLES['test']}, argmax"]
for place, label, value, change in zip(
    st.columns(4),
    ["Coverage", "Accuracy of those read", "Errors among those read", "Expected cost"],
    [
        f"{judged.coverage:.2%}",
        shown(f"{judged.accuracy:.2%}"),
        f"{judged.errors:,}",
        f"{judged.cost:.4f}",
    ],
    [
        f"{judged.coverage - plain.coverage:+.2%}",
        shown(f"{judged.accuracy - plain.accuracy:+.2%}"),
        f"{judged.errors - plain.errors:+,}",
        f"{judged.cost - plain.cost:+.4f}",
    ],
    strict=True,
):
    down = label in ("Errors among those read", "Expected cost")
    moved = change if change.strip("+-0.%–") else None
    place.metric(label, value, moved, delta_color="inverse" if down else "normal")
st.caption(f"On {sides.judged_on}; the small figures are the change from argmax.")
st.table(
    pd.DataFrame(
        {
            title: {
                "Coverage": f"{found.coverage:.2%}",
                "Errors among those read": shown(f"{found.risk:.3%}") + f" ({found.errors:,})",
                "Accuracy of those read": shown(f"{found.accuracy:.3%}"),
                "Expected cost of an image": f"{found.cost:.5f}",
            }
            for title, found in outcomes.items()
        }
    )
)

shown_matrix = matrices[choice.split()]
shown_names = (*classes, f"<br>{REJECTED}")  # below: a narrow screen has no room beside the others
if many:
    kept = folding.most_confused(shown_matrix)
    fold = folding.folded(shown_matrix, kept, kept)
    shown_matrix = fold.counts
    shown_names = (*(classes[i] for i in kept), folding.OTHER, f"<br>{REJECTED}")
left, right = st.columns([3, 2])
left.plotly_chart(
    charts.confusion_heatmap(
        shown_matrix,
        "counts",
        shown_names,
        f"{choice.split_name()}: {words}",
        choice.text_colour(),
        word,
    ),
    alt=f"Matrix of true {choice.class_words()} and answers, the last column is rejected",
    config=NARROW,
)
right.plotly_chart(
    rule_charts.risk_coverage(
        {title: desk.risk_coverage(which) for which, title in choice.SPLIT_TITLES.items()},
        {
            title: (outcomes[title].coverage, outcomes[title].risk)
            for title in choice.SPLIT_TITLES.values()
        },
    ),
    alt="Risk against coverage",
    config=NARROW,
)

receipt.show(following.receipt("matrix", given=rule))

# --- the rejected images, and sets of answers -----------------------------------------------------

rejected_images(rule)
prediction_sets(rule)
