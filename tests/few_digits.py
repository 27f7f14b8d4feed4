"""A few of the real digits, so that training takes moments."""

from core.data import sets


def few_digits(train: int, test: int) -> sets.Dataset:
    """Return the first of MNIST's training and test digits, as a data set under its name."""
    whole = sets.load()
    return sets.Dataset(
        "mnist", whole.train.take(slice(train)), whole.test.take(slice(test)), whole.classes
    )
