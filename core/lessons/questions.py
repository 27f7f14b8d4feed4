"""Questions to predict before the answer is revealed; their keys are computed from the data.

A template takes a random generator, so that the same seed asks the same question, and the arrays
that the answer follows from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core import StudioError
from core.analysis.confusions import systematic
from core.evaluation.metrics import Counts, Curve

OPTIONS = 4


@dataclass(frozen=True)
class Question:
    """A question with answer options, of which exactly one is right.

    Attributes
    ----------
    key : position of the right option
    because : one or two sentences with the numbers behind the answer
    subject : index of the digit that the question is about, if it is about one
    """

    text: str
    options: tuple[str, ...]
    key: int
    because: str
    subject: int | None = None

    @property
    def answer(self) -> str:
        """The right option."""
        return self.options[self.key]


def never(rng: np.random.Generator, labels: np.ndarray, digit: int) -> Question:
    """Ask for the accuracy of a detector that never says `digit`."""
    share = float(np.mean(labels == digit))
    options = [f"{share:.1%}", "50.0%", f"{1 - share:.1%}", "100.0%"]
    return _question(
        rng,
        f"A detector of {digit}s answers “not a {digit}” whatever it sees. What is its accuracy?",
        f"{1 - share:.1%}",
        options,
        f"{np.count_nonzero(labels != digit):,} of the {len(labels):,} digits are not {digit}s, "
        "and it is right on each of them. Accuracy says little where one class is rare.",
    )


def higher_threshold(rng: np.random.Generator, curve: Curve, digit: int) -> Question:
    """Ask how many false positives are left when the threshold rises.

    No option is larger than their number before, which would give it away, and the right one is
    the smallest, a middle or the largest option with the same chance.
    """
    firsts = np.flatnonzero(curve.tp >= 0.8 * curve.positives)
    lasts = np.flatnonzero(curve.tp >= 0.4 * curve.positives)
    before = curve.at(float(curve.thresholds[firsts[0]]))
    row = int(rng.integers(lasts[0], max(firsts[0], lasts[0] + 1)))
    threshold = float(curve.thresholds[row])
    after = curve.at(threshold)
    fewer = [after.fp // 4, after.fp // 2, after.fp * 3 // 4]
    more = [after.fp + round((before.fp - after.fp) * share) for share in (1 / 3, 2 / 3, 1)]
    below = int(rng.integers(OPTIONS))
    others = [*fewer[len(fewer) - below :], *more[: OPTIONS - 1 - below], *more, *fewer]
    return _question(
        rng,
        f"At a threshold that finds {before.recall:.0%} of the {digit}s there are {before.fp:,} "
        f"false positives. Raise it to {threshold:,.6g}, which finds {after.recall:.0%}: how many "
        "false positives are left?",
        f"{after.fp:,}",
        [f"{value:,}" for value in others],
        f"Precision goes from {before.precision:.1%} to {after.precision:.1%}: there are "
        f"{before.fp - after.fp:,} false positives fewer, and {before.tp - after.tp:,} {digit}s "
        "are lost.",
    )


def larger_ratio(rng: np.random.Generator, now: Counts, digit: int) -> Question:
    """Ask whether precision or recall is larger, given the two kinds of errors."""
    options = ["precision", "recall", "they are equal"]
    larger = now.precision - now.recall
    right = options[0 if larger > 0 else 1 if larger < 0 else 2]
    none = (
        "" if now.tp else " Without a true positive, it does not matter how many errors there are."
    )
    return _question(
        rng,
        f"The detector finds {now.tp:,} {digit}s, misses {now.fn:,} and has {now.fp:,} false "
        "positives. Which is larger: precision or recall?",
        right,
        options,
        f"Both have the {now.tp:,} found {digit}s on top; precision divides by {now.tp:,} + "
        f"{now.fp:,}, recall by {now.tp:,} + {now.fn:,}: {now.precision:.1%} and {now.recall:.1%}."
        + none,
    )


def how_many_duels(rng: np.random.Generator) -> Question:
    """Ask how many machines one against one needs for some number of classes."""
    classes = int(rng.integers(4, 15))
    right = classes * (classes - 1) // 2
    others = [classes, classes * classes, classes * (classes - 1), right + classes, 2 * classes]
    return _question(
        rng,
        f"One machine for each pair of classes: how many for {classes} classes?",
        str(right),
        [str(value) for value in others],
        f"Each of the {classes} meets {classes - 1} others, and each pair is counted twice: "
        f"{classes} × {classes - 1} / 2 = {right}.",
    )


def runner_up(rng: np.random.Generator, won: np.ndarray) -> Question:
    """Ask which digit comes second in the duels of one image, from its ten scores (10,)."""
    order = np.argsort(-won, kind="stable")
    first, second = int(order[0]), int(order[1])
    return _question(
        rng,
        f"{first} wins this tournament. Which digit comes second?",
        str(second),
        [str(digit) for digit in rng.permutation(10) if digit not in (first, second)],
        f"{second} has a score of {won[second]:.2f}, behind {won[first]:.2f} of {first}: the duels "
        "won, and a part below one that breaks ties.",
    )


def usual_error(rng: np.random.Generator, matrix: np.ndarray) -> Question:
    """Ask as which other digit a digit is misread most often, from the matrix of counts."""
    table = systematic(matrix, by="count")
    counts = {digit: table[table["true"] == digit] for digit in range(len(matrix))}
    clear = [
        digit
        for digit, rows in counts.items()
        if len(rows) == 1 or (len(rows) > 1 and rows["count"].iloc[0] > rows["count"].iloc[1])
    ]
    if not clear:
        raise StudioError("No digit here has one most frequent misreading; choose another model.")
    true = int(rng.choice(clear))
    read_as, times = (int(counts[true].iloc[0][name]) for name in ("predicted", "count"))
    return _question(
        rng,
        f"Some {true}s are misread. As which digit most often?",
        str(read_as),
        [str(digit) for digit in rng.permutation(len(matrix)) if digit not in (true, read_as)],
        f"{times:,} of the {matrix[true].sum() - matrix[true, true]:,} misread {true}s are read "
        f"as {read_as}.",
    )


def after_shift(
    rng: np.random.Generator, labels: np.ndarray, before: np.ndarray, after: np.ndarray
) -> Question:
    """Ask how a digit that was read correctly is read one pixel further right."""
    right = np.flatnonzero(before == labels)
    fooled = right[after[right] != labels[right]]
    candidates = fooled if len(fooled) and rng.random() < 0.5 else right
    if not len(candidates):
        raise StudioError("This model reads none of these digits correctly; choose another model.")
    index = int(rng.choice(candidates))
    true, answer = int(labels[index]), int(after[index])
    others = [digit for digit in rng.permutation(10) if digit not in (true, answer)]
    share = float(np.mean(after[right] == labels[right]))
    return _question(
        rng,
        f"This {true} is read correctly. Moved by one pixel to the right, how is it read?",
        str(answer),
        [str(true), *(str(digit) for digit in others)],
        f"It is read as {answer}. Of the {len(right):,} digits read correctly, {share:.1%} still "
        "are after one pixel: a linear model weighs places, not shapes.",
        index,
    )


def neighbours_vote(
    rng: np.random.Generator, neighbour_labels: np.ndarray, indices: np.ndarray, large: int
) -> Question:
    """Ask for the two answers, large and odd, that the labels (n, k) of neighbours vote for."""
    row = int(rng.integers(len(neighbour_labels)))
    labels = neighbour_labels[row].tolist()
    is_large = 2 * sum(label >= large for label in labels) > len(labels)
    is_odd = 2 * sum(label % 2 for label in labels) > len(labels)
    return _question(
        rng,
        f"The nearest neighbours of this digit are {', '.join(map(str, labels))}. What do they "
        f"answer: large ({large} and up)? odd?",
        _two(is_large, is_odd),
        [_two(a, b) for a in (False, True) for b in (False, True)],
        f"{sum(label >= large for label in labels)} of {len(labels)} are large and "
        f"{sum(label % 2 for label in labels)} are odd. Each answer has a vote of its own.",
        int(indices[row]),
    )


def pixels_right(
    rng: np.random.Generator, levels: np.ndarray, accuracy: np.ndarray, paper: float
) -> Question:
    """Ask for the share of pixels that are exactly right after cleaning at a level of noise."""
    row = int(rng.integers(len(levels)))
    right = float(accuracy[row])
    others = [0.999, paper / 2, (right + paper) / 2 + 0.05, right - 0.15, right - 0.3, 0.02]
    return _question(
        rng,
        f"Noise of 0 to {max(int(levels[row]) - 1, 0)} is added to each pixel and cleaned away "
        "again. What share of the pixels gets exactly its old grey level?",
        f"{right:.1%}",
        [f"{value:.1%}" for value in others if 0 < value < 1 and abs(value - right) > 0.02],
        f"{right:.1%}. But {paper:.1%} of all pixels are empty paper: a blank picture scores "
        "that much, so this number alone says little.",
    )


def fewer_errors(
    rng: np.random.Generator, labels: np.ndarray, before: np.ndarray, after: np.ndarray
) -> Question:
    """Ask how many test errors are left after training with shifted digits."""
    wrong, left = int(np.sum(before != labels)), int(np.sum(after != labels))
    shares = rng.permutation([0.1, 0.3, 0.5, 0.65, 0.95, 1.2])
    others = [round(wrong * share) for share in shares]
    apart = [value for value in others if abs(value - left) > 0.05 * max(wrong, 1)]
    fixed = int(np.sum((before != labels) & (after == labels)))
    return _question(
        rng,
        f"{wrong:,} of {len(labels):,} test digits are misread. Now each training digit is joined "
        "by four copies, moved by one pixel. How many are misread?",
        f"{left:,}",
        [f"{value:,}" for value in apart],
        f"{fixed:,} are read correctly now and {left - wrong + fixed:,} are newly misread.",
    )


def best_setting(
    rng: np.random.Generator, k: np.ndarray, by_distance: np.ndarray, mean: np.ndarray
) -> Question:
    """Ask which setting of nearest neighbours wins the grid search."""
    best = int(np.argmax(mean))
    names = [
        f"k = {n}, {'by distance' if weighted else 'one vote each'}"
        for n, weighted in zip(k, by_distance, strict=True)
    ]
    others = [names[i] for i in rng.permutation(len(names)) if mean[i] < mean[best]]
    return _question(
        rng,
        "Which setting has the best cross-validated accuracy?",
        names[best],
        others,
        f"{names[best]} reaches {mean[best]:.2%}; the worst setting here {mean.min():.2%}.",
    )


def _two(large: bool, odd: bool) -> str:
    return f"{'large' if large else 'small'}, {'odd' if odd else 'even'}"


def _question(
    rng: np.random.Generator,
    text: str,
    right: str,
    others: Sequence[str],
    because: str,
    subject: int | None = None,
) -> Question:
    """Join the right option with up to three distinct others, in random order."""
    wrong = [option for option in Counter(others) if option != right][: OPTIONS - 1]
    if not wrong:
        raise StudioError("This question has only one possible answer here; choose another one.")
    options = [right, *wrong]
    shuffled = tuple(options[i] for i in rng.permutation(len(options)))
    return Question(text, shuffled, shuffled.index(right), because, subject)
