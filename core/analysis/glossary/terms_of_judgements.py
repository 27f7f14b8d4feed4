"""The glossary's terms of confusions, luck, calibration, rejecting and images."""

from __future__ import annotations

from core.analysis.glossary import answers, judgements
from core.analysis.glossary.term import Term

JUDGEMENTS: dict[str, tuple[Term, ...]] = {
    "Confusions": (
        Term(
            "Misread",
            "Read, but not as what the label says; a rejected image is not misread.",
            r"\hat{y} \ne y",
            judgements.misread,
            "error wrong",
        ),
        Term(
            "Cell of the confusion matrix",
            "The number of images of one true class (its row) that are read as one class (its "
            "column).",
            r"C_{ij} = \#\{y = i,\ \hat{y} = j\}",
            judgements.cell,
            "confusion matrix",
        ),
        Term(
            "Confidently wrong",
            "A misread image whose true class's score is far behind the score of the answer.",
            r"s_{\hat{y}} - s_y",
            judgements.shortfall,
            "most confidently wrong worst",
        ),
        Term(
            "Excess over chance",
            "How many times as often a confusion is seen as if answers of misread images did not "
            "depend on what they truly are.",
            r"\frac{C_{ij}}{r_i\, c_j}",
            judgements.excess,
            "systematic confusions quasi-independence",
        ),
        Term(
            "Fixed and broken",
            "Images that only the second of two models reads correctly, and that only the first "
            "does.",
            "",
            judgements.fixed_and_broken,
        ),
    ),
    "More than luck?": (
        Term(
            "Wilson interval",
            "Where a share lies for all images like these, in 95 of 100 such samples.",
            r"\frac{\hat{p} + \frac{z^2}{2n} \pm z\sqrt{\frac{\hat{p}(1-\hat{p})}{n} + "
            r"\frac{z^2}{4n^2}}}{1 + \frac{z^2}{n}}",
            judgements.wilson,
            "confidence interval 95 %",
        ),
        Term(
            "McNemar's p",
            "The chance of so uneven a split of the images that only one of two models reads "
            "correctly, if both were equally good.",
            r"2 \sum_{i \le \min(b, c)} \binom{b + c}{i}\, 2^{-(b + c)}",
            judgements.mcnemar,
            "exact test better luck",
        ),
        Term(
            "Newcombe interval",
            "Where the difference of two models' accuracies lies, in points of a hundred: both "
            "Wilson intervals, joined.",
            r"\hat{p}_2 - \hat{p}_1 \pm \dots",
            judgements.newcombe,
            "difference points",
        ),
        Term(
            "Holm's correction",
            "Who asks many questions finds something by luck: the smallest of m p-values counts m "
            "times, the next m − 1 times, and so on.",
            r"p'_{(i)} = \max_{j \le i} \min\big(1, (m - j + 1)\, p_{(j)}\big)",
            judgements.holm,
            "corrected p-value",
        ),
    ),
    "Calibration": (
        Term(
            "Calibration",
            "Makes probabilities of scores, so that of images said to be right at 80 % about 80 "
            "of 100 are.",
            "",
            judgements.calibrated,
            "isotonic observed frequency predicted probability",
        ),
        Term(
            "Temperature",
            "The one number that all scores are divided by before the softmax; above 1 it makes "
            "every answer less confident.",
            r"p_c = \frac{e^{s_c / T}}{\sum_j e^{s_j / T}}",
            judgements.temperature,
            "softmax",
        ),
        Term(
            "Log-loss",
            "How surprised the probabilities are by the true classes, in nats; 0 is never.",
            r"-\frac{1}{n} \sum_i \ln p_{i, y_i}",
            judgements.log_loss,
        ),
        Term(
            "Brier score",
            "The mean squared distance of a probability from what happened (1 or 0).",
            r"\frac{1}{n} \sum_i (p_i - o_i)^2",
            judgements.brier,
        ),
        Term(
            "Expected calibration error",
            "How far predicted probability and observed frequency lie apart, on average over ten "
            "bins.",
            r"\sum_b \frac{n_b}{n} \left| \bar{p}_b - \bar{o}_b \right|",
            judgements.calibration_error,
            "ECE",
        ),
    ),
    "Decide and reject": (
        Term(
            "Cost",
            "What the answers cost on average, each mistake at its own price.",
            r"\frac{1}{n} \sum_{i,j} C_{ij}\, \mathrm{cost}_{ij}",
            judgements.cost,
            "expected cost",
        ),
        Term(
            "Reject",
            "Images whose confidence does not reach a level are not answered: a person reads them.",
            r"\text{confidence} < \text{level}",
            judgements.rejected,
            "rejected reject level",
        ),
        Term(
            "Coverage",
            "The share of the images that are read, and not rejected.",
            r"\frac{\text{read}}{n}",
            judgements.coverage,
        ),
        Term(
            "Risk",
            "The share of errors among the images that are read.",
            r"\frac{\text{errors}}{\text{read}}",
            judgements.risk,
            "risk-coverage",
        ),
        Term(
            "Prediction set",
            "All classes that an image may be of: the set holds the true one at a chosen rate.",
            r"P(y \in S) \approx 1 - \alpha",
            judgements.prediction_set,
            "conformal",
        ),
    ),
    "Looking at images": (
        Term(
            "Distance",
            "How different two images are: the Euclidean distance of their pixels, each between 0 "
            "and 1.",
            r"\sqrt{\sum_p (a_p - b_p)^2}",
            judgements.distance,
            "nearest training images",
        ),
        Term(
            "Ink",
            "The mean grey level of an image, 0 to 255.",
            r"\frac{1}{hw} \sum_p a_p",
            judgements.ink,
            "least ink most ink unusual ink",
        ),
        Term(
            "Mean image",
            "Each pixel's mean over some images: what they have in common.",
            r"\frac{1}{n} \sum_i a_i",
            judgements.mean_image,
        ),
        Term(
            "Evidence",
            "Which pixels speak for an answer: their shares of a linear model's score, or what "
            "covering them up changes in any other model.",
            r"s = \sum_p w_p\, a_p + b",
            answers.nothing,
            "attribution occlusion",
        ),
        Term(
            "Verdict",
            "What a person decided about one image: the model is wrong, the label is wrong, or "
            "nobody could tell.",
            "",
            judgements.verdicts,
            "label wrong model wrong",
        ),
    ),
}
