"""Every kind of feature by its settings: how to compute it, and which code it rests on."""

from pathlib import Path
from typing import Any

import numpy as np

from ser.errors import BadValue
from ser.features.changed import CHANGES, ChangedSettings, changed
from ser.features.mfcc import MfccSettings, mfcc
from ser.features.spectral import KINDS, SpectralSettings, spectral

# Settings may come from anybody's file; these bounds lie far beyond what speech asks for.
_BOUNDS = {
    "rate": (1_000, 768_000),
    "offset": (0, 3_600),
    "duration": (0, 600),
    "coefficients": (1, 1_024),
    "mfcc_coefficients": (1, 1_024),
    "mel_bands": (1, 1_024),
    "frame_length": (16, 2**17),
    "hop": (1, 2**17),
    "top_db": (0, 1_000),
}
_FRACTIONS = ("offset", "duration", "top_db")
_MOST_FRAMES = 20_000

FeatureSettings = MfccSettings | SpectralSettings | ChangedSettings


def compute(samples: np.ndarray, settings: FeatureSettings) -> np.ndarray:
    """Return the features of mono `samples`, shape (frames, settings.coefficients), float32."""
    if isinstance(settings, ChangedSettings):
        return compute(changed(samples, settings.change, rate=settings.rate), settings.of)
    if isinstance(settings, MfccSettings):
        return mfcc(samples, settings)
    return spectral(samples, settings)


def load_librosa() -> None:
    """Load and compile what every kind needs of librosa, by computing each of a short noise."""
    noise = np.random.default_rng(0).normal(0, 0.1, 22_050).astype(np.float32)
    for kind in KINDS:
        spectral(noise, SpectralSettings((kind, "rms") if kind == "mfcc" else (kind,)))
    for change in CHANGES:
        changed(noise, change, rate=22_050)


def settings_of(kind: str, stored: dict) -> FeatureSettings:
    """Return the settings that were stored as plain data under the name `kind`.

    Raises:
        BadValue: fields that this version does not know, or settings of another kind.
    """
    if "@" in kind:
        return _changed_settings_of(kind, stored)
    form: type[MfccSettings | SpectralSettings] = (
        MfccSettings if kind == MfccSettings.kind else SpectralSettings
    )
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
    }
    _check_bounds(kind, values)
    try:
        settings = form(**values)
    except TypeError as error:
        raise BadValue(f"features {kind!r}: {error}; expected the fields of {form.__name__}") from error
    if settings.frames > _MOST_FRAMES:
        raise BadValue(
            f"features {kind!r}: received {settings.frames:,} frames a clip, expected {_MOST_FRAMES:,} at most"
        )
    if settings.kind != kind:
        raise BadValue(f"features {kind!r}: received the settings of {settings.kind!r}, expected its own")
    return settings


def _check_bounds(kind: str, values: dict) -> None:
    for name, (low, high) in _BOUNDS.items():
        value = values.get(name, low)
        allowed = (int, float) if name in _FRACTIONS else (int,)
        if isinstance(value, bool) or not isinstance(value, allowed) or not low <= value <= high:
            raise BadValue(
                f"features {kind!r}: {name}: received {value!r}, expected a number from {low:,} to {high:,}"
            )
    kinds = values.get("kinds", ())
    if not isinstance(kinds, tuple) or not all(isinstance(one, str) for one in kinds):
        raise BadValue(f"features {kind!r}: received the kinds {kinds!r}, expected names")


def _changed_settings_of(kind: str, stored: dict) -> ChangedSettings:
    of, _, change = kind.rpartition("@")
    if sorted(stored) != ["change", "of"] or stored["change"] != change or not isinstance(stored["of"], dict):
        raise BadValue(f"features {kind!r}: received {stored!r}, expected 'of' and the change {change!r}")
    return ChangedSettings(settings_of(of, stored["of"]), change)  # type: ignore[arg-type]


def sources(settings: FeatureSettings) -> list[Path]:
    """Return the source files whose change makes stored features of this kind stale."""
    here = Path(__file__).parent
    if isinstance(settings, ChangedSettings):
        return [here / "changed.py", *sources(settings.of)]
    return [here / "mfcc.py"] + ([] if isinstance(settings, MfccSettings) else [here / "spectral.py"])
