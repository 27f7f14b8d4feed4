"""Decisions: all classes at once, with offsets or costs, and the right to leave one unread."""

import pandas as pd
import streamlit as st

from core import StudioError
from core.evaluation import conformal
from core.evaluation.coverage import decision_matrix, outcome, unread
from core.figures import charts, rule_charts
from core.models import registry
from core.rules import costs
from core.rules.binary import NOT_READ
from core.rules.multiclass import confidence
from parts import receipt, scales
from session import choice, desk, following, opened, parameters
from widgets.gallery import gallery

SHOWN = 300
DECIDES = {"offsets": "Highest score + offset", "costs": "Least expected cost"}
REJECT = {"nothing": "Nothing", "level": "Below a level", "target": "By a target"}
SURE = {"margin": "Margin", "top": "Top score"}
NARROW = {"displayModeBar": False}

model, classes = registry.get(choice.model_name()), choice.classes()
st.title("Decisions")
st.caption(
    f"{model.title}: what should it answer, what does a mistake cost, and what is better left "
    "unread? Everything is chosen on out-of-fold scores and judged on the test set."
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

st.subheader("Costs")
left, right = st.columns(2)
left.selectbox("Start from", desk.preset_names(), key="preset", on_change=desk.take_preset)
right.number_input(
    "Cost of one image that is not read", 0.0, 1e9, key="unread", format="%.6g", step=0.1
)
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
    st.error(f"{error} Until then the last good costs count.")
st.caption("Rows are true, columns predicted; click a cell to change it. 0 is right, 1 is usual.")

if desk.decides() == "offsets":
    st.subheader("Offsets")
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
        help="L-BFGS-B and Powell of SciPy on the out-of-fold scores; never worse there than none.",
    )
    right.button("Back to zero", on_click=desk.zero_offsets)
elif desk.desk_rule().scale != desk.desk_scale():
    st.info("Expected costs need probabilities: these scores are calibrated by temperature.")
elif desk.desk_scale() == "own":
    st.info("Expected costs trust the probabilities; this model's own ones are not calibrated.")

# --- what is left unread ------------------------------------------------------------------------

st.subheader("Leave unread")
columns = st.columns(3)
columns[0].segmented_control(
    "Images", list(REJECT), format_func=REJECT.get, key="reject", required=True
)
if desk.rejects() != "nothing":
    columns[1].segmented_control(
        "How sure is an answer?",
        list(SURE),
        format_func=SURE.get,
        key="sure",
        required=True,
        help="Margin: the highest minus the second. On calibrated scores the top one is the "
        "probability of the answer.",
    )
if desk.rejects() == "level":
    columns[2].number_input("Reject level", key="level", format="%.6g", step=0.1)
if desk.rejects() == "target":
    columns[2].number_input(
        "Errors among those read, at most (%)", 0.001, 50.0, key="errors", format="%.6g", step=0.1
    )
    try:
        level = desk.risk_coverage("oof").level_for(desk.error_target())
        st.caption(f"Chosen on out-of-fold scores: unread below {level:,.5g}.")
    except StudioError as error:
        st.warning(str(error))

# --- the outcome --------------------------------------------------------------------------------

rule, unit_costs, unread_cost = (
    desk.desk_rule(),
    desk.cost_matrix(),
    desk.unread_cost(),
)
words, word = following.words(rule), choice.class_word()
outcomes, matrices = {}, {}
for which, title in choice.SPLIT_TITLES.items():
    scores = opened.scores_on(rule.scale, which=which)
    matrices[which] = decision_matrix(scores.labels, rule.predicted(scores), scores.n_classes)
    plain = decision_matrix(scores.labels, scores.predicted(), scores.n_classes)
    outcomes[title] = outcome(matrices[which], unit_costs, unread_cost)
    outcomes[f"{title}, argmax"] = outcome(plain, unit_costs, unread_cost)

