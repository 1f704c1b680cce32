"""A split: which clips train, which choose, which test; with the promises it can be held to."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import pandas as pd

from ser.errors import DataDamaged, DataMissing

SIDES = ("train", "validation", "test")

SENTENCE = ("speaker", "emotion", "intensity", "text")
"""What the takes of a sentence have in common."""


@dataclass(frozen=True)
class Split:
    """Clip ids by side. `fold` and `seed` say which one of its kind it is."""

    name: str
    fold: int
    seed: int
    train: tuple[str, ...]
    validation: tuple[str, ...]
    test: tuple[str, ...]

    @cached_property
    def hash(self) -> str:
        """Hash in hex over who lies where, whatever the order."""
        lines = sorted(f"{clip}\t{side}" for side in SIDES for clip in getattr(self, side))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def shared(self, clips: pd.DataFrame, column: str, one: str = "train", other: str = "test") -> set[str]:
        """Return the values of `column` (clip, speaker, text, sha256, ...) found on both sides named."""
        here, there = (clips[clips["clip"].isin(getattr(self, side))] for side in (one, other))
        return set(here[column]) & set(there[column])


def from_sides(
    name: str, fold: int, seed: int, clips: pd.DataFrame, sides: pd.Series, *, allow_empty: bool = False
) -> Split:
    """Make a split of `sides`, a side for each clip id; clips without one are left out.

    Files with the same content are kept together, on the side of the first of them by name.

    Raises:
        DataMissing: a side is empty (not with `allow_empty`).
        DataDamaged: a clip is on two sides.
    """
    sides = sides.dropna()
    used = clips[clips["clip"].isin(sides.index)].sort_values("clip")
    first = used.drop_duplicates("sha256").set_index("sha256")["clip"]
    together = sides.loc[first.loc[used["sha256"]].to_numpy()].to_numpy()
    names = used["clip"].to_numpy()
    split = Split(name, fold, seed, *(tuple(names[together == side].tolist()) for side in SIDES))
    check(split, clips, allow_empty=allow_empty)
    return split


def with_sentence(clips: pd.DataFrame) -> pd.DataFrame:
    """Return `clips` with the column `sentence`: one text by one speaker in one emotion and intensity."""
    first, *others = (clips[column].astype(str) for column in SENTENCE)
    return clips.assign(sentence=first.str.cat(others, sep="|"))


def check(
    split: Split, clips: pd.DataFrame, *, promised: str | None = None, allow_empty: bool = False
) -> None:
    """Hold `split` to its promises.

    No side is empty; no clip and no file content is on two sides; nothing of the column `promised`
    (speaker, text, ...) that is tested trains or chooses.

    Raises:
        DataMissing: a side is empty (not with `allow_empty`).
        DataDamaged: a promise is broken; the message names the first offender.
    """
    for side in SIDES:
        if not getattr(split, side) and not allow_empty:
            raise DataMissing(
                f"split {split.name}, fold {split.fold}: {side} is empty; expected clips; is a corpus missing?"
            )
    pairs = [(column, *pair) for column in ("clip", "sha256") for pair in combinations(SIDES, 2)]
    if promised:
        pairs += [(promised, side, "test") for side in ("train", "validation")]
    for column, one, other in pairs:
        both = split.shared(clips, column, one, other)
        if both:
            raise DataDamaged(
                f"split {split.name}, fold {split.fold}: {column} {min(both)} is in {one} and in {other}; "
                "expected one side only; make the split again"
            )
