"""A person's verdict on the open image, by buttons or by keys."""

import streamlit as st

from core.analysis.disputed import DISPUTED, LICENCE, SOURCE, Disputed
from core.analysis.verdicts import CHOICES, LONGEST_NOTE
from core.language import moment, ntr, tr
from session import choice, verdicts, walk


def verdict(index: int, true: int, answer: int) -> None:
    """Ask what a person thinks of the image, beside what five others said."""
    disputed = _disputed(index)
    if disputed:
        st.warning(
            tr(
                "{disputed} ([source]({source}), {licence})",
                disputed=disputed,
                source=SOURCE,
                licence=LICENCE,
            ),
            icon=":material/groups:",
        )
    present = verdicts.verdict(index)
    classes = choice.classes()
    suggestion = _suggested(index, answer)
    with st.form(f"verdict_{choice.split()}_{index}", border=False):
        left, right = st.columns([3, 2])
        who = left.radio(
            tr("Who is wrong?"),
            CHOICES,
            format_func=lambda name: tr(name),
            index=CHOICES.index(present.choice) if present else None,
            horizontal=True,
            key=f"choice_{choice.split()}_{index}",
            help=tr("What you think of this image; it stays on this machine and changes no label."),
        )
        should_be = right.selectbox(
            tr("If the label is wrong: it should be"),
            range(len(classes)),
            format_func=classes.__getitem__,
            index=suggestion,
            help=tr("The class that you see; it counts only with “label wrong”."),
        )
        note = st.text_input(
            tr("Note"),
            present.note if present else "",
            max_chars=LONGEST_NOTE,
            key=f"note_{index}",
            help=tr("For yourself, and exported with the verdict."),
        )
        saved = st.form_submit_button(
            tr("Save the verdict"),
            type="primary",
            help=tr("Keeps the verdict; the last one on an image holds."),
        )
    if saved and who == "model wrong" and answer == true:
        st.error(tr("The model answers as the label says, so it is not the one that is wrong."))
    elif saved and who:
        verdicts.decide(index, who, should_be, note)
        st.success(tr("Saved: {who}.", who=tr(who)))
    elif saved:
        st.error(tr("Choose who is wrong first."))
    elif present:
        st.caption(
            tr(
                "Your verdict: {verdict}, since {at} UTC.",
                verdict=tr(present.choice),
                at=moment(present.at),
            )
        )
        st.button(
            tr("Take it back"),
            on_click=verdicts.withdraw,
            args=(index,),
            help=tr("Removes your verdict on this image."),
        )
    st.page_link(
        "views/verdicts.py",
        label=tr("All verdicts, and what they do to the accuracy"),
        help=tr("Opens the page Verdicts."),
    )


def _disputed(index: int) -> Disputed | None:
    """Return what five people said of an image, where they were asked."""
    return DISPUTED.get(index) if choice.split() == "test" and choice.about_digits() else None


def _suggested(index: int, answer: int) -> int:
    """Return what the label should be, if it is wrong: as decided, as people said, as answered."""
    present, disputed = verdicts.verdict(index), _disputed(index)
    if present and present.should_be is not None:
        return present.should_be
    found = disputed.suggested if disputed else answer
    return found if found < len(choice.classes()) else 0


def verdict_keys(index: int, true: int, answer: int) -> None:
    """Offer each verdict as one key that also opens the next image, and one that takes it back."""
    row, decided = walk.present_row(), verdicts.decided_indices()
    suggestion = _suggested(index, answer)
    with st.container(horizontal=True, vertical_alignment="center"):
        for number, what in enumerate(CHOICES, start=1):
            st.button(
                tr("{verdict}, next", verdict=tr(what).capitalize()),
                key=f"quick_{number}",
                shortcut=str(number),
                disabled=what == "model wrong" and answer == true,
                on_click=verdicts.decide_and_go_on,
                args=(index, what, suggestion),
                help=tr("Saves the verdict and opens the next image of the row. ")
                + (
                    tr(
                        "The label is then {class_name}; the form below has a note and other "
                        "labels.",
                        class_name=choice.classes()[suggestion],
                    )
                    if number == 2
                    else tr("The form below has a note and other labels.")
                ),
            )
        st.button(
            tr("Take the last one back"),
            key="quick_back",
            shortcut="Backspace",
            icon=":material/undo:",
            disabled=not verdicts.can_undo(),
            on_click=verdicts.undo,
            help=tr(
                "Restores what was decided before and opens that image; Backspace does the same."
            ),
        )
        if index in row:
            done = sum(each in decided for each in row)
            st.caption(
                ntr(
                    "{n:,} of the {images:,} that you walk through has a verdict.",
                    "{n:,} of the {images:,} that you walk through have a verdict.",
                    done,
                    images=len(row),
                )
            )
