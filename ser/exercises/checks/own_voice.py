"""Your own voice: the answer is a dictionary with the sound, what was meant, what was predicted, and a discussion."""

from typing import Any

import numpy as np

from ser.corpora import EMOTIONS
from ser.exercises import asking
from ser.exercises.verdict import Mistake

_KEYS = ("samples", "rate", "meant", "probabilities", "discussion")
_SHORTEST, _LONGEST = 1.0, 30.0  # seconds


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    told = asking.named(answer, _KEYS)
    _sound(told["samples"], asking.number(told["rate"], "`rate`"))
    meant = asking.text(told["meant"], "`meant`")
    if meant not in EMOTIONS:
        raise Mistake(
            f"{meant!r} is none of the eight labels, so the model cannot be right about it: {', '.join(EMOTIONS)}."
        )
    found = asking.numbers(told["probabilities"], "`probabilities`", shape=(len(EMOTIONS),))
    if (found < -1e-6).any() or not np.isclose(found.sum(), 1, atol=1e-3):
        raise Mistake(
            f"`probabilities` are eight numbers of which none is below zero and that add up to one; yours add up to {found.sum():.2f}."
        )
    if np.ptp(found) < 1e-6:
        raise Mistake(
            "All eight probabilities are the same. Ask `hears` about your sound, and take what it gives."
        )
    asking.prose(told["discussion"], "the discussion", "Why did the model say what it said?")
    place = int((found > found[EMOTIONS.index(meant)]).sum()) + 1
    return (
        f"you meant {meant}; the model has it in place {place} of {len(EMOTIONS)}. One clip says nothing about the model, and the "
        "model nothing about you. The words of your discussion were counted and not read: that is for a person to do."
    )


def _sound(samples: Any, rate: float) -> None:
    if not 1000 <= rate <= 768_000:
        raise Mistake(f"A rate of {rate:g} samples a second is not that of a recording.")
    sound = asking.numbers(samples, "`samples`")
    if sound.ndim == 2 and min(sound.shape) == 2:
        raise Mistake("That is stereo. Make one channel of two: their mean.")
    if sound.ndim != 1:
        raise Mistake(f"`samples` is one row of numbers; yours has {sound.ndim} axes.")
    seconds = len(sound) / rate
    if seconds < _SHORTEST:
        raise Mistake(
            f"That is {seconds:.2f} seconds of sound. The window begins at half a second, so take {_SHORTEST:g} second or more."
        )
    if seconds > _LONGEST:
        raise Mistake(f"That is {seconds:.0f} seconds of sound; cut out one sentence.")
    peak = np.abs(sound).max()
    if peak < 1e-3:
        raise Mistake("That is silence, or nearly. Is the microphone on?")
    if peak > 1.5:
        raise Mistake(
            f"Samples go up to {peak:.0f}. They lie between -1 and 1: whole numbers of 16 bits are divided by 32768."
        )
    # A tone is near its peak for a moment too, but it does not stay there.
    edge = np.abs(sound) > 0.999 * peak
    if (edge[1:] & edge[:-1] & (np.abs(np.diff(sound)) < 1e-5 * peak)).mean() > 0.01:
        raise Mistake(
            "The recording is clipped: many samples lie at its edge. Speak more softly, or turn the microphone down."
        )
