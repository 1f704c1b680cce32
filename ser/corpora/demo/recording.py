"""The room and the microphone: what differs between the corpora besides the people.

Every corpus was recorded once, in one room, at one level. A model can learn that instead of the
emotion, and with real speech it does; the demo corpus has the trap too.
"""

from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, fftconvolve, sosfilt

from ser.corpora.demo.chance import generator


@dataclass(frozen=True)
class Recording:
    """How one corpus was recorded."""

    rate: int
    """Samples per second."""
    level: float
    """RMS of a neutral voice, in dB relative to full scale."""
    dynamics: float
    """Share of the differences in level that survives: 1 keeps them all, 0 is full levelling."""
    decay: float
    """Reverberation time (60 dB), in seconds."""
    wet: float
    """Level of the reverberation, relative to the direct sound."""
    floor: float
    """RMS of the background noise, in dB relative to full scale."""
    highpass: float
    """Corner of the microphone's high-pass filter, in Hz."""
    lead: tuple[float, float]
    """Shortest and longest near silence at the beginning, in seconds."""
    tail: tuple[float, float]
    """Shortest and longest near silence at the end, in seconds."""
    shortest: float
    """Least duration of a clip, in seconds; the tail is lengthened to reach it."""
    longest: float
    """Duration in seconds that the tail is shortened for; it never cuts into the speech."""


RECORDINGS: dict[str, Recording] = {
    "RAVDESS": Recording(
        22_050, -33.0, 0.9, 0.15, 0.12, -74.0, 60.0, (0.7, 1.1), (0.7, 1.1), shortest=3.0, longest=4.2
    ),
    "TESS": Recording(
        24_000, -24.0, 0.4, 0.08, 0.06, -68.0, 90.0, (0.15, 0.4), (0.15, 0.45), shortest=1.3, longest=2.95
    ),
    "SAVEE": Recording(
        24_000, -23.0, 0.6, 0.3, 0.2, -60.0, 40.0, (0.15, 0.45), (0.15, 0.5), shortest=1.65, longest=6.0
    ),
}

_PEAK = 0.89  # no clip comes nearer to full scale, about -1 dB


def record(
    speech: np.ndarray, corpus: str, gain: float, *, seed: int, rng: np.random.Generator
) -> np.ndarray:
    """Return the clip that a corpus's set-up would have stored, [samples] float64 in [-0.89, 0.89].

    Args:
        speech: [samples] with an RMS of about 1 in the vowels, at the corpus's rate.
        corpus: "RAVDESS", "TESS" or "SAVEE".
        gain: level of this utterance in dB, relative to a neutral voice.
        seed: seed of the corpus, which fixes its room.
        rng: chance of this clip: silences and background noise.
    """
    setup = RECORDINGS[corpus]
    spoken = len(speech) / setup.rate
    lead = rng.uniform(*setup.lead)
    tail = rng.uniform(*setup.tail)
    tail += max(0.0, setup.shortest + rng.uniform(0.02, 0.15) - (lead + spoken + tail))
    tail = max(0.06, min(tail, setup.longest - lead - spoken))
    clip = np.zeros(round((lead + spoken + tail) * setup.rate))
    start = round(lead * setup.rate)
    clip[start : start + len(speech)] = speech

    clip = fftconvolve(clip, _room(corpus, setup, seed))[: len(clip)]
    clip *= 10 ** ((setup.level + setup.dynamics * gain) / 20)
    hiss = rng.normal(0, 1, len(clip))
    clip += 10 ** (setup.floor / 20) * (0.6 * hiss + 0.8 * _rumble(hiss, setup.rate))
    clip = sosfilt(butter(2, setup.highpass, "highpass", fs=setup.rate, output="sos"), clip)
    return clip * min(1.0, _PEAK / np.max(np.abs(clip)))


def _rumble(hiss: np.ndarray, rate: int) -> np.ndarray:
    low = sosfilt(butter(1, 300.0, "lowpass", fs=rate, output="sos"), hiss)
    return low / (np.sqrt(np.mean(low**2)) + 1e-12)


def _room(corpus: str, setup: Recording, seed: int) -> np.ndarray:
    """Return the impulse response: direct sound, then noise that decays by 60 dB in `decay` seconds."""
    rng = generator(seed, "room", corpus)
    time = np.arange(round(setup.decay * setup.rate)) / setup.rate
    response = rng.normal(0, 1, len(time)) * 10 ** (-3 * time / setup.decay)
    response[time < 0.003] = 0.0  # nothing returns before the first reflection
    response *= setup.wet / np.sqrt(np.sum(response**2))
    response[0] = 1.0
    return response
