"""MFCC written out: answer(samples) -> coefficients, shape (frames, 40), as librosa gives them."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import numpy as np

from ser.exercises import asking
from ser.exercises.verdict import Mistake
from ser.features import MfccSettings, mel_filters, mfcc

_SETTINGS = MfccSettings(duration=1e6)
_FRAME, _HOP, _COLUMNS = _SETTINGS.frame_length, _SETTINGS.hop, _SETTINGS.coefficients
_CLOSE = 0.05
"""How far a coefficient may be off, in dB: single precision leaves about a thousandth."""


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    samples = _sound(rng)
    right = mfcc(samples, _SETTINGS)
    with _ready_made() as called:
        back = asking.call(answer, samples)
    if called:
        package, name = called[0]
        raise Mistake(
            f"Your function calls `{name}` of {package}: this one does {_READY[name]} steps for you. Write them yourself, and "
            "compare with it afterwards."
        )
    found = asking.numbers(back, "the table")
    _check_shape(found, right.shape, len(samples))
    if not np.allclose(found, right, atol=_CLOSE):
        for mistake, hint in _MISTAKES.items():
            wrong = _mfcc(samples, **dict([mistake]))
            if found.shape == wrong.shape and np.allclose(found, wrong, atol=_CLOSE):
                raise Mistake(hint)
        if np.allclose(found[:, 1:], right[:, 1:], atol=_CLOSE):
            raise Mistake(
                "All coefficients are right but the first, the one that holds the level. Compare its factor."
            )
        if np.allclose(found[2:-2], right[2:-2], atol=_CLOSE):
            raise Mistake("All is right but the ends: outside the sound stand zeros, not its mirror image.")
        raise Mistake(
            "The shape is right, the numbers are not. Go through the steps one by one, outside your function, and compare each "
            "with what `ser.features` has for it: power_spectrum, mel_filters, log_mel. If these agree, look at the last step."
        )
    tone = 0.1 * np.sin(np.arange(len(samples)) * 0.1)
    louder = asking.numbers(asking.call(answer, 2 * tone)) - asking.numbers(asking.call(answer, tone))
    return (
        "every coefficient is that of librosa. A sound of twice the amplitude changes the first coefficient by "
        f"{np.median(louder[:, 0]):.0f} and the second by {abs(np.median(louder[:, 1])):.0f}: the first is loudness."
    )


_READY = {"mfcc": "all six", "log_mel": "five of the six"}
"""Functions of librosa and of this project that are no step but most of the way, and how many steps they do."""


@contextmanager
def _ready_made() -> Iterator[list[tuple[str, str]]]:
    """Note which functions of `_READY` are called, by whatever name an answer has for them: (package, name)."""
    called: list[tuple[str, str]] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_name in _READY:
            package = str(frame.f_globals.get("__name__")).partition(".")[0]
            if package in ("librosa", "ser"):
                called.append((package, frame.f_code.co_name))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(before)


def _sound(rng: np.random.Generator) -> np.ndarray:
    """Noise and a tone, then a soft tone alone, then near silence.

    The floor of 80 dB is reached in the last two, and in the soft tone a floor of each frame lies elsewhere.
    """
    count = int(rng.integers(20, 26)) * _HOP + int(rng.integers(50, 400))
    time = np.arange(count) / _SETTINGS.rate
    tone, noise = 0.3 * np.sin(2 * np.pi * rng.uniform(150, 900) * time), 0.1 * rng.normal(size=count)
    part = np.digitize(np.arange(count), [0.4 * count, 0.75 * count])
    levels = np.array([(1, 1), (0.1, 5e-5), (1e-6, 1e-6)])[part]  # of tone and noise
    return (levels[:, 0] * tone + levels[:, 1] * noise).astype(np.float32)


def _check_shape(found: np.ndarray, wanted: tuple[int, int], samples: int) -> None:
    frames, columns = wanted
    if found.shape == wanted:
        return
    if found.shape == (columns, frames):
        raise Mistake("Time lies on the second axis, as librosa has it. This project puts time first.")
    if found.ndim != 2 or found.shape[1] != columns:
        got = " x ".join(map(str, found.shape)) or "one number"
        raise Mistake(f"Expected a table of frames by {columns} coefficients; received {got}.")
    if found.shape[0] == 1 + (samples - _FRAME) // _HOP:
        raise Mistake(
            "There are too few frames: yours begin at the first sample. Frames are centred: the first one looks half a frame "
            "back, to where there is no sound yet."
        )
    if abs(found.shape[0] - frames) == 1:
        raise Mistake(
            f"You are one frame off: {found.shape[0]} in place of {frames}. How often does the hop fit into the sound, and "
            "what about the frame at its very beginning?"
        )
    raise Mistake(f"There are {found.shape[0]} frames; expected {frames}. How far apart do frames begin?")


def _mfcc(
    samples: np.ndarray,
    *,
    power: float = 2.0,
    window: str = "hann",
    log: Callable[[np.ndarray], np.ndarray] = lambda mel: 10 * np.log10(np.maximum(mel, 1e-10)),
    floor: str = "of the clip",
    scaled: bool = True,
    area: bool = True,
    axis: int = 1,
    first: int = 0,
) -> np.ndarray:
    """Return the coefficients with one thing done wrongly."""
    from scipy.fft import dct
    from scipy.signal import get_window

    padded = np.pad(np.asarray(samples, np.float64), _FRAME // 2)
    framed = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP]
    name, _, form = window.partition(", ")
    shape = np.ones(_FRAME) if name == "none" else get_window(name, _FRAME, fftbins=form != "symmetric")
    filters = mel_filters(_SETTINGS.rate, _FRAME, _SETTINGS.mel_bands).astype(np.float64)
    filters = filters if area else filters / np.maximum(filters.max(axis=1, keepdims=True), 1e-12)
    mel = np.abs(np.fft.rfft(framed * shape, axis=1)) ** power @ filters.T
    decibels = log(mel)
    if floor != "none":
        loudest = decibels.max(axis=1, keepdims=True) if floor == "of each frame" else decibels.max()
        decibels = np.maximum(decibels, loudest - _SETTINGS.top_db)
    return dct(decibels, axis=axis, norm="ortho" if scaled else None)[:, first : first + _COLUMNS]


_MISTAKES: dict[tuple[str, Any], str] = {
    ("power", 1.0): "You take the amplitude of the spectrum. The mel filters add up power.",
    ("window", "none"): "Frames are cut off sharply. A Hann window fades each one in and out.",
    ("window", "hann, symmetric"): (
        "Your Hann window ends with the zero it begins with. That of a spectrum is periodic: the zero at the end is the "
        "first value of the next period and is left out, so the cosine runs through the length of a frame, not through one less."
    ),
    ("window", "hamming"): "That is a Hamming window. It does not go down to zero at its ends; Hann's does.",
    ("log", lambda mel: np.log(np.maximum(mel, 1e-10))): (
        "You take the natural logarithm. Decibels are ten times the logarithm to base ten."
    ),
    ("log", lambda mel: np.log10(np.maximum(mel, 1e-10))): "Bel, not decibel: a factor is missing.",
    ("log", lambda mel: 20 * np.log10(np.maximum(mel, 1e-10))): (
        "The factor of the decibel is that for amplitudes. What the filters gave you is power."
    ),
    (
        "floor",
        "none",
    ): "Silence goes down without end. Nothing should lie more than 80 dB below the loudest value.",
    ("floor", "of each frame"): (
        "Each frame has a floor of its own. The 80 dB count from the loudest value of the whole clip, so a soft frame loses more."
    ),
    ("log", lambda mel: 10 * np.log10(np.maximum(mel, 1e-10)) - 10 * np.log10(max(mel.max(), 1e-10))): (
        "Your decibels count from the largest power of the clip. Here they count from a power of one, so that how loud a clip is stays in."
    ),
    (
        "axis",
        0,
    ): "The cosine transform runs through time. It goes over the bands of one frame, frame by frame.",
    (
        "first",
        1,
    ): "You keep columns 1 to 40. The first of the forty is column 0, the one that holds the level.",
    ("scaled", False): "The cosine transform is not orthonormal: its rows need the length one.",
    (
        "area",
        False,
    ): "Each triangle of yours is one high. They should have the same area, so the wide ones are lower.",
}
