"""`map`: place the test images in two dimensions by t-SNE, once."""

from __future__ import annotations

from core.cli.options import Dataset


def command(dataset: Dataset = "mnist") -> None:
    """Make the t-SNE map of a test set for the page Map (some minutes)."""
    from core.analysis import maps

    maps.make(dataset, tell=print)
    print("Done: choose t-SNE on the page Map.")
