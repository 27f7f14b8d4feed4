"""Each rule proposes its recipe where errors have what it looks for, and else nothing."""

import numpy as np
import pytest
from scipy import ndimage

from core.improvement import proposals
from core.improvement.proposals import Evidence, propose
from few_digits import few_digits

NAMES = tuple("0123456789")


@pytest.fixture(scope="module")
def digits():
    """Return 600 real digits, of which 60, spread evenly, are misread."""
    return few_digits(600, 10).train


WRONG = np.arange(0, 600, 10)


def evidence(digits, images=None, labels=None, answers=None, learned=None):
    """Return evidence in which WRONG are misread as the next class."""
    labels = digits.labels if labels is None else labels
    if answers is None:
        answers = labels.copy()
        answers[WRONG] = (answers[WRONG] + 1 + np.arange(len(WRONG)) % 9) % 10
    return Evidence(digits.images if images is None else images, labels, answers, NAMES, learned)


def changed(digits, change):
    """Return the images with the misread ones changed."""
    images = digits.images.copy()
    images[WRONG] = change(images[WRONG])
    return images


def sheared(images):
    matrix = np.array([[1, 0, 0], [0, 1, 0], [0, 0.7, 1]])
    return ndimage.affine_transform(images, matrix, (0, 0, -9.5), order=1)


@pytest.mark.parametrize(
    ("change", "recipe", "words"),
    [
        (sheared, "deskew", "slanted by more than 20°"),
        (lambda x: ndimage.grey_dilation(x, (1, 4, 4)), "thin=1", "have thick strokes"),
        (lambda x: ndimage.grey_erosion(x, (1, 2, 2)), "thicken=1", "have thin strokes"),
        (lambda x: x // 2, "contrast=1", "are faint"),
        (lambda x: np.roll(x, (4, 4), axis=(1, 2)), "shifts=1", "away from the middle"),
        (lambda x: ndimage.gaussian_filter(x, (0, 2, 2)), "sharpen=1.5,1", "have soft edges"),
    ],
)
def test_a_trait_of_the_errors_proposes_its_recipe(digits, change, recipe, words):
    found = propose(evidence(digits, changed(digits, change)))
    [proposal] = [each for each in found if each.recipe.text() == recipe]
    assert words in proposal.reason
    assert set(proposal.indices.tolist()) <= set(WRONG.tolist())
    assert len(proposal.indices) >= 20
    assert proposal.reason.startswith(f"{len(proposal.indices)} of 60 errors")


def test_errors_that_are_like_all_images_propose_no_change_of_pixels(digits):
    rng = np.random.default_rng(0)
    twins = np.concatenate([digits.images, digits.images])
    labels = np.concatenate([digits.labels, digits.labels])
    answers = labels.copy()
    wrong = np.concatenate([WRONG, WRONG + 600])
    answers[wrong] = (answers[wrong] + 1 + rng.integers(0, 9, len(wrong))) % 10
    everything = Evidence(twins, labels, (labels + 1) % 10, NAMES)
    for rule in (proposals.slanted, proposals.thick, proposals.faint, proposals.blurred):
        assert rule(everything) is None  # all images are errors: none stands out


def test_one_pair_of_classes_proposes_bent_copies(digits):
    answers = digits.labels.copy()
    sevens = np.flatnonzero(digits.labels == 7)[:20]
    answers[sevens] = 2
    [proposal] = [p for p in propose(evidence(digits, answers=answers)) if "'7'" in p.reason]
    assert proposal.reason.startswith("20 images of '7' are read as '2'")
    assert proposal.indices.tolist() == sevens.tolist()


def test_what_is_learned_by_heart_proposes_more_images(digits):
    def asks(learned):
        found = propose(evidence(digits, learned=learned))
        return [p for p in found if "learned from" in p.reason]

    assert len(asks(1.0)) == 1
    assert "90.00\u00a0%" in asks(1.0)[0].reason
    assert not asks(0.9)
    assert not asks(None)


def test_a_rare_class_with_many_errors_proposes_weights(digits):
    keep = np.flatnonzero((digits.labels != 3) | (np.cumsum(digits.labels == 3) <= 12))
    part = digits.take(keep)
    answers = part.labels.copy()
    answers[np.flatnonzero(part.labels == 3)[:8]] = 5
    found = Evidence(part.images, part.labels, answers, NAMES)
    [proposal] = [p for p in propose(found) if p.recipe.text() == "weights"]
    assert "'3' has 12 images" in proposal.reason
    assert len(proposal.indices) == 8


def test_no_errors_propose_nothing(digits):
    assert propose(evidence(digits, answers=digits.labels)) == []
