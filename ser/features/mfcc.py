"""Mel-frequency cepstral coefficients, equal to librosa's, without importing it.

The procedure is Davis & Mermelstein's (1980): short-time spectrum, mel filter bank, logarithm,
discrete cosine transform; with the settings the published scripts leave at librosa's defaults.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ser.errors import BadValue


@dataclass(frozen=True)
class MfccSettings:
    """How a window of speech becomes a matrix of coefficients.

    The defaults are the published scripts': 22,050 Hz, 3 s from 0.5 s on, 40 coefficients, and
    librosa's own frame length, hop, window and filter bank.
    """

    rate: int = 22050
    offset: float = 0.5
    duration: float = 3.0
    coefficients: int = 40
    frame_length: int = 2048
    hop: int = 512
    mel_bands: int = 128
    top_db: float = 80.0

    kind = "mfcc"
    # The first column is the level of the whole spectrum, the others its shape.
    cepstral = True

    def __post_init__(self) -> None:
        if not 1 <= self.coefficients <= self.mel_bands:
            raise BadValue(
                f"coefficients: received {self.coefficients}, expected 1 to {self.mel_bands} (the mel bands)"
            )
        for name in ("rate", "frame_length", "hop"):
            if getattr(self, name) < 1:
                raise BadValue(f"{name}: received {getattr(self, name)}, expected 1 or more")
        if not self.duration > 0 or not self.offset >= 0:
            raise BadValue(
                f"window: received {self.duration} s from {self.offset} s, expected a positive length"
            )

    @property
    def frames(self) -> int:
        """Frames of a full window: 130 by default."""
        return 1 + int(self.duration * self.rate) // self.hop


def mfcc(samples: np.ndarray, settings: MfccSettings | None = None) -> np.ndarray:
    """Return the coefficients of mono `samples`, shape (frames, coefficients), float32.

    Time comes first (librosa puts it last). Frames are centred, the signal is padded with zeros;
    there are 1 + n // hop of them, at most `settings.frames`.
    """
    settings = settings or MfccSettings()
    decibels = log_mel(samples, settings)
    return (decibels @ _cosines(settings.coefficients, settings.mel_bands))[: settings.frames]


def log_mel(samples: np.ndarray, settings: MfccSettings | None = None) -> np.ndarray:
    """Return the mel spectrum in dB of mono `samples`, shape (frames, mel bands), float32.

    Values reach at most `top_db` below the largest one; power below 1e-10 counts as 1e-10.
    """
    settings = settings or MfccSettings()
    power = power_spectrum(samples, settings)
    mel = power @ mel_filters(settings.rate, settings.frame_length, settings.mel_bands).T
    decibels = 10.0 * np.log10(np.maximum(mel, 1e-10))
    return np.maximum(decibels, decibels.max() - settings.top_db)


def power_spectrum(samples: np.ndarray, settings: MfccSettings | None = None) -> np.ndarray:
    """Return |STFT|^2 of mono `samples`, shape (frames, frame_length // 2 + 1), float32."""
    from scipy.fft import rfft

    settings = settings or MfccSettings()
    half = settings.frame_length // 2
    padded = np.pad(np.asarray(samples, dtype=np.float32), half)
    framed = np.lib.stride_tricks.sliding_window_view(padded, settings.frame_length)[:: settings.hop]
    spectrum = rfft(framed * _hann(settings.frame_length), axis=1)
    return spectrum.real**2 + spectrum.imag**2


@lru_cache
def mel_filters(rate: int, frame_length: int, bands: int) -> np.ndarray:
    """Return Slaney's mel filter bank, shape (bands, frame_length // 2 + 1), float32.

    Triangles evenly spaced on Slaney's mel scale (linear to 1 kHz, logarithmic above; Auditory
    Toolbox, 1998) from 0 Hz to half the rate, each of unit area.
    """
    edges = _mel_to_hz(np.linspace(0.0, _hz_to_mel(rate / 2), bands + 2))
    bins = np.fft.rfftfreq(frame_length, 1.0 / rate)
    widths = np.diff(edges)
    slopes = edges[:, None] - bins[None, :]
    rising = -slopes[:-2] / widths[:-1, None]
    falling = slopes[2:] / widths[1:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return (triangles * (2.0 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)


@lru_cache
def _cosines(coefficients: int, bands: int) -> np.ndarray:
    """Return the orthonormal DCT-II as a matrix, shape (bands, coefficients), float32."""
    band = np.arange(bands)[:, None] + 0.5
    matrix = np.sqrt(2.0 / bands) * np.cos(np.pi / bands * band * np.arange(coefficients)[None, :])
    matrix[:, 0] /= np.sqrt(2.0)
    return matrix.astype(np.float32)


@lru_cache
def _hann(length: int) -> np.ndarray:
    return (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(length) / length)).astype(np.float32)


def _hz_to_mel(hertz: float) -> float:
    return hertz / (200.0 / 3) if hertz < 1000.0 else 15.0 + 27.0 * np.log(hertz / 1000.0) / np.log(6.4)


def _mel_to_hz(mel: np.ndarray) -> np.ndarray:
    return np.where(mel < 15.0, mel * 200.0 / 3, 1000.0 * np.exp(np.log(6.4) / 27.0 * (mel - 15.0)))
