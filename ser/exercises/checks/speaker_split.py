"""A speaker-independent split: answer(clips, fold) -> {"train": [...], "validation": [...], "test": [...]}."""

from typing import Any

import numpy as np
import pandas as pd

from ser.exercises import asking
from ser.exercises.verdict import Mistake

_FOLDS = 5
_SIDES = ("train", "validation", "test")


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    clips = _table(rng)
    folds = [_sides(answer, clips, fold) for fold in range(_FOLDS)]
    speakers = clips.set_index("clip")["speaker"]
    for fold in folds:
        _one_place(fold, clips)
        _apart({side: set(speakers[fold[side]]) for side in _SIDES})
    _tested_once([set(speakers[fold["test"]]) for fold in folds], set(clips["speaker"]))
    _both_sexes(folds, clips)
    _steady(answer, clips, folds, rng)
    return (
        "nobody who is tested was heard, every speaker is tested once, women and men on every test side, and the order of "
        "the rows changes nothing."
    )


def _table(rng: np.random.Generator) -> pd.DataFrame:
    """Return clips of 24 speakers, whose number tells the sex, as in RAVDESS, and who have unequal numbers of clips."""
    rows = []
    for number in rng.permutation(np.arange(1, 25)):
        for emotion in ("neutral", "happy", "sad", "angry"):
            for take in range(int(rng.integers(1, 4))):
                rows.append(
                    {
                        "clip": f"X/{rng.integers(10**9):09d}-{number:02d}",
                        "speaker": f"X-{number:02d}",
                        "sex": "male" if number % 2 else "female",
                        "emotion": emotion,
                        "text": f"sentence {rng.integers(2)}",
                        "take": take,
                    }
                )
    return pd.DataFrame(rows)


def _sides(answer: Any, clips: pd.DataFrame, fold: int) -> dict[str, list[str]]:
    back = asking.named(asking.call(answer, clips, fold), _SIDES, "what comes back")
    return {side: asking.words(back[side], f"the side `{side}`") for side in _SIDES}


def _one_place(fold: dict[str, list[str]], clips: pd.DataFrame) -> None:
    for side, held in fold.items():
        if not held:
            raise Mistake(f"The side `{side}` is empty.")
        if len(set(held)) < len(held):
            raise Mistake(f"A clip stands twice on the side `{side}`.")
    given = [clip for held in fold.values() for clip in held]
    if set(given) & set(clips["speaker"]):
        raise Mistake("The sides hold speakers. They should hold the names of clips, from the column `clip`.")
    if set(given) - set(clips["clip"]):
        raise Mistake("The sides hold names that are no clip of the table. Take them from the column `clip`.")
    if len(given) < len(clips):
        raise Mistake("Clips are lost: some are on no side. Count the three sides together.")


def _apart(speakers: dict[str, set[str]]) -> None:
    if speakers["train"] & speakers["test"]:
        raise Mistake(
            "A speaker is in training and in the test. Deal out speakers, and let their clips follow them."
        )
    if speakers["validation"] & speakers["test"]:
        raise Mistake(
            "A speaker is in validation and in the test. Validation chooses the epoch, so it must not know the voices that "
            "are tested either."
        )
    if speakers["validation"] & speakers["train"]:
        raise Mistake(
            "A speaker is in training and in validation. Then the epoch is chosen for voices that are known, and that is not "
            "what the test asks."
        )


def _tested_once(tested: list[set[str]], everyone: set[str]) -> None:
    if all(fold == tested[0] for fold in tested):
        raise Mistake("All folds test the same speakers. What does your function do with `fold`?")
    if set.union(*tested) != everyone:
        raise Mistake("Over the five folds, some speakers are never tested.")
    if sum(map(len, tested)) > len(everyone):
        raise Mistake(
            "Over the five folds, some speakers are tested more than once. They would count double."
        )


def _both_sexes(folds: list[dict[str, list[str]]], clips: pd.DataFrame) -> None:
    sexes = clips.set_index("clip")["sex"]
    for fold in folds:
        if sexes[fold["test"]].nunique() < 2:
            raise Mistake(
                "A test side has voices of one sex only. Its score would say nothing about the other."
            )


def _steady(
    answer: Any, clips: pd.DataFrame, folds: list[dict[str, list[str]]], rng: np.random.Generator
) -> None:
    if not all(_same(_sides(answer, clips, number), fold) for number, fold in enumerate(folds)):
        raise Mistake(
            "Called twice with the same table, your function gives two splits. Use no luck, or a fixed seed."
        )
    shuffled = clips.iloc[rng.permutation(len(clips))].reset_index(drop=True)
    for number, fold in enumerate(folds):
        if not _same(_sides(answer, shuffled, number), fold):
            raise Mistake(
                f"With its rows in another order, the same table is split otherwise in fold {number}. A folder is listed in "
                "another order on another computer: sort first."
            )


def _same(one: dict[str, list[str]], other: dict[str, list[str]]) -> bool:
    return all(set(one[side]) == set(other[side]) for side in _SIDES)
