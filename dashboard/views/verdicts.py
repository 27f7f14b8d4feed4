"""Verdicts: what people decided about single images, and what that does to the accuracy."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core import StudioError
from core.analysis import corrected, verdicts_csv
from core.analysis.disputed import DISPUTED, LICENCE, SOURCE
from core.analysis.verdicts import restated
from parts.tiles import tiles
from session import choice, following, verdicts

st.title("Verdicts")
st.caption(
    f"Open {'a digit' if choice.about_digits() else 'an image'} to decide about it. Verdicts "
    "stay in one file under `artifacts/`; training never touches them, and no label is "
    "changed by them."
)

for sentence in verdicts.refused():
    st.warning(f"{sentence} The rest counts here and is exported.", icon=":material/warning:")
for sentence in verdicts.set_aside():
    st.info(sentence, icon=":material/inventory_2:")

classes, digits = choice.classes(), choice.about_digits()
test = choice.split() == "test" and digits  # the voters saw digits of that set only
voters = digits and st.toggle(
    "Count the five voters where you have not decided",
    value=True,
    disabled=not test,
    help="They saw digits of the test set only.",
)
found = verdicts.verdicts(voters=voters and test)
accuracies = restated(choice.images().labels, following.predicted(), found)
for column, accuracy in zip(st.columns(3), accuracies, strict=True):
    low, high = accuracy.interval
    column.metric(accuracy.title, f"{accuracy.share:.2%}", border=True)
    column.caption(
        f"{accuracy.hits:,} of {accuracy.n:,}; 95 % Wilson interval {low:.2%} to {high:.2%}"
    )

if test:
    st.header(f"{len(DISPUTED)} disputed test labels")
    st.caption(
        "Five people voted on each; under a tile stand the votes for the given and for the "
        "suggested label. The given one got fewer than three. "
        f"[Source]({SOURCE}), licence {LICENCE}."
    )
    tiles(
        np.array(sorted(DISPUTED)),
        key="disputed",
        label="disputed labels",
        height=200,
        about={index: str(digit) for index, digit in DISPUTED.items()},
        marks={
            index: f"{digit.given}:{digit.for_given} {digit.suggested}:{digit.for_suggested}"
            for index, digit in DISPUTED.items()
        },
    )

own, wanted = verdicts.verdicts(), dict(enumerate(classes))
st.header(f"{len(own):,} verdict{'' if len(own) == 1 else 's'} of yours on this split")
if own:
    st.dataframe(
        pd.DataFrame(
            [
                (
                    v.index,
                    v.choice,
                    None if v.should_be is None else classes[v.should_be],
                    v.note,
                    v.at,
                )
                for v in own
            ],
            columns=["index", "verdict", "should be", "note", "at"],
        ),
        hide_index=True,
    )
    tiles(
        np.array([v.index for v in own]),
        key="own",
        label=f"{choice.image_word()}s with a verdict",
        height=200,
    )

left, right = st.columns(2)
left.download_button(
    "Export all as CSV",
    lambda: verdicts_csv.write(verdicts.all_verdicts()).encode(),
    "verdicts.csv",
    on_click="ignore",
    icon=":material/download:",
    help="Saves the verdicts on both splits.",
)
with right.form("import_verdicts", clear_on_submit=True, border=False):
    file = st.file_uploader(
        "Verdicts as CSV",
        type="csv",
        help="A file that this page exported, also after Excel or pandas wrote it.",
    )
    asked = st.form_submit_button(
        "Import", help="Adds the file's verdicts; of two on one image the later holds."
    )
    if asked and file is None:
        st.error("Choose a file first: a CSV that this page exported.")
    elif asked:
        try:
            changed = verdicts.merge(verdicts_csv.read(file.getvalue()))
            st.success(f"{changed:,} verdicts were new or newer.")
        except StudioError as error:
            st.error(str(error))

st.header("The whole set with corrected labels")
changed = sum(verdict.should_be is not None for verdict in verdicts.all_verdicts())
st.caption(
    f"Training and test set, {changed:,} label{'' if changed == 1 else 's'} changed by your "
    "verdicts “label wrong”; a column says which, when and by whom. The npz can be imported as a "
    "data set."
)
with st.container(horizontal=True):
    for kind, title, make in [
        ("csv", "Labels as CSV", corrected.csv),
        ("npz", "Images and labels as npz", corrected.npz),
    ]:
        st.download_button(
            title,
            partial(make, choice.dataset(), verdicts.all_verdicts()),
            f"{choice.dataset().name}-corrected.{kind}",
            on_click="ignore",
            icon=":material/download:",
            key=f"corrected_{kind}",
            help="Saves the labels with your corrections.",
        )
