"""Known wrong answers to `own-voice`: what is wrong, the answer, words of its hint."""

import numpy as np

_RATE = 16_000
_SOUND = 0.3 * np.sin(2 * np.pi * 200 * np.arange(2 * _RATE) / _RATE) * np.hanning(2 * _RATE)
_TALK = (
    "The model was trained on a few actors who showed an emotion that they did not feel, in quiet rooms with a good "
    "microphone. My voice was recorded with a laptop in a kitchen, so the noise and the level differ, and I do not think "
    "that its answer says much."
)


def _answer(**changes):
    right = {
        "samples": _SOUND,
        "rate": _RATE,
        "meant": "angry",
        "probabilities": np.array([0.30, 0.02, 0.05, 0.13, 0.40, 0.02, 0.03, 0.05]),
        "discussion": _TALK,
    }
    return right | changes


WRONG = {
    "stereo": (_answer(samples=np.stack([_SOUND, _SOUND], axis=1)), "stereo"),
    "16 bits": (_answer(samples=_SOUND * 32767), "divided by 32768"),
    "silence": (_answer(samples=_SOUND * 1e-6), "silence"),
    "clipped": (_answer(samples=np.clip(_SOUND * 20, -1, 1)), "clipped"),
    "too short": (_answer(samples=_SOUND[:4000]), "seconds of sound. The window"),
    "too long": (_answer(samples=np.tile(_SOUND, 30)), "cut out one sentence"),
    "no label": (_answer(meant="bored"), "'bored' is none of the eight"),
    "percent": (_answer(probabilities=np.full(8, 12.5)), "add up to one"),
    "seven": (_answer(probabilities=np.full(7, 1 / 7)), "shape of `probabilities`"),
    "few words": (_answer(discussion="It is wrong."), "has 3 words"),
    "the same words": (_answer(discussion="train room few " * 14), "the same 3 words again"),
    "eight alike": (_answer(probabilities=np.full(8, 1 / 8)), "All eight probabilities are the same"),
    "nan": (_answer(samples=np.where(np.arange(len(_SOUND)) == 5, np.nan, _SOUND)), "NaN"),
}
