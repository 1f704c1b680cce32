"""The axis mistake: answer(maps) turns (clips, coefficients, frames, channels) into steps of time."""

from typing import Any

import numpy as np

from ser.exercises import asking
from ser.exercises.verdict import Mistake

_CLIPS, _COEFFICIENTS, _FRAMES, _CHANNELS = 2, 3, 7, 4
_WIDTH = _COEFFICIENTS * _CHANNELS


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    maps = rng.normal(size=(_CLIPS, _COEFFICIENTS, _FRAMES, _CHANNELS))
    steps = asking.numbers(asking.call(answer, maps), "the steps")
    _check_shape(steps)
    _holds_one_moment(answer, maps, steps, rng)
    _keeps_all(steps, maps)
    return (
        "step t holds moment t and nothing else, in order, and nothing is lost. An LSTM that reads these steps walks through "
        "time."
    )


def _check_shape(steps: np.ndarray) -> None:
    shape = steps.shape
    if shape == (_CLIPS, _FRAMES, _WIDTH):
        return
    if shape == (_CLIPS, _COEFFICIENTS, _FRAMES * _CHANNELS):
        raise Mistake(
            "That is what the published code does: the steps are bands of coefficients, each with the whole clip in it. "
            "Which axis did you cut, and which one is time?"
        )
    if len(shape) == 3 and shape[:2] == (_FRAMES, _CLIPS):
        raise Mistake("Clips and steps have changed places. The first axis stays the one of the clips.")
    if len(shape) == 4:
        raise Mistake(
            f"There are four axes still ({' x '.join(map(str, shape))}). An LSTM reads three: clips, steps, and the numbers of a step."
        )
    if shape == (_CLIPS, _FRAMES, _COEFFICIENTS) or shape == (_CLIPS, _FRAMES, _CHANNELS):
        raise Mistake(
            "An axis has been added up or left out. Each step keeps all coefficients and all channels."
        )
    if len(shape) == 3 and shape[2] == _FRAMES:
        raise Mistake("Time stands last. An LSTM walks along the second axis.")
    raise Mistake(
        f"The shape is {' x '.join(map(str, shape)) or 'one number'} for maps of {_CLIPS} x {_COEFFICIENTS} x {_FRAMES} x "
        f"{_CHANNELS} (clips, coefficients, frames, channels). How many steps of time are there, and how many numbers has each?"
    )


def _holds_one_moment(answer: Any, maps: np.ndarray, steps: np.ndarray, rng: np.random.Generator) -> None:
    """Change one moment of one clip, and see which steps change with it."""
    moment = int(rng.integers(1, _FRAMES // 2))
    changed = maps.copy()
    changed[0, :, moment] += 10
    moved = (
        np.abs(asking.numbers(asking.call(answer, changed), "the steps", shape=steps.shape) - steps) > 1e-9
    )
    if moved[1].any():
        raise Mistake("A change in one clip reaches another clip: the clips got mixed.")
    found = np.flatnonzero(moved[0].any(axis=1)).tolist()
    if found == [_FRAMES - 1 - moment]:
        raise Mistake("The steps run backwards: the first one is the end of the clip.")
    if len(found) > 1:
        raise Mistake(
            f"One moment of the sound changes {len(found)} steps. The shape is right, but `reshape` only cuts the numbers "
            "anew in the order in which they lie. Which axes have to change places before?"
        )
    if found != [moment]:
        raise Mistake("A moment of the sound does not come out at the step of the same number.")


def _keeps_all(steps: np.ndarray, maps: np.ndarray) -> None:
    moments = maps.transpose(0, 2, 1, 3).reshape(_CLIPS, _FRAMES, _WIDTH)
    if not np.allclose(np.sort(steps, axis=2), np.sort(moments, axis=2)):
        raise Mistake("Each step belongs to one moment, but some of its numbers are gone or changed.")
