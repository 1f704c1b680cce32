"""What padding tells: answer(tables) -> the number of true frames of each clip, from the scaled tables alone."""

from typing import Any

import numpy as np

from ser.exercises import asking
from ser.exercises.verdict import Mistake

_CLIPS, _FRAMES, _SIZE = 6, 24, 5


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    tables, lengths = _padded(rng)
    back = asking.numbers(asking.call(answer, tables), "what comes back")
    if back.shape == (_CLIPS, _SIZE) or back.shape == (_CLIPS, _FRAMES):
        raise Mistake("Expected one number for each clip; you give one for each row or column of its table.")
    found = asking.numbers(back, "what comes back", shape=(_CLIPS,))
    full, gap = lengths == _FRAMES, np.arange(_CLIPS) == 1
    if (found == _FRAMES).all():
        raise Mistake(
            "You find no padding in any clip. It is not zero any more: the scaler has moved it. But it is the same number "
            "all over."
        )
    if np.array_equal(found, lengths - 1) or np.array_equal(found[~full], lengths[~full] - 1):
        raise Mistake(
            "You are one short: the place of the last true frame is counted from zero, a number of frames is not."
        )
    if np.array_equal(found, _FRAMES - lengths):
        raise Mistake("That is the length of the padding. What is left of the window without it?")
    others = ~gap & ~full
    if (found != lengths)[gap | full].all() and np.array_equal(found[others], lengths[others]):
        if (found[full] == _FRAMES - 1).all():
            raise Mistake(
                "You count the frames that are unlike the last one. In a clip that fills the window the last one is a true frame, "
                "and a moment of silence is left out. What tells padding from silence is where it stands."
            )
        if (found[gap] < lengths[gap] - 1).all():
            raise Mistake(
                "You look for the first frame that is padding. A moment of silence looks the same, and a clip that fills the "
                "window has none. What tells padding from silence is where it stands."
            )
        raise Mistake(
            "Two kinds of clips are wrong: one that fills the window, which has no padding, and one with a moment of silence in "
            "its middle, which looks like padding. What tells the two apart is where they stand."
        )
    if (found[gap] < lengths[gap]).all() and np.array_equal(found[~gap], lengths[~gap]):
        raise Mistake(
            "One clip has a frame in its middle that equals the padding, a moment of silence. You stop there, or leave it "
            "out. Padding stands at the end."
        )
    if (found[full] != _FRAMES).any() and np.array_equal(found[~full], lengths[~full]):
        raise Mistake("A clip that fills the window has no padding. What does your function say then?")
    if not np.array_equal(found, lengths):
        raise Mistake(
            "Some lengths are right and some are not. Print your lengths beside a plot of the tables."
        )
    return (
        "from the padding alone you read how long each clip is. So can a network. And the duration of a clip tells "
        "something about the emotion, whatever the voice does."
    )


def _padded(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return scaled tables (clips, frames, size) and their lengths; clip 0 is full, clip 1 has a silent frame.

    A zero becomes a multiple of 1/64. Sums of it are exact, so that the mean of a padded frame is its number and
    the deviation is zero, whatever the order in which one adds.
    """
    lengths = np.concatenate([[_FRAMES], rng.permutation(np.arange(5, _FRAMES - 1))[: _CLIPS - 1]])
    tables = rng.normal(-20, 60, (_CLIPS, _FRAMES, _SIZE))
    tables[1, lengths[1] // 2] = 0
    tables *= (np.arange(_FRAMES) < lengths[:, None])[..., None]
    padding, deviation = rng.integers(8, 97) / 64, rng.uniform(20, 80)
    return tables / deviation + padding, lengths
