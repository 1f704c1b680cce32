"""The axis mistake: walks(cut) tells which way a cut walks, steps(maps) walks along time; maps as `_SIZES` names them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ser.exercises import asking
from ser.exercises.verdict import Mistake

_CLIPS, _COEFFICIENTS, _FRAMES, _CHANNELS = _SIZES = 2, 3, 7, 4
_WIDTH = _COEFFICIENTS * _CHANNELS
_WAYS = ("time", "coefficients", "neither")


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    told = asking.named(answer, ("walks", "steps"))
    for cut, way, hint in _CUTS:
        _tells(told["walks"], cut, way, hint)
    maps = rng.normal(size=_SIZES)
    steps = asking.numbers(asking.call(told["steps"], maps), "the steps")
    _check_shape(steps)
    _holds_one_moment(told["steps"], maps, steps, rng)
    _keeps_all(steps, maps)
    return (
        "`walks` sees through every cut, in whatever order the numbers of a step stand. In your own steps, step t holds frame t "
        "and all of it: an LSTM that reads them walks through time."
    )


def _along_time(maps: np.ndarray) -> np.ndarray:
    clips, _, frames, _ = maps.shape
    return maps.transpose(0, 2, 1, 3).reshape(clips, frames, -1)


def _along_coefficients(maps: np.ndarray) -> np.ndarray:
    return maps.reshape(*maps.shape[:2], -1)


def _reshaped(maps: np.ndarray) -> np.ndarray:
    return maps.reshape(len(maps), maps.shape[2], -1)


def _with_the_frame_before(maps: np.ndarray) -> np.ndarray:
    steps = _along_time(maps)
    return steps + 0.5 * np.concatenate([steps[:, :1], steps[:, :-1]], axis=1)


_KNOWN = "Change all that the maps have at one frame, then all that they have at one coefficient: which steps move?"
# a cut, which way it walks, what to say where `walks` says otherwise
_CUTS: tuple[tuple[Callable[[np.ndarray], np.ndarray], str, str], ...] = (
    (_along_coefficients, "coefficients", f"the published cut. {_KNOWN}"),
    (_along_time, "time", f"a cut that walks along time. {_KNOWN}"),
    (
        _reshaped,
        "neither",
        "the proposed cut. It has as many steps as there are frames; but one whole frame moves several of them. Neither the "
        "shape nor a single number shows that.",
    ),
    (
        lambda maps: _along_time(maps)[:, :, ::-1],
        "time",
        "a cut along time that has the numbers of each step in another order. Do not look for cuts that you know: look at "
        "which steps move.",
    ),
    (
        lambda maps: np.tanh(_along_coefficients(maps) / 4),
        "coefficients",
        "a cut along coefficients that squashes each number. It is enough that a step changes; by how much does not matter.",
    ),
    (
        lambda maps: _along_time(maps)[:, ::-1],
        "neither",
        "a cut that begins with the last frame. One step moves with each frame; but which one?",
    ),
    (
        _with_the_frame_before,
        "neither",
        "a cut whose steps hold something of the frame before, too. Has every frame a step that no other frame moves?",
    ),
    (
        lambda maps: maps.transpose(0, 3, 1, 2).reshape(len(maps), maps.shape[3], -1),
        "neither",
        "a cut into channels. Each frame and each coefficient moves all of its steps.",
    ),
)


def _tells(walks: Any, cut: Callable[[np.ndarray], np.ndarray], way: str, hint: str) -> None:
    """Raise a hint where the student's `walks` does not say which way a cut walks."""
    said = asking.text(asking.call(walks, cut), "what `walks` gives back")
    if said not in _WAYS:
        raise Mistake(f"`walks` says {said!r}; expected one of: {', '.join(_WAYS)}.")
    if cut is _reshaped and said == "coefficients":
        raise Mistake(
            "`walks` takes the proposed cut for the published one. On maps with as many frames as coefficients, the two are the "
            "same. Let your maps have a different number of each."
        )
    if said != way:
        raise Mistake(f'`walks` says "{said}" of {hint}')


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


def _holds_one_moment(cut: Any, maps: np.ndarray, steps: np.ndarray, rng: np.random.Generator) -> None:
    """Change one moment of one clip, and see which steps change with it."""
    moment = int(rng.integers(1, _FRAMES // 2))
    changed = maps.copy()
    changed[0, :, moment] += 10
    moved = np.abs(asking.numbers(asking.call(cut, changed), "the steps", shape=steps.shape) - steps) > 1e-9
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
