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
from core.language import count, percent, tr

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
    options = [percent(part, 1) for part in (share, 0.5, 1 - share, 1)]
    return _question(
        rng,
        tr(
            "A detector of {digit}s answers “not a {digit}” whatever it sees. What "
            "is its accuracy?",
            digit=digit,
        ),
        percent(1 - share, 1),
        options,
        tr(
            "{count_nonzero:,} of the {n:,} digits are not {digit}s, and it is "
            "right on each of them. Accuracy says little where one class is rare.",
            count_nonzero=np.count_nonzero(labels != digit),
            n=len(labels),
            digit=digit,
        ),
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
        tr(
            "At a threshold that finds {recall:.0%} of the {digit}s there are "
            "{fp:,} false positives. Raise it to {threshold:,.6g}, which finds "
            "{recall2:.0%}: how many false positives are left?",
            recall=before.recall,
            digit=digit,
            fp=before.fp,
            threshold=threshold,
            recall2=after.recall,
        ),
        count(after.fp),
        [count(value) for value in others],
        tr(
            "Precision goes from {precision:.1%} to {precision2:.1%}: there are "
            "{fp:,} false positives fewer, and {tp:,} {digit}s are lost.",
            precision=before.precision,
            precision2=after.precision,
            fp=before.fp - after.fp,
            tp=before.tp - after.tp,
            digit=digit,
        ),
    )


def larger_ratio(rng: np.random.Generator, now: Counts, digit: int) -> Question:
    """Ask whether precision or recall is larger, given the two kinds of errors."""
    options = ["precision", "recall", tr("they are equal")]
    larger = now.precision - now.recall
    right = options[0 if larger > 0 else 1 if larger < 0 else 2]
    none = (
        ""
        if now.tp
        else tr(" Without a true positive, it does not matter how many errors there are.")
    )
    return _question(
        rng,
        tr(
            "The detector finds {tp:,} {digit}s, misses {fn:,} and has {fp:,} "
            "false positives. Which is larger: precision or recall?",
            tp=now.tp,
            digit=digit,
            fn=now.fn,
            fp=now.fp,
        ),
        right,
        options,
        tr(
            "Both have the {tp:,} found {digit}s on top; precision divides by "
            "{tp:,} + {fp:,}, recall by {tp:,} + {fn:,}: {precision:.1%} and "
            "{recall:.1%}.",
            tp=now.tp,
            digit=digit,
            fp=now.fp,
            fn=now.fn,
            precision=now.precision,
            recall=now.recall,
        )
        + none,
    )


def how_many_duels(rng: np.random.Generator) -> Question:
    """Ask how many machines one against one needs for some number of classes."""
    classes = int(rng.integers(4, 15))
    right = classes * (classes - 1) // 2
    others = [classes, classes * classes, classes * (classes - 1), right + classes, 2 * classes]
    return _question(
        rng,
        tr(
            "One machine for each pair of classes: how many for {classes} classes?", classes=classes
        ),
        str(right),
        [str(value) for value in others],
        tr(
            "Each of the {classes} meets {classes2} others, and each pair is "
            "counted twice: {classes} × {classes2} / 2 = {right}.",
            classes=classes,
            classes2=classes - 1,
            right=right,
        ),
    )


