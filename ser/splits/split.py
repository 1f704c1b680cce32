"""A split: which clips train, which choose, which test; with the promises it can be held to."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ser.errors import DataDamaged

SIDES = ("train", "validation", "test")


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


def from_sides(name: str, fold: int, seed: int, clips: pd.DataFrame, sides: pd.Series) -> Split:
    """Make a split of `sides`, a side for each clip id; clips without one are left out.

    Files with the same content are kept together, on the side of the first of them by name.
    """
    sides = sides.dropna()
    used = clips[clips["clip"].isin(sides.index)].sort_values("clip")
    first = used.drop_duplicates("sha256").set_index("sha256")["clip"]
    content = clips.set_index("clip")["sha256"]
    sides = pd.Series({clip: sides[first[content[clip]]] for clip in sides.index})
    split = Split(name, fold, seed, *(tuple(sorted(sides.index[sides == side])) for side in SIDES))
    check(split, clips)
    return split


def check(split: Split, clips: pd.DataFrame, *, disjoint: Iterable[str] = ("clip", "sha256")) -> None:
    """Hold `split` to its promise: no side is empty, nothing of `disjoint` is on two sides.

    Raises:
        DataDamaged: a promise is broken; the message names the first offender.
    """
    for side in SIDES:
        if not getattr(split, side):
            raise DataDamaged(
                f"split {split.name}, fold {split.fold}: {side} is empty; expected clips; is a corpus missing?"
            )
    for column in disjoint:
        for one, other in (("train", "validation"), ("train", "test"), ("validation", "test")):
            both = split.shared(clips, column, one, other)
            if both:
                raise DataDamaged(
                    f"split {split.name}, fold {split.fold}: {column} {min(both)} is in {one} and in {other}; "
                    "expected one side only; make the split again"
                )
