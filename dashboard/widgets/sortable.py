"""Tables to sort whose numbers stand as the reader's language writes them.

Streamlit's own formats know one language, or the browser's whatever is chosen here. A styled table
carries each number and its text, so that sorting and downloading still go by the number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.language import number

Form = Callable[[Any], str]
#: Cells that are written one by one, in a tenth of a second.
MOST = 20_000


def written(spec: str, unit: str = "") -> Form:
    """Return what writes a number by one of Python's format specifications, a unit behind it."""
    return lambda value: number(value, spec) + (f"\u00a0{unit}" if unit else "")


COUNT, TWO, SIGNED = written(","), written(",.2f"), written("+,.2f")
PER_CENT, SECONDS, MEGABYTES = written(",.2f", "%"), written(",.1f", "s"), written(",.2f", "MB")


def P(value: Any) -> str:
    """Write a p to three places, a smaller one as less than that, as sentences do."""
    return f"<\u00a0{number(0.001)}" if value < 0.001 else number(value, ".3f")


def sortable(table: pd.DataFrame, forms: Mapping[str, Form], **options: Any) -> Any:
    """Show a table as `st.dataframe` does, the named columns in their forms, the missing as –.

    A column of the mapping that the table lacks is passed over. A table of very many cells stays
    as it is: to write all of them takes longer than anybody looks at them.
    """
    if table.size > MOST:
        return st.dataframe(table, **options)
    present = {name: write for name, write in forms.items() if name in table.columns}
    return st.dataframe(table.style.format(present, na_rep="–", subset=list(present)), **options)
