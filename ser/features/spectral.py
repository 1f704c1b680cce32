"""Features beside MFCC, one column after another on the same frames: spectral and rhythmic ones.

Which combinations the paper compared is not known; these are the usual ones, as librosa computes
them (McFee et al. 2015), so that nothing but the settings is ours.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ser.errors import BadValue
from ser.features.mfcc import MfccSettings, log_mel, mfcc, power_spectrum

_TEMPOGRAM_FRAMES = 64
# Where the last of the seven bands begins, in Hz.
_CONTRAST_TOP = 6400


@dataclass(frozen=True)
class SpectralSettings:
    """Which features stand side by side, and how they are computed.

    Kinds, with their columns: "mfcc" (`coefficients`), "mfcc-shape" (the same without the first),
    "deltas" (slope of a line through 9 frames of the MFCC) and "deltas-2" (second derivative of a parabola
    through the same), "log-mel" (`mel_bands`), "chroma" (12 pitch classes), "contrast" (7: peaks above
    valleys in octave bands), "tonnetz" (6 tonal centroids of the chroma), "tempogram" (64 lags of the onset
    envelope's autocorrelation), "fourier-tempogram" (33 modulation frequencies of the same), "rms" (level in
    dB), "zcr" (zero crossings). The other fields are those of `MfccSettings`, which has MFCC alone.
    """

    kinds: tuple[str, ...] = ("log-mel",)
    rate: int = 22050
    offset: float = 0.5
    duration: float = 3.0
    frame_length: int = 2048
    hop: int = 512
    mel_bands: int = 64
    mfcc_coefficients: int = 40
    top_db: float = 80.0

    # Of no set is the first column the level and all others are not, even where MFCC begin it.
    cepstral = False

    def __post_init__(self) -> None:
        for kind in self.kinds:
            if kind not in _COLUMNS:
                raise BadValue(f"unknown feature {kind!r}; expected one of {', '.join(_COLUMNS)}")
        if not self.kinds or len(set(self.kinds)) < len(self.kinds):
            raise BadValue(f"features: received {list(self.kinds)}, expected one or more, each once")
        if self.kinds == ("mfcc",):
            raise BadValue("features: received 'mfcc' alone, expected `MfccSettings` for it")
        if self.mel_bands < 1:
            raise BadValue(f"mel_bands: received {self.mel_bands}, expected 1 or more")
        if "mfcc-shape" in self.kinds and self.mfcc_coefficients < 2:
            raise BadValue(
                "mfcc-shape: received one coefficient, expected 2 or more, the first being left out"
            )
        if "contrast" in self.kinds and self.rate <= 2 * _CONTRAST_TOP:
            raise BadValue(
                f"contrast: received a rate of {self.rate} Hz, expected more than {2 * _CONTRAST_TOP}"
            )
        # What they have in common is checked there.
        _ = self.mfcc

    @property
    def kind(self) -> str:
        """Their names in one, such as "mfcc+chroma"."""
        return "+".join(self.kinds)

    @property
    def mfcc(self) -> MfccSettings:
        """The settings of the MFCC among them, over librosa's 128 mel bands."""
        return MfccSettings(
            rate=self.rate,
            offset=self.offset,
            duration=self.duration,
            coefficients=self.mfcc_coefficients,
            frame_length=self.frame_length,
            hop=self.hop,
            top_db=self.top_db,
        )

    @property
    def frames(self) -> int:
        """Frames of a full window: 130 by default."""
        return self.mfcc.frames

    @property
    def coefficients(self) -> int:
        """Columns in all."""
        return sum(_COLUMNS[kind](self) for kind in self.kinds)


_COLUMNS: dict[str, Callable[[SpectralSettings], int]] = {
    "mfcc": lambda settings: settings.mfcc_coefficients,
    "mfcc-shape": lambda settings: settings.mfcc_coefficients - 1,
    "deltas": lambda settings: settings.mfcc_coefficients,
    "deltas-2": lambda settings: settings.mfcc_coefficients,
    "log-mel": lambda settings: settings.mel_bands,
    "chroma": lambda settings: 12,
    "contrast": lambda settings: 7,
    "tonnetz": lambda settings: 6,
    "tempogram": lambda settings: _TEMPOGRAM_FRAMES,
    "fourier-tempogram": lambda settings: _TEMPOGRAM_FRAMES // 2 + 1,
    "rms": lambda settings: 1,
    "zcr": lambda settings: 1,
}


