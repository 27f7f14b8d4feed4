"""The glossary's terms of confusions, luck, calibration, rejecting and images."""

from __future__ import annotations

from core.analysis.glossary import answers, judgements
from core.analysis.glossary.term import Term
from core.language import mark

JUDGEMENTS: dict[str, tuple[Term, ...]] = {
    mark("Confusions"): (
        Term(
            mark("Misread"),
            mark("Read, but not as what the label says; a rejected image is not misread."),
            r"\hat{y} \ne y",
            judgements.misread,
            mark("error wrong"),
        ),
        Term(
            mark("Cell of the confusion matrix"),
            mark(
                "The number of images of one true class (its row) that are read as one class (its "
                "column)."
            ),
            r"C_{ij} = \#\{y = i,\ \hat{y} = j\}",
            judgements.cell,
            mark("confusion matrix"),
        ),
        Term(
            mark("Confidently wrong"),
            mark("A misread image whose true class's score is far behind the score of the answer."),
            r"s_{\hat{y}} - s_y",
            judgements.shortfall,
            mark("most confidently wrong worst"),
        ),
        Term(
            mark("Excess over chance"),
            mark(
                "How many times as often a confusion is seen as if answers of misread images did "
                "not depend on what they truly are."
            ),
            r"\frac{C_{ij}}{r_i\, c_j}",
            judgements.excess,
            mark("systematic confusions quasi-independence"),
        ),
        Term(
            mark("Fixed and broken"),
            mark(
                "Images that only the second of two models reads correctly, and that only the "
                "first does."
            ),
            "",
            judgements.fixed_and_broken,
        ),
    ),
    mark("More than luck?"): (
        Term(
            mark("Wilson interval"),
            mark("Where a share lies for all images like these, in 95 of 100 such samples."),
            (
                r"\frac{\hat{p} + \frac{z^2}{2n} \pm z\sqrt{\frac{\hat{p}(1-\hat{p})}{n} + "
                r"\frac{z^2}{4n^2}}}{1 + \frac{z^2}{n}}"
            ),
            judgements.wilson,
            mark("confidence interval 95 %"),
        ),
        Term(
            mark("McNemar's p"),
            mark(
                "The chance of so uneven a split of the images that only one of two models reads "
                "correctly, if both were equally good."
            ),
            r"2 \sum_{i \le \min(b, c)} \binom{b + c}{i}\, 2^{-(b + c)}",
            judgements.mcnemar,
            mark("exact test better luck"),
        ),
        Term(
            mark("Newcombe interval"),
            mark(
                "Where the difference of two models' accuracies lies, in points of a hundred: both "
                "Wilson intervals, joined."
            ),
            r"\hat{p}_2 - \hat{p}_1 \pm \dots",
            judgements.newcombe,
            mark("difference points"),
        ),
        Term(
            mark("Holm's correction"),
            mark(
                "Who asks many questions finds something by luck: the smallest of m p-values "
                "counts m times, the next m − 1 times, and so on."
            ),
            r"p'_{(i)} = \max_{j \le i} \min\big(1, (m - j + 1)\, p_{(j)}\big)",
            judgements.holm,
            mark("corrected p-value"),
        ),
    ),
    mark("Calibration"): (
        Term(
            mark("Calibration"),
            mark(
                "Makes probabilities of scores, so that of images said to be right at 80 % about "
                "80 of 100 are."
            ),
            "",
            judgements.calibrated,
            mark("isotonic observed frequency predicted probability"),
        ),
        Term(
            mark("Temperature"),
            mark(
                "The one number that all scores are divided by before the softmax; above 1 it "
                "makes every answer less confident."
            ),
            r"p_c = \frac{e^{s_c / T}}{\sum_j e^{s_j / T}}",
            judgements.temperature,
            "softmax",
        ),
        Term(
            mark("Log-loss"),
            mark("How surprised the probabilities are by the true classes, in nats; 0 is never."),
            r"-\frac{1}{n} \sum_i \ln p_{i, y_i}",
            judgements.log_loss,
        ),
        Term(
            mark("Brier score"),
            mark("The mean squared distance of a probability from what happened (1 or 0)."),
            r"\frac{1}{n} \sum_i (p_i - o_i)^2",
            judgements.brier,
        ),
        Term(
            mark("Expected calibration error"),
            mark(
                "How far predicted probability and observed frequency lie apart, on average over "
                "ten bins."
            ),
            r"\sum_b \frac{n_b}{n} \left| \bar{p}_b - \bar{o}_b \right|",
            judgements.calibration_error,
            mark("ECE"),
        ),
    ),
    mark("Decide and reject"): (
        Term(
            mark("Cost"),
            mark("What the answers cost on average, each mistake at its own price."),
            r"\frac{1}{n} \sum_{i,j} C_{ij}\, \mathrm{cost}_{ij}",
            judgements.cost,
            mark("expected cost"),
        ),
        Term(
            mark("Reject"),
            mark(
                "Images whose confidence does not reach a level are not answered: a person reads "
                "them."
            ),
            r"\text{confidence} < \text{level}",
            judgements.rejected,
            mark("rejected reject level"),
        ),
        Term(
            mark("Coverage"),
            mark("The share of the images that are read, and not rejected."),
            r"\frac{\text{read}}{n}",
            judgements.coverage,
        ),
        Term(
            mark("Risk"),
            mark("The share of errors among the images that are read."),
            r"\frac{\text{errors}}{\text{read}}",
            judgements.risk,
            "risk-coverage",
        ),
        Term(
            mark("Prediction set"),
            mark(
                "All classes that an image may be of: the set holds the true one at a chosen rate."
            ),
            r"P(y \in S) \approx 1 - \alpha",
            judgements.prediction_set,
            "conformal",
        ),
    ),
    mark("Looking at images"): (
        Term(
            mark("Distance"),
            mark(
                "How different two images are: the Euclidean distance of their pixels, each "
                "between 0 and 1."
            ),
            r"\sqrt{\sum_p (a_p - b_p)^2}",
            judgements.distance,
            mark("nearest training images"),
        ),
        Term(
            mark("Ink"),
            mark("The mean grey level of an image, 0 to 255."),
            r"\frac{1}{hw} \sum_p a_p",
            judgements.ink,
            mark("least ink most ink unusual ink"),
        ),
        Term(
            mark("Mean image"),
            mark("Each pixel's mean over some images: what they have in common."),
            r"\frac{1}{n} \sum_i a_i",
            judgements.mean_image,
        ),
        Term(
            mark("Evidence"),
            mark(
                "Which pixels speak for an answer: their shares of a linear model's score, or what "
                "covering them up changes in any other model."
            ),
            r"s = \sum_p w_p\, a_p + b",
            answers.nothing,
            mark("attribution occlusion"),
        ),
        Term(
            mark("Verdict"),
            mark(
                "What a person decided about one image: the model is wrong, the label is wrong, or "
                "nobody could tell."
            ),
            "",
            judgements.verdicts,
            mark("label wrong model wrong"),
        ),
    ),
}
