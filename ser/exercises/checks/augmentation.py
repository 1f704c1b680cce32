"""Augmentation after the split: answer(clips, copies, seed) -> (train, test); `copies` tells of which clip each one is."""

from typing import Any

import numpy as np

from ser.exercises import asking
from ser.exercises.verdict import Mistake


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    clips, copies = _material(rng)
    train, test = _sides(answer, clips, copies, 3)
    _names(train, test, set(clips) | set(copies))
    heard = {copies.get(clip, clip) for clip in train}
    asked = {copies.get(clip, clip) for clip in test}
    if set(train) & set(test):
        raise Mistake("A clip is on both sides.")
    if heard & asked:
        raise Mistake(
            "A test clip has a relative in training: its copy, or what it is a copy of. A model that remembers will know it. "
            "Split first, and let copies follow."
        )
    if set(test) & set(copies):
        raise Mistake(
            "The test holds copies. Nobody will speak to the model in copies: test on what was recorded."
        )
    if not set(train) & set(copies):
        raise Mistake(
            "No copy trains. Then there is no augmentation: the copies of training clips belong into training."
        )
    if heard | asked != set(clips):
        raise Mistake("Clips are lost: some are on neither side.")
    if set(train) != {one for one in (*clips, *copies) if copies.get(one, one) in heard}:
        raise Mistake("Some copies of training clips are left out.")
    share = len(test) / len(clips)
    if not 0.15 <= share <= 0.25:
        raise Mistake(f"The test has {share:.0%} of the original clips; a fifth of them was asked for.")
    _luck(answer, clips, copies, (train, test))
    return "no test clip has a relative in training, and every copy of a training clip trains."


def _material(rng: np.random.Generator) -> tuple[list[str], dict[str, str]]:
    clips = [f"X/{number:05d}" for number in rng.choice(90_000, 50, replace=False)]
    copies = {f"X/copy-{rng.integers(10**9):09d}": clip for clip in clips for _ in range(3)}
    names = list(copies)
    return clips, {names[place]: copies[names[place]] for place in rng.permutation(len(names))}


def _sides(answer: Any, clips: list[str], copies: dict[str, str], seed: int) -> tuple[list[str], list[str]]:
    train, test = asking.pair(asking.call(answer, clips, copies, seed), "what comes back", ("train", "test"))
    return asking.words(train, "`train`"), asking.words(test, "`test`")


def _names(train: list[str], test: list[str], known: set[str]) -> None:
    for side, held in (("train", train), ("test", test)):
        if not held:
            raise Mistake(f"The side `{side}` is empty.")
        if set(held) - known:
            raise Mistake(f"The side `{side}` holds names that are neither clips nor copies.")
        if len(set(held)) < len(held):
            raise Mistake(f"A name stands twice on the side `{side}`.")


def _luck(answer: Any, clips: list[str], copies: dict[str, str], before: tuple[list[str], list[str]]) -> None:
    again, other = _sides(answer, clips, copies, 3), _sides(answer, clips, copies, 4)
    if set(again[1]) != set(before[1]):
        raise Mistake(
            "The same seed gives another split. Make a generator from the seed, and draw from that one alone."
        )
    if set(other[1]) == set(before[1]):
        raise Mistake("Another seed gives the same split. Is `seed` used?")
