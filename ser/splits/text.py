"""The text protocol: the words that are tested were not heard in training; the voices were.

RAVDESS has two sentences: one is tested, and validation comes from the other. TESS has 200 words:
each of five folds tests 40 and chooses on 20 others. A step between the random and the speaker
protocol. SAVEE is left out: its sentences belong to emotions, so unseen sentences would be unseen
by accident or not at all.
"""

import numpy as np
import pandas as pd

from ser.splits.dealing import VALIDATION_SHARE, deal, generator

FOLDS = {"RAVDESS": 2, "TESS": 5}


def text_sides(clips: pd.DataFrame, *, fold: int) -> pd.Series:
    """Return the side of each clip of RAVDESS or TESS: clip id -> side."""
    (corpus,) = clips["corpus"].unique()
    texts = np.array(sorted(clips["text"].unique()))
    if corpus == "RAVDESS":
        # Where one sentence alone is at hand, the second fold has nothing to test.
        tested = clips["text"].isin(texts[fold : fold + 1])
        others = clips[~tested].set_index("clip")
        dealt = deal(others, generator(corpus, fold, 3), test=0.0, validation=VALIDATION_SHARE)
        return pd.concat([pd.Series("test", index=clips.loc[tested, "clip"]), dealt])
    # One order of the words for all folds: every word is tested once.
    words = generator(corpus, 3).permutation(texts)
    groups = np.array_split(words, FOLDS[corpus])
    following = groups[(fold + 1) % len(groups)]
    sides = {word: "train" for word in words} | {word: "test" for word in groups[fold]}
    sides |= {word: "validation" for word in following[: (len(following) + 1) // 2]}
    return pd.Series(clips["text"].map(sides).to_numpy(), index=clips["clip"].to_numpy())