head, action = st.columns([3, 2], vertical_alignment="bottom")
head.subheader(f"What it does: {words}")
action.button(
    "Every page follows this rule" if following.followed("desk") else "Use this rule on every page",
    on_click=following.follow,
    args=("desk",),
    disabled=following.followed("desk"),
)
judged = outcomes[choice.SPLIT_TITLES["test"]]
plain = outcomes[f"{choice.SPLIT_TITLES['test']}, argmax"]
for place, label, value, change in zip(
    st.columns(4),
    ["Coverage", "Accuracy of those read", "Errors among those read", "Expected cost"],
    [
        f"{judged.coverage:.2%}",
        f"{judged.accuracy:.2%}",
        f"{judged.errors:,}",
        f"{judged.cost:.4f}",
    ],
    [
        f"{judged.coverage - plain.coverage:+.2%}",
        f"{judged.accuracy - plain.accuracy:+.2%}",
        f"{judged.errors - plain.errors:+,}",
        f"{judged.cost - plain.cost:+.4f}",
    ],
    strict=True,
):
    down = label in ("Errors among those read", "Expected cost")
    moved = change if change.strip("+-0.%") else None
    place.metric(label, value, moved, delta_color="inverse" if down else "normal")
st.caption("On the test set; the small figures are the change from argmax.")
st.table(
    pd.DataFrame(
        {
            title: {
                "Coverage": f"{found.coverage:.2%}",
                "Errors among those read": f"{found.risk:.3%} ({found.errors:,})",
                "Accuracy of those read": f"{found.accuracy:.3%}",
                "Expected cost of an image": f"{found.cost:.5f}",
            }
            for title, found in outcomes.items()
        }
    )
)

left, right = st.columns([3, 2])
left.plotly_chart(
    charts.confusion_heatmap(
        matrices[choice.split()],
        "counts",
        (*classes, NOT_READ.replace(" ", "<br>")),
        f"{choice.split_name()}: {words}",
        choice.text_colour(),
        word,
    ),
    alt=f"Matrix of true {choice.class_words()} and answers, the last column is not read",
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

# --- the unread images --------------------------------------------------------------------------

scores, digits = opened.scores_on(rule.scale), choice.images()
predicted, ranked = rule.predicted(scores), rule.ranked(scores)
sure = confidence(ranked, desk.sure())
left_out = unread(scores, predicted, sure)
st.subheader(f"{len(left_out):,} images not read")
if len(left_out):
    shown = left_out[:SHOWN]
    best = ranked[shown].argmax(axis=1)
    gallery(
        digits.images[shown],
        shown,
        [
            f"index {i}, true {classes[scores.labels[i]]}, would be read as {classes[b]}, "
            f"{SURE[desk.sure()].lower()} {sure[i]:.4g}"
            for i, b in zip(shown.tolist(), best, strict=True)
        ],
        right=best == scores.labels[shown],
        label="Not read",
        key="unread_gallery",
        height=300,
    )
    st.caption(
        f"The least sure first{f', {SHOWN} of them' if len(left_out) > SHOWN else ''}. Green: "
        "the answer would have been right; red: an error saved."
    )
else:
    st.info("Everything is read: choose a level or a target above.")

# --- prediction sets ----------------------------------------------------------------------------

st.subheader("Sets instead of single answers")
st.number_input(
    f"Sets may miss the true {word} (%)", 0.001, 50.0, key="missing", format="%.6g", step=1.0
)
sets = conformal.fit(opened.scores_on(rule.scale, which="oof"), desk.miss_rate())
judged_scores = opened.scores_on(rule.scale, which="test")
members = sets.sets(judged_scores)
found = conformal.coverage(members, judged_scores.labels)
low, high = found.interval
left, right = st.columns(2)
left.plotly_chart(
    rule_charts.set_sizes(found.sizes), alt="Size of the prediction sets", config=NARROW
)
right.markdown(
    f"On the test set **{found.share:.2%}** of the sets hold the true {word} "
    f"(95 % interval {low:.2%} to {high:.2%}); {1 - desk.miss_rate():.2%} were promised. "
    f"They hold **{found.mean_size:.3f}** {choice.class_words()} on average; "
    f"{found.sizes[1]:,} hold just one and {found.sizes[0]:,} none."
)
right.caption(
    f"Split-conformal sets on out-of-fold scores: every {word} that trails the best other one by "
    f"at most {sets.reach:,.4g}. The promise holds on average over images like these, and needs no "
    "probabilities."
)
