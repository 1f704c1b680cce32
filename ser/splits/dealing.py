"""Deal units (clips, takes of a sentence, words) out over the sides, evenly in every stratum."""

import zlib

import numpy as np
import pandas as pd

TEST_SHARE = 0.2
VALIDATION_SHARE = 0.125
"""Of what the test left over: 10% of all."""


def generator(corpus: str, *numbers: int) -> np.random.Generator:
    """Return a generator of `corpus` alone, so that a corpus more or less changes no other's split."""
    return np.random.default_rng([*numbers, zlib.crc32(corpus.encode()), 20230314])


def deal(
    units: pd.DataFrame,
    rng: np.random.Generator,
    *,
    test: float = TEST_SHARE,
    validation: float = VALIDATION_SHARE,
) -> pd.Series:
    """Return the side of each row of `units` (index kept), stratified on speaker x emotion.

    `units` has the columns speaker and emotion and a unique index. Within an emotion, the speakers
    come in random order and so do the units of each; every fifth unit of that list tests. So each
    emotion gives its share to within one unit, each stratum too, and strata of four units are not
    rounded away. `validation` is the share of what the test leaves over.
    """
    sides = pd.Series("train", index=units.index.sort_values(), dtype=object)
    for _, group in units.sort_index().groupby("emotion"):
        names = _shuffled_by_speaker(group, rng)
        tests = systematic(len(names), test, rng.random())
        sides.loc[names[tests]] = "test"
        rest = _shuffled_by_speaker(group.loc[sorted(names[~tests])], rng)
        sides.loc[rest[systematic(len(rest), validation, rng.random())]] = "validation"
    return sides


def systematic(count: int, share: float, start: float) -> np.ndarray:
    """Return a mask of shape (count,) with `share` of it true, at even steps from a random start."""
    steps = np.floor(np.arange(count + 1) * share + start)
    return np.diff(steps) > 0


def _shuffled_by_speaker(units: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Return index values, shape (n,), speakers in random order and the units of each in random order."""
    of_speaker = {speaker: rng.permutation(group.index) for speaker, group in units.groupby("speaker")}
    if not of_speaker:
        return np.empty(0, dtype=object)
    return np.concatenate([of_speaker[speaker] for speaker in rng.permutation(sorted(of_speaker))])
