"""What the sides of a split share: the ways in which a test clip may have been heard before."""

import pandas as pd

from ser.corpora import CATALOGUE, CORPORA
from ser.errors import SerError
from ser.splits.committed import FOLDER, SEEDS, expected_clips
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


def overview(clips: pd.DataFrame | None = None, *, demo: bool = False) -> pd.DataFrame:
    """Deal clips out by every split that their corpora have, and count what the sides share.

    Without `clips` they are those that the committed splits name; that rests on the manifests and
    needs no audio, and errors are those of `make_split`. `demo` as there.

    Returns:
        a row for each split, tested corpus and fold or seed, with split, corpus, column (`f0` or `s0`), the
        clips that train, choose (`validation`) and test, the shares that `sharing` gives, to four decimals,
        in `shared_speaker` and so on, and `problem`: empty, or why these clips do not bear the split.
    """
    whole = clips is None
    if clips is None:
        clips = pd.concat([expected_clips(corpus) for corpus in CORPORA], ignore_index=True)
    present = [name for name in CATALOGUE if (clips["corpus"] == name).any()]
    rows = []
    for name in NAMES:
        for corpus in present:
            if corpus not in corpora_with(name) or (name == "corpus" and len(present) < 2):
                continue
            part = clips if name == "corpus" else clips[clips["corpus"] == corpus]
            for number in _numbers(name, corpus):
                kind = "seed" if name in SEEDED else "fold"
                row = {"split": name, "corpus": corpus, "column": f"{kind[0]}{number}"}
                rows.append(row | _deal(name, part, {kind: number}, demo, whole))
    return pd.DataFrame(rows)


def _numbers(name: str, corpus: str) -> range:
    """Return the folds, or seeds, of `name` that test `corpus`."""
    if name == "corpus":
        place = list(CATALOGUE).index(corpus)
        return range(place, place + 1)
    return range(SEEDS if name in SEEDED else folds(name, corpus))


def _deal(name: str, clips: pd.DataFrame, number: dict[str, int], demo: bool, whole: bool) -> dict:
    try:
        split = make_split(name, clips, demo=demo, **number)
    except SerError as error:
        if whole:
            raise
        # A few clips of a corpus leave a side empty; whoever asks is told so, and the rest goes on.
        return {"problem": str(error).replace(str(FOLDER), "data/splits")}
    counts = {side: len(getattr(split, side)) for side in SIDES}
    shares = {f"shared_{kind}": round(share, 4) for kind, share in sharing(split, clips).items()}
    return counts | shares | {"problem": ""}
