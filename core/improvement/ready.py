"""The ready set: experiments on sgd and forest whose results are written up and shipped."""

from __future__ import annotations

_IMAGES = ("deskew", "sharpen=1.5,1", "blur=0.7", "thicken=1", "thin=1", "deskew blur=0.7")
_MORE = ("shifts=1", "rotations=10", "elastic=34,4")
#: Points of a learning curve are cheap, so they are run with three seeds, as is the baseline.
_LESS = ("data=0.1", "data=0.25", "data=0.5")
SEEDS = 3

#: Per model the recipes and how many seeds each is run with, in the order in which they are run.
EXPERIMENTS: dict[str, dict[str, int]] = {
    "sgd": {
        **dict.fromkeys(_IMAGES, 1),
        "contrast": 1,
        **dict.fromkeys(_MORE, 1),
        **dict.fromkeys(_LESS, SEEDS),
    },
    "forest": {
        **dict.fromkeys(_IMAGES, 1),
        **dict.fromkeys(_MORE, 1),
        **dict.fromkeys(_LESS, SEEDS),
        "trees=25": 1,
        "trees=50": 1,
    },
}
