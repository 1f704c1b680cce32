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

    Within a stratum the order is random; the shares are then met exactly over all clips and within
    one clip in each stratum (systematic sampling), so strata of four clips are not rounded away.
    """
    rng = np.random.default_rng([seed, 20230314])
    ordered = clips.sort_values("clip").assign(luck=lambda table: rng.random(len(table)))
    ordered = ordered.sort_values(["corpus", "speaker", "emotion", "luck"], kind="stable")
    names = ordered["clip"].to_numpy()
    sides = pd.Series("train", index=names)
    test = _systematic(len(names), TEST_SHARE, rng.random())
    sides.loc[names[test]] = "test"
    rest = names[~test]
    sides.loc[rest[_systematic(len(rest), VALIDATION_SHARE, rng.random())]] = "validation"
    return from_sides("random", 0, seed, clips, sides)


def _systematic(count: int, share: float, start: float) -> np.ndarray:
    """Return a mask of shape (count,) with `share` of it true, at even steps from a random start."""
    steps = np.floor(np.arange(count + 1) * share + start)
    return np.diff(steps) > 0
