"""Step 3, features: MFCC equal to librosa's, spectral and rhythmic ones, and the store that carries them."""

from ser.features.changed import CHANGES, ChangedSettings
from ser.features.feature_set import FeatureSet
from ser.features.kinds import FeatureSettings, compute, settings_of
from ser.features.mfcc import MfccSettings, log_mel, mel_filters, mfcc, power_spectrum
from ser.features.speakers import by_speaker
from ser.features.spectral import SpectralSettings, spectral
from ser.features.store import extract, load

__all__ = [
    "CHANGES",
    "ChangedSettings",
    "FeatureSet",
    "FeatureSettings",
    "MfccSettings",
    "SpectralSettings",
    "by_speaker",
    "compute",
    "extract",
    "load",
    "log_mel",
    "mel_filters",
    "mfcc",
    "power_spectrum",
    "settings_of",
    "spectral",
]
