"""Step 3, features: MFCC equal to librosa's, spectral and rhythmic ones, and the store that carries them."""

from typing import TYPE_CHECKING

import lazy_loader as lazy

# A module is imported when a name of it is first used: an answer of a model needs few of them.
__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "changed": ["CHANGES", "ChangedSettings"],
        "feature_set": ["FeatureSet"],
        "kinds": ["FeatureSettings", "compute", "settings_of"],
        "memory": ["keep_freed_memory"],
        "mfcc": ["MfccSettings", "log_mel", "mel_filters", "mfcc", "power_spectrum"],
        "speakers": ["by_speaker"],
        "spectral": ["SpectralSettings", "spectral"],
        "store": ["corpora_in", "extract", "load"],
    },
)

if TYPE_CHECKING:
    # The function, which has the name of its module.
    from ser.features.mfcc import mfcc as mfcc
