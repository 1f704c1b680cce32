"""Step 3, features: MFCC equal to librosa's, and the store that carries them."""

from ser.features.feature_set import FeatureSet
from ser.features.mfcc import MfccSettings, log_mel, mel_filters, mfcc, power_spectrum
from ser.features.store import extract, load

__all__ = [
    "FeatureSet",
    "MfccSettings",
    "extract",
    "load",
    "log_mel",
    "mel_filters",
    "mfcc",
    "power_spectrum",
]
