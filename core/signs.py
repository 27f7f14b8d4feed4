"""Numbers with their sign, as people write it: a real minus, which is as wide as a plus."""

from __future__ import annotations


def signed(value: float, form: str = "+,") -> str:
    """Return a number in a form of Python's that shows its sign."""
    return f"{value:{form}}".replace("-", "−")


def points(share: float) -> str:
    """Return a difference of shares in points of a hundred, such as +0.25."""
    return signed(100 * share, "+.2f")


def percent(share: float, decimals: int = 2) -> str:
    """Return a share of 1 as a per cent, such as 97.04 %; the space does not break."""
    return f"{signed(100 * share, f',.{decimals}f')}\u00a0%"
