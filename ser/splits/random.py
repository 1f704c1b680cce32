"""The random protocol, and its two relatives that take the leak apart.

`random`: 70% train, 10% validation, 20% test, clips dealt out within corpus, speaker and emotion.
The published code takes 40 random clips of each TESS folder (one speaker, one emotion) for testing,
then 12.5% of the rest for validation: the same shares, but its validation clips are drawn from the
rest as a whole. The paper's own split is not known. The same speakers, and in TESS the same words,
are on every side.

`repetition`: the same, but the takes of one sentence by one speaker stay together, because they are
on the whole more alike than other clips are.

`matched`: random, with as many clips on each side as a fold of the speaker protocol, so that a
smaller training side is not taken for a leak.
"""

import pandas as pd

from ser.splits.dealing import deal, generator
from ser.splits.split import SENTENCE, SIDES


def random_sides(clips: pd.DataFrame, *, seed: int) -> pd.Series:
    """Return the side of each clip of one corpus: clip id -> side."""
    return deal(clips.set_index("clip"), generator(_corpus(clips), seed))


def repetition_sides(clips: pd.DataFrame, *, seed: int) -> pd.Series:
    """Return the side of each clip of one corpus, all takes of a sentence on one side."""
    first = clips.sort_values("clip").groupby(list(SENTENCE))["clip"].transform("first")
    heads = clips[clips["clip"].isin(first)].set_index("clip")
    sides = deal(heads, generator(_corpus(clips), seed, 1))
    return pd.Series(sides.loc[first].to_numpy(), index=clips.loc[first.index, "clip"].to_numpy())


def matched_sides(clips: pd.DataFrame, fold: pd.Series, *, number: int) -> pd.Series:
    """Return random sides with about as many clips each as `fold` (clip id -> side of a speaker fold).

    Each emotion is dealt in the shares of the whole fold. So counts agree to within one clip an emotion
    where every speaker says each emotion as often as any other, as in the three corpora.
    """
    shares = fold.value_counts(normalize=True).reindex(SIDES, fill_value=0.0)
    rest = 1 - shares["test"]
    rng = generator(_corpus(clips), number, 2)
    # A side that the fold leaves empty is empty here too, and refused as it is there.
    validation = shares["validation"] / rest if rest else 0.0
    return deal(clips.set_index("clip"), rng, test=shares["test"], validation=validation)


def _corpus(clips: pd.DataFrame) -> str:
    (name,) = clips["corpus"].unique()
    return str(name)