def runner_up(rng: np.random.Generator, won: np.ndarray) -> Question:
    """Ask which digit comes second in the duels of one image, from its ten scores (10,)."""
    order = np.argsort(-won, kind="stable")
    first, second = int(order[0]), int(order[1])
    return _question(
        rng,
        tr("{first} wins this tournament. Which digit comes second?", first=first),
        str(second),
        [str(digit) for digit in rng.permutation(10) if digit not in (first, second)],
        tr(
            "{second} has a score of {won:.2f}, behind {won2:.2f} of {first}: the "
            "duels won, and a part below one that breaks ties.",
            second=second,
            won=won[second],
            won2=won[first],
            first=first,
        ),
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
        raise StudioError(
            tr("No digit here has one most frequent misreading; choose another model.")
        )
    true = int(rng.choice(clear))
    read_as, times = (int(counts[true].iloc[0][name]) for name in ("predicted", "count"))
    return _question(
        rng,
        tr("Some {true}s are misread. As which digit most often?", true=true),
        str(read_as),
        [str(digit) for digit in rng.permutation(len(matrix)) if digit not in (true, read_as)],
        tr(
            "{times:,} of the {sum:,} misread {true}s are read as {read_as}.",
            times=times,
            sum=matrix[true].sum() - matrix[true, true],
            true=true,
            read_as=read_as,
        ),
    )


def after_shift(
    rng: np.random.Generator, labels: np.ndarray, before: np.ndarray, after: np.ndarray
) -> Question:
    """Ask how a digit that was read correctly is read one pixel further right."""
    right = np.flatnonzero(before == labels)
    fooled = right[after[right] != labels[right]]
    candidates = fooled if len(fooled) and rng.random() < 0.5 else right
    if not len(candidates):
        raise StudioError(
            tr("This model reads none of these digits correctly; choose another model.")
        )
    index = int(rng.choice(candidates))
    true, answer = int(labels[index]), int(after[index])
    others = [digit for digit in rng.permutation(10) if digit not in (true, answer)]
    share = float(np.mean(after[right] == labels[right]))
    return _question(
        rng,
        tr(
            "This {true} is read correctly. Moved by one pixel to the right, how is it read?",
            true=true,
        ),
        str(answer),
        [str(true), *(str(digit) for digit in others)],
        tr(
            "It is read as {answer}. Of the {n:,} digits read correctly, "
            "{part:.1%} still are after one pixel: a linear model weighs places, "
            "not shapes.",
            answer=answer,
            n=len(right),
            part=share,
        ),
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
        tr(
            "The nearest neighbours of this digit are {listed}. What do they "
            "answer: large ({large} and up)? odd?",
            listed=", ".join(map(str, labels)),
            large=large,
        ),
        _two(is_large, is_odd),
        [_two(a, b) for a in (False, True) for b in (False, True)],
        tr(
            "{value} of {n} are large and {value2} are odd. Each answer has a vote of its own.",
            value=sum(label >= large for label in labels),
            n=len(labels),
            value2=sum(label % 2 for label in labels),
        ),
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
        tr(
            "Noise of 0 to {levels} is added to each pixel and cleaned away again. "
            "What share of the pixels gets exactly its old grey level?",
            levels=max(int(levels[row]) - 1, 0),
        ),
        percent(right, 1),
        [percent(value, 1) for value in others if 0 < value < 1 and abs(value - right) > 0.02],
        tr(
            "{right:.1%}. But {paper:.1%} of all pixels are empty paper: a blank "
            "picture scores that much, so this number alone says little.",
            right=right,
            paper=paper,
        ),
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
        tr(
            "{wrong:,} of {n:,} test digits are misread. Now each training digit "
            "is joined by four copies, moved by one pixel. How many are misread?",
            wrong=wrong,
            n=len(labels),
        ),
        count(left),
        [count(value) for value in apart],
        tr(
            "{fixed:,} are read correctly now and {left:,} are newly misread.",
            fixed=fixed,
            left=left - wrong + fixed,
        ),
    )


def best_setting(
    rng: np.random.Generator, k: np.ndarray, by_distance: np.ndarray, mean: np.ndarray
) -> Question:
    """Ask which setting of nearest neighbours wins the grid search."""
    best = int(np.argmax(mean))
    names = [
        f"k = {n}, {tr('by distance') if weighted else tr('one vote each')}"
        for n, weighted in zip(k, by_distance, strict=True)
    ]
    others = [names[i] for i in rng.permutation(len(names)) if mean[i] < mean[best]]
    return _question(
        rng,
        tr("Which setting has the best cross-validated accuracy?"),
        names[best],
        others,
        tr(
            "{names} reaches {mean:.2%}; the worst setting here {min:.2%}.",
            names=names[best],
            mean=mean[best],
            min=mean.min(),
        ),
    )


def _two(large: bool, odd: bool) -> str:
    size, kind = tr("large") if large else tr("small"), tr("odd") if odd else tr("even")
    return f"{size}, {kind}"


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
        raise StudioError(
            tr("This question has only one possible answer here; choose another one.")
        )
    options = [right, *wrong]
    shuffled = tuple(options[i] for i in rng.permutation(len(options)))
    return Question(text, shuffled, shuffled.index(right), because, subject)
