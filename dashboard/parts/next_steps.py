"""Below the answer which model is best: what it confuses most, and where to go on."""

import numpy as np
import streamlit as st

from core.analysis import confusions
from core.language import count, tr
from core.models import registry
from session import cells, choice, cut, opened
from widgets.verbatim import verbatim

#: Confusions that are offered.
MOST = 3
CONFUSIONS = "views/confusions.py"


def show(name: str) -> None:
    """Offer a model's most frequent confusions, and the pages that go on from here."""
    errors = confusions.off_diagonal(opened.matrix(name))
    pairs = [divmod(int(at), len(errors)) for at in np.argsort(-errors, axis=None, kind="stable")]
    found = [(i, j) for i, j in pairs[:MOST] if errors[i, j]]
    if found:
        st.markdown(tr("**{title} confuses most often:**", title=verbatim(registry.title(name))))
    with st.container(horizontal=True):
        for number, (i, j) in enumerate(found):
            what = tr(
                "{classes} read as {classes2}",
                classes=choice.classes()[i],
                classes2=choice.classes()[j],
            )
            if st.button(
                verbatim(f"{what}: {count(int(errors[i, j]))}"),
                key=f"confused_{number}",
                icon=":material/photo_library:",
                on_click=_choose,
                args=(name, (i, j)),
                help=tr("Opens these images in the confusion matrix."),
            ):
                st.switch_page(CONFUSIONS)
    st.markdown(tr("**Next:**"))
    with st.container(horizontal=True):
        for page, label, about in [
            ("thresholds", tr("Move a threshold"), tr("Trade precision for recall.")),
            ("misread", tr("Look at what is misread"), tr("The most confidently wrong first.")),
            (
                "improve",
                tr("Make it better"),
                tr("Change one thing, train again, and see what it fixed."),
            ),
            ("learn/glossary", tr("Look a word up"), tr("Every measure, with its formula.")),
        ]:
            st.page_link(
                f"views/{page}.py", label=label, icon=":material/arrow_forward:", help=about
            )


def _choose(name: str, cell: tuple[int, int]) -> None:
    if name != choice.model_name():
        cut.choose_model(name)
    cells.choose_cells([cell])
