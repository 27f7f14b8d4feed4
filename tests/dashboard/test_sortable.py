"""Tables whose numbers stand as the reader's language writes them and are sorted as numbers."""

from __future__ import annotations

import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest


def page(language: str) -> None:
    import pandas as pd

    from core.language import using
    from widgets.reported import reported
    from widgets.sortable import COUNT, PER_CENT, SIGNED, P, sortable

    table = pd.DataFrame(
        {
            "share": [97.04, None],
            "change": [-0.5, 1234.5],
            "n": [60000, 7],
            "p": [0.00012, 1.0],
            "index": [1234, 1],
        }
    )
    forms = {"share": PER_CENT, "change": SIGNED, "n": COUNT, "p": P, "absent": COUNT}
    with using(language):
        sortable(table, forms, hide_index=True)
    sortable(pd.DataFrame({"name": ["1.5"]}), {})
    assert reported("nothing like this", "picked") is None


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (
            "en",
            [["97.04\u00a0%", "−0.50", "60,000", "<\u00a00.001"], ["–", "+1,234.50", "7", "1.000"]],
        ),
        (
            "de",
            [["97,04\u00a0%", "−0,50", "60.000", "<\u00a00,001"], ["–", "+1.234,50", "7", "1,000"]],
        ),
    ],
)
def test_numbers_are_written_in_the_language_and_kept_as_numbers(
    language: str, shown: list[list[str]]
) -> None:
    at = AppTest.from_function(page, args=(language,)).run()
    assert not at.exception
    first = at.dataframe[0]
    displayed = first.proto.arrow_data.styler.display_values
    assert displayed
    texts = convert_arrow_bytes_to_pandas_df(displayed)
    assert texts.iloc[:, :4].to_numpy().tolist() == shown
    assert texts.iloc[:, 4].tolist() == ["1234", "1"]  # a name, not a quantity
    assert first.value["n"].tolist() == [60000, 7]  # what sorting and downloading see


def test_a_table_too_long_to_be_written_cell_by_cell_is_shown_all_the_same() -> None:
    def long() -> None:
        import pandas as pd

        from widgets.sortable import PER_CENT, sortable

        sortable(pd.DataFrame({"share": [0.5] * 300_000}), {"share": PER_CENT})

    at = AppTest.from_function(long).run()
    assert not at.exception
    assert len(at.dataframe[0].value) == 300_000
