"""Features of sound that was changed first, as for copies that are to make a training side larger."""

import zlib
from dataclasses import dataclass

import numpy as np

from ser.errors import BadValue
from ser.features.mfcc import MfccSettings
from ser.features.spectral import SpectralSettings

CHANGES = ("noise", "gain", "pitch", "stretch")
"""White noise 15 to 30 dB below the clip; 1 to 6 dB louder or softer; half a semitone to two up or
down; 5 to 20% faster or slower."""

_SIGNAL_TO_NOISE = (15.0, 30.0)  # dB
_GAIN = (1.0, 6.0)  # dB
_SEMITONES = (0.5, 2.0)
_STRETCH = (0.05, 0.2)
_FRAME = 2048  # what librosa's effects take apart and put together


@dataclass(frozen=True)
class ChangedSettings:
    """Features `of` sound that went through `change` (one of `CHANGES`) before."""

    of: MfccSettings | SpectralSettings
    change: str

    def __post_init__(self) -> None:
        if self.change not in CHANGES:
            raise BadValue(f"unknown change of sound {self.change!r}; expected one of {', '.join(CHANGES)}")

    @property
    def kind(self) -> str:
        """Such as `mfcc@noise`."""
        return f"{self.of.kind}@{self.change}"

    @property
    def cepstral(self) -> bool:
        """Whether the first column is the level of the whole spectrum, and all others its shape."""
        return self.of.cepstral

    @property
    def rate(self) -> int:
        """Samples a second."""
        return self.of.rate

    @property
    def offset(self) -> float:
        """Seconds left out at the start of a clip."""
        return self.of.offset

    @property
    def duration(self) -> float:
        """Seconds read of a clip, before it is changed."""
        return self.of.duration

    @property
    def frames(self) -> int:
        """Frames of a full window."""
        return self.of.frames

    @property
    def coefficients(self) -> int:
        """Columns in all."""
        return self.of.coefficients


def changed(samples: np.ndarray, change: str, *, rate: int) -> np.ndarray:
    """Return mono `samples` (values in [-1, 1], `rate` a second) changed, float32.

    How far is drawn with a seed made from the samples, so that a clip is always changed the same way.
    A stretched clip has another length; silence stays silence.
    """
    samples = np.asarray(samples, np.float32)
    rng = np.random.default_rng([zlib.crc32(samples.tobytes()), CHANGES.index(change)])
    if change == "gain":
        return np.float32(10 ** (_drawn(rng, _GAIN) / 20)) * samples
    if change == "noise":
        level = np.sqrt(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0
        below = 10 ** (-rng.uniform(*_SIGNAL_TO_NOISE) / 20)
        return (samples + rng.normal(0, 1, len(samples)) * level * below).astype(np.float32)
    import librosa

    padded = np.pad(samples, (0, max(0, _FRAME - len(samples))))
    if change == "pitch":
        moved = librosa.effects.pitch_shift(padded, sr=rate, n_steps=_drawn(rng, _SEMITONES))
        return moved[: len(samples)].astype(np.float32)
    faster = 1 + _drawn(rng, _STRETCH)
    return librosa.effects.time_stretch(padded, rate=faster)[: round(len(samples) / faster)].astype(
        np.float32
    )


def _drawn(rng: np.random.Generator, between: tuple[float, float]) -> float:
    """Return a number whose size lies between two, up or down."""
    return float(rng.choice((-1.0, 1.0)) * rng.uniform(*between))
