"""Tables of how models read a labelled set of one's own, beside how they read the test set."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.evaluation.metrics import difference, wilson
from core.language import tr


def accuracies(
    labels: np.ndarray, answers: dict[str, np.ndarray], tested: dict[str, tuple[int, int]]
) -> pd.DataFrame:
    """Return one row per model, the most accurate on the own digits first.

    Parameters
    ----------
    labels : (n,) true classes of the own digits, n > 0
    answers : each model's predicted classes (n,)
    tested : how many of the test set each model reads correctly, and of how many

    Returns
    -------
    DataFrame
        Index: the models' names. Columns `right` and `n` (counts), `accuracy`, its 95 % Wilson
        interval `low` to `high`, `test` (accuracy on the test set), and `against`: "above" or
        "below" where the 95 % interval of the difference of both accuracies says that the test
        set's is, else "inside".
    """
    rows = {}
    for name, predicted in answers.items():
        right, n = int((predicted == labels).sum()), len(labels)
        test = tested[name]
        less, more = difference(right, n, *test)
        against = "above" if less > 0 else "below" if more < 0 else "inside"
        rows[name] = (right, n, right / n, *wilson(right, n), test[0] / test[1], against)
    columns = ["right", "n", "accuracy", "low", "high", "test", "against"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.sort_values(["accuracy", "test"], ascending=False, kind="stable")


def by_digit(matrix: np.ndarray, tested: np.ndarray) -> pd.DataFrame:
    """Return one row per digit of which there are any.

    Parameters
    ----------
    matrix : (k, k) counts of the own digits, rows true, columns predicted
    tested : (k, k) the same of the test set

    Returns
    -------
    DataFrame
        Index: the digits as text. Columns as in `accuracies`, of the digits that truly are it.
    """
    shares = np.diag(tested) / np.maximum(tested.sum(axis=1), 1)
    rows = {}
    for digit, n in enumerate(matrix.sum(axis=1).tolist()):
        if n:
            right = int(matrix[digit, digit])
            rows[str(digit)] = (right, n, right / n, *wilson(right, n), float(shares[digit]))
    columns = ["right", "n", "accuracy", "low", "high", "test"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def sentence(title: str, row: pd.Series) -> str:
    """Say one row of `accuracies` in plain words."""
    more = {
        "above": tr("less often than on the test set"),
        "below": tr("more often than on the test set"),
        "inside": tr("as far as so few can tell, as often as on the test set"),
    }[row["against"]]
    return tr(
        "{title} reads {right:,} of your {n:,} digits correctly: {accuracy:.1%} (95 % interval "
        "{low:.1%} to {high:.1%}), {more} ({test:.2%}).",
        title=title,
        more=more,
        **{name: row[name] for name in ("right", "n", "accuracy", "low", "high", "test")},
    )
