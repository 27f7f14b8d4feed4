"""`map`: place the test digits in two dimensions by t-SNE, once."""

from __future__ import annotations


def command() -> None:
    """Make the t-SNE map of the test set for the page Map (some minutes)."""
    from core.analysis import maps

    maps.make(tell=print)
    print("Done: choose t-SNE on the page Map.")
