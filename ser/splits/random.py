"""The random protocol: clips are dealt out within corpus, speaker and emotion.

70% train, 10% validation, 20% test. The published code takes 40 random clips of each TESS folder
(one speaker, one emotion) for testing, then 12.5% of the rest for validation: the same thing. The
paper's own split is not known. The same speakers, and in TESS the same words, are on every side.
"""

import numpy as np
import pandas as pd

from ser.splits.split import Split, from_sides

TEST_SHARE = 0.2
VALIDATION_SHARE = 0.125
"""Of what the test left over: 10% of all."""


def random_split(clips: pd.DataFrame, *, seed: int = 0) -> Split:
    """Deal `clips` out at random, stratified on corpus x speaker x emotion.

    Within a corpus and emotion, the speakers come in random order and so do the clips of each; every
    fifth clip of that list tests. So each emotion of each corpus gives its share to within one clip,
    each stratum too, and strata of four clips are not rounded away.
    """
    rng = np.random.default_rng([seed, 20230314])
    sides = pd.Series("train", index=np.sort(clips["clip"].to_numpy()))
    for _, group in clips.sort_values("clip").groupby(["corpus", "emotion"]):
        names = _shuffled_by_speaker(group, rng)
        test = _systematic(len(names), TEST_SHARE, rng.random())
        sides.loc[names[test]] = "test"
        rest = _shuffled_by_speaker(group[group["clip"].isin(names[~test])], rng)
        sides.loc[rest[_systematic(len(rest), VALIDATION_SHARE, rng.random())]] = "validation"
    return from_sides("random", 0, seed, clips, sides)


def _shuffled_by_speaker(clips: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Return clip ids, shape (n,), speakers in random order and the clips of each in random order."""
    of_speaker = {speaker: rng.permutation(group) for speaker, group in clips.groupby("speaker")["clip"]}
    return np.concatenate([of_speaker[speaker] for speaker in rng.permutation(sorted(of_speaker))])


def _systematic(count: int, share: float, start: float) -> np.ndarray:
    """Return a mask of shape (count,) with `share` of it true, at even steps from a random start."""
    steps = np.floor(np.arange(count + 1) * share + start)
    return np.diff(steps) > 0
