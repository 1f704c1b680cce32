"""Step 4, splits: who trains, who chooses, who tests, and what the sides share."""

from ser.splits.committed import SEEDS, expected_clips
from ser.splits.named import (
    NAMES,
    SEEDED,
    corpora_with,
    folds,
    folds_on,
    make_split,
    speakers_apart,
    tables,
    texts_apart,
)
from ser.splits.sharing import overview, sharing
from ser.splits.split import SIDES, Split, check, from_sides

__all__ = [
    "NAMES",
    "SEEDED",
    "SEEDS",
    "SIDES",
    "Split",
    "check",
    "corpora_with",
    "expected_clips",
    "folds",
    "folds_on",
    "from_sides",
    "make_split",
    "overview",
    "sharing",
    "speakers_apart",
    "tables",
    "texts_apart",
]
