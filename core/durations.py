"""How long work still takes, and how that is said: one estimate and one wording for all."""

from __future__ import annotations

from core.language import number, tr


def seconds_left(elapsed: float, fraction: float) -> float | None:
    """Return the seconds left if work goes on as it began; None as long as that is a guess.

    Parameters
    ----------
    elapsed : seconds since the work began
    fraction : the part that is done, 0 to 1
    """
    return elapsed * (1 - fraction) / fraction if fraction > 0.01 else None


def spoken(seconds: float) -> str:
    """Return a duration in words, as exactly as an estimate deserves: 45 s, 12 min, 2.5 h."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    minutes = seconds / 60
    return (
        tr("{minutes:.0f} min", minutes=minutes)
        if minutes < 90
        else f"{number(minutes / 60, '.1f')} h"
    )


def left(seconds: float | None) -> str:
    """Return the time left in words, "" if nobody knows."""
    return "" if seconds is None else tr("about {spoken} left", spoken=spoken(seconds))


def progress(stage: str, fraction: float, seconds: float | None) -> str:
    """Return how far some work is as one line of text."""
    after = "" if seconds is None else f", {left(seconds)}"
    return tr("{stage} ({fraction:.0%}{after})", stage=tr(stage), fraction=fraction, after=after)
