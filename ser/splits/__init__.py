"""Step 4, splits: who trains, who chooses, who tests, and what the sides share."""

import pandas as pd

from ser.errors import BadValue
from ser.splits.random import random_split
from ser.splits.speaker import RAVDESS_FOLDS, folds, speaker_split
from ser.splits.split import SIDES, Split, check, from_sides

NAMES = ("random", "speaker", "speaker-6")

__all__ = [
    "NAMES",
    "RAVDESS_FOLDS",
    "SIDES",
    "Split",
    "check",
    "folds",
    "from_sides",
    "make_split",
    "random_split",
    "speaker_split",
]


def make_split(name: str, clips: pd.DataFrame, *, fold: int = 0, seed: int = 0) -> Split:
    """Return the split called `name` of the clip table `clips`.

    Raises:
        BadValue: an unknown name, or a fold the split does not have.
    """
    if name == "random":
        if fold:
            raise BadValue(f"split 'random': received fold {fold}, expected 0; vary the seed instead")
        return random_split(clips, seed=seed)
    if name in RAVDESS_FOLDS:
        return speaker_split(clips, name=name, fold=fold, seed=seed)
    raise BadValue(f"unknown split {name!r}; expected one of {', '.join(NAMES)}")
