"""Features in which a speaker is compared with nobody but the speaker.

How high, loud and bright a voice is differs more between people than between emotions. To scale each
speaker by all clips of theirs takes that away. It needs to know which clips are of one person, those
of test speakers too, but no label of any of them. (On speaker normalisation: Sethu, Ambikairajah &
Epps 2007; Busso, Metallinou & Narayanan 2011.)
"""

from dataclasses import replace

import numpy as np

from ser.features.feature_set import FeatureSet

_LEAST = 1e-3  # a column that does not move is left near zero


def by_speaker(features: FeatureSet) -> FeatureSet:
    """Return `features` with each column of each speaker's frames brought to mean 0 and deviation 1.

    The frames of all clips of a speaker count alike. Values are float16 as before.
    """
    values = features.values.astype(np.float32)
    speakers = np.repeat(features.clips["speaker"].to_numpy(), features.lengths)
    for speaker in sorted(set(speakers)):
        own = speakers == speaker
        frames = values[own].astype(np.float64)
        values[own] = (frames - frames.mean(axis=0)) / np.maximum(frames.std(axis=0), _LEAST)
    return replace(features, values=values.astype(np.float16))
