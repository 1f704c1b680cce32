"""What the sides of a split share: the ways in which a test clip may have been heard before."""

import pandas as pd

from ser.corpora import CORPORA
from ser.splits.committed import SEEDS, expected_clips
from ser.splits.named import NAMES, SEEDED, corpora_with, folds, make_split
from ser.splits.split import SIDES, Split, with_sentence

KINDS = ("corpus", "speaker", "text", "sentence", "sha256")
"""`sentence` is one text by one speaker in one emotion and intensity; clips that share it are takes of it."""


def sharing(split: Split, clips: pd.DataFrame) -> dict[str, float]:
    """Return for each of `KINDS` the share of test clips, 0 to 1, that train or choose with its like.

    `clips` has the columns clip, corpus, speaker, emotion, intensity, text and sha256.
    """
    table = with_sentence(clips).set_index("clip")
    test = table.loc[list(split.test)]
    heard = table.loc[[*split.train, *split.validation]]
    return {kind: float(test[kind].isin(set(heard[kind])).mean()) for kind in KINDS}


def overview() -> pd.DataFrame:
    """Return what the sides of every committed split share, one row a split, corpus and fold or seed.

    Columns: split, corpus (the one that is tested), column (`f0` or `s0`), how many clips train,
    choose (`validation`) and test, and the shares that `sharing` gives, in `shared_speaker` and so on.
    It rests on the manifests, so it needs no audio.
    """
    parts = {corpus: expected_clips(corpus) for corpus in CORPORA}
    whole = pd.concat(parts.values(), ignore_index=True)
    rows = []
    for name in NAMES:
        for place, (corpus, part) in enumerate(parts.items()):
            if corpus not in corpora_with(name):
                continue
            clips = whole if name == "corpus" else part
            for number in _numbers(name, corpus, place):
                seeded = name in SEEDED
                split = make_split(name, clips, fold=0 if seeded else number, seed=number if seeded else 0)
                column = f"{'s' if seeded else 'f'}{number}"
                counts = {side: len(getattr(split, side)) for side in SIDES}
                shares = {f"shared_{kind}": share for kind, share in sharing(split, clips).items()}
                rows.append({"split": name, "corpus": corpus, "column": column} | counts | shares)
    return pd.DataFrame(rows)


def _numbers(name: str, corpus: str, place: int) -> range:
    """Return the folds, or seeds, of `name` that test `corpus`, the one at `place` in the combination."""
    if name == "corpus":
        return range(place, place + 1)
    return range(SEEDS if name in SEEDED else folds(name, corpus))
