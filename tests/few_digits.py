"""A few of the real digits, so that training takes moments."""

from core import data


def few_digits(train: int, test: int) -> data.Dataset:
    """Return the first of MNIST's training and test digits, as a data set under its name."""
    whole = data.load()
    return data.Dataset(
        "mnist", whole.train.take(slice(train)), whole.test.take(slice(test)), whole.classes
    )
