"""What the sides of every split share, on the clips at hand."""

import pandas as pd

from ser.corpora import CATALOGUE
from ser.errors import SerError
from ser.splits import NAMES, SEEDED, SEEDS, SIDES, corpora_with, folds, make_split, sharing
from ser.splits.committed import FOLDER


def shared_by_splits(clips: pd.DataFrame, *, demo: bool) -> pd.DataFrame:
    """Deal the clips out by every split that their corpora have, and count what the sides share.

    Returns:
        a row for each split, tested corpus and fold or seed, with split, corpus, column (`f0` or `s0`), the
        clips that train, choose (`validation`) and test, the shares of `ser.splits.sharing` (0 to 1)
        in `shared_speaker` and so on, and `problem`: empty, or why these clips do not bear the split.
    """
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
                rows.append(row | _deal(name, part, {kind: number}, demo))
    return pd.DataFrame(rows)


def _numbers(name: str, corpus: str) -> range:
    if name == "corpus":
        place = list(CATALOGUE).index(corpus)
        return range(place, place + 1)
    return range(SEEDS if name in SEEDED else folds(name, corpus))


def _deal(name: str, clips: pd.DataFrame, number: dict[str, int], demo: bool) -> dict:
    try:
        split = make_split(name, clips, demo=demo, **number)
    except SerError as error:
        # A few clips of a corpus leave a side empty; the page says so and goes on.
        return {"problem": str(error).replace(str(FOLDER), "data/splits")}
    counts = {side: len(getattr(split, side)) for side in SIDES}
    shares = {f"shared_{kind}": round(share, 4) for kind, share in sharing(split, clips).items()}
    return counts | shares | {"problem": ""}
