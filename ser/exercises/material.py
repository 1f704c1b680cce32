"""What exercises work on: the demo corpus as numbers, and scores of a small model on it."""

from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ser.audio import load_example
from ser.corpora import demo
from ser.features import MfccSettings, mfcc
from ser.files import whole
from ser.outside import UNREADABLE

KEPT = Path("build") / "exercise-material"
"""Where measures are kept between exercises, below the folder that one works in."""


def demo_clips() -> pd.DataFrame:
    """Return the table of the 568 clips of the demo corpus: clip, corpus, speaker, sex, emotion, text and so on.

    Nothing is read or made for it: a made clip is what its name says.
    """
    return pd.DataFrame([vars(clip) for clip in demo.clips()])


def measures(samples: np.ndarray, settings: MfccSettings | None = None) -> np.ndarray:
    """Return mean and deviation of each coefficient over a clip, shape (2 * coefficients,), from the published window."""
    settings = settings or MfccSettings()
    found = mfcc(samples[int(settings.offset * settings.rate) :], settings)
    return np.concatenate([found.mean(axis=0), found.std(axis=0)])


def demo_measures() -> np.ndarray:
    """Return `measures` of every clip of `demo_clips`, shape (568, 80).

    It takes some twenty seconds the first time, and is then read from `build/exercise-material`.
    """
    kept = KEPT / f"measures-{demo.VERSION}.npz"  # which has check sums, where .npy has none
    try:
        with kept.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            found = stored["measures"]
        if found.shape == (len(demo.clips()), 2 * MfccSettings().coefficients):
            return found
    except UNREADABLE:
        pass  # not there yet, or not whole
    rate = MfccSettings().rate
    with threadpool_limits(1):
        found = np.array([measures(load_example(clip.clip, rate=rate).samples) for clip in demo.clips()])
    try:
        KEPT.mkdir(parents=True, exist_ok=True)
        with whole(kept) as beside, beside.open("wb") as new:
            np.savez(new, measures=found)
    except OSError:
        pass  # a folder that cannot be written costs time, and nothing else
    return found
