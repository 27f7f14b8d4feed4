"""Glossary: every measure and term of the pages, its formula, and its number for this model."""

import streamlit as st

from core.analysis.glossary.seen import Seen
from core.analysis.glossary.term import Term
from core.analysis.glossary.terms import GROUPS
from core.language import inside, spoken, tr
from core.models import registry
from session import choice, glossary
from widgets.verbatim import verbatim

st.title(tr("Glossary"))
st.caption(
    tr(
        "Every measure and term of the pages, with a number of {title} on the "
        "{split}; yes-or-no measures follow the threshold **{rule_words}**. "
        "Choose another model in the sidebar, and all follow.",
        title=registry.title(choice.model_name()),
        split=inside(choice.split_name()),
        rule_words=verbatim(glossary.rule_words()),
    )
)
searched = st.text_input(
    tr("Find a term"),
    key="glossary_search",
    max_chars=60,
    placeholder=tr("precision, luck, reject …"),
    help=tr("Shows the entries in which these letters stand."),
)


def show(term: Term, seen: Seen) -> None:
    """Draw one entry: its name, sentence, formula and example."""
    left, right = st.columns([3, 2], gap="medium")
    left.markdown(f"**{tr(term.name)}** · {tr(term.about)}")
    example = term.example(seen)
    if example is not None:
        left.caption(
            tr(
                "Here **{value}**: {where}.",
                value=verbatim(example.value),
                where=verbatim(example.where),
            )
        )
    if term.formula:
        right.latex(spoken(term.formula))


view, shown = glossary.seen(), 0
for group, terms in GROUPS.items():
    found = [term for term in terms if term.matches(searched or "")]
    if not found:
        continue
    shown += len(found)
    st.header(tr(group))
    for term in found:
        show(term, view)
if not shown:
    st.info(tr("No entry has these letters: try fewer of them."))
