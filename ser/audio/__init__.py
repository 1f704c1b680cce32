"""Step 2, audio: every file is read, mixed, cut and resampled in this one place."""

from ser.audio.example import Example, load_example
from ser.audio.reading import read_window, resample

__all__ = ["Example", "load_example", "read_window", "resample"]