KINDS = tuple(_COLUMNS)


def spectral(samples: np.ndarray, settings: SpectralSettings) -> np.ndarray:
    """Return the features of mono `samples`, shape (frames, columns), float32, time first.

    The frames are those of `mfcc`: 1 + n // hop of them, at most `settings.frames`.
    """
    parts = _Parts(np.asarray(samples, dtype=np.float32), settings)
    columns = [parts.compute(kind)[: settings.frames] for kind in settings.kinds]
    return np.nan_to_num(np.concatenate(columns, axis=1)).astype(np.float32)


class _Parts:
    """What the features of one clip have in common is computed once."""

    def __init__(self, samples: np.ndarray, settings: SpectralSettings):
        self.samples, self.settings = samples, settings

    def compute(self, kind: str) -> np.ndarray:
        """Return one feature, shape (frames, its columns)."""
        import librosa

        settings = self.settings
        if kind == "mfcc":
            return self.mfcc
        if kind == "mfcc-shape":
            return self.mfcc[:, 1:]
        if kind in ("deltas", "deltas-2"):
            order = 1 if kind == "deltas" else 2
            return librosa.feature.delta(self.mfcc, order=order, axis=0, mode="nearest")
        if kind == "log-mel":
            bands = MfccSettings(
                rate=settings.rate,
                frame_length=settings.frame_length,
                hop=settings.hop,
                mel_bands=settings.mel_bands,
                coefficients=1,
                top_db=settings.top_db,
            )
            return log_mel(self.samples, bands)
        if kind == "chroma":
            return self.chroma.T
        if kind == "tonnetz":
            return librosa.feature.tonnetz(chroma=self.chroma, sr=settings.rate).T
        if kind == "contrast":
            return librosa.feature.spectral_contrast(S=np.sqrt(self.power).T, sr=settings.rate).T
        if kind == "tempogram":
            return librosa.feature.tempogram(
                onset_envelope=self.onset,
                sr=settings.rate,
                hop_length=settings.hop,
                win_length=_TEMPOGRAM_FRAMES,
            ).T
        if kind == "fourier-tempogram":
            # A clip shorter than the window is padded with silence on both sides, knowingly.
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", message="n_fft=", category=UserWarning)
                rhythm = librosa.feature.fourier_tempogram(
                    onset_envelope=self.onset,
                    sr=settings.rate,
                    hop_length=settings.hop,
                    win_length=_TEMPOGRAM_FRAMES,
                )
            # The last frame is centred one hop past the end of the envelope.
            return np.abs(rhythm).T[:-1]
        if kind == "rms":
            level = librosa.feature.rms(
                S=np.sqrt(self.power).T, frame_length=settings.frame_length, hop_length=settings.hop
            )
            return 20 * np.log10(np.maximum(level.T, 1e-5))
        if kind == "zcr":
            return librosa.feature.zero_crossing_rate(
                self.samples, frame_length=settings.frame_length, hop_length=settings.hop
            ).T
        raise BadValue(
            f"feature {kind!r}: no way to compute it; give it a branch in {type(self).__qualname__}"
        )

    @cached_property
    def power(self) -> np.ndarray:
        return power_spectrum(self.samples, self.settings.mfcc)

    @cached_property
    def mfcc(self) -> np.ndarray:
        return mfcc(self.samples, self.settings.mfcc)

    @cached_property
    def chroma(self) -> np.ndarray:
        import librosa

        # No tuning is estimated: speech has none.
        return librosa.feature.chroma_stft(S=self.power.T, sr=self.settings.rate, tuning=0.0)

    @cached_property
    def onset(self) -> np.ndarray:
        import librosa

        return librosa.onset.onset_strength(
            S=librosa.power_to_db(librosa.feature.melspectrogram(S=self.power.T, sr=self.settings.rate)),
            sr=self.settings.rate,
            hop_length=self.settings.hop,
            n_fft=self.settings.frame_length,
        )
