"""What one clip is as a recording: its file, its level, its silence, its spectrum and its course."""

from dataclasses import dataclass

import numpy as np

from ser import audio
from ser.features import MfccSettings, log_mel

_SILENCE = 0.01
"""Of the clip's peak: what lies below (-40 dB) before the first or after the last louder sample is silence."""

_SHAPE = 12
"""Coefficients of a course: 1 to 12, the rough shape of the spectrum; 0 is the level and stays out."""


@dataclass(frozen=True)
class Recording:
    """What was measured of one clip.

    `levels`: peak (share of full scale), rms_db, silence_before and silence_after (s), padding (share
    of the window). `file`: container, rate (Hz) and channels as they are in the file. `spectrum`: the
    mean mel spectrum in dB, shape (mel bands,). `course`: the cepstral coefficients of the sound
    without the silence around it, shape (frames, 12), float32.
    """

    levels: dict[str, float]
    file: dict[str, object]
    spectrum: np.ndarray
    course: np.ndarray


def measure_recording(path: str, settings: MfccSettings) -> Recording:
    """Read one clip and measure it; raises what `ser.audio.read_window` raises."""
    import soundfile
    from scipy.fft import dct
    from threadpoolctl import threadpool_limits

    header = soundfile.info(path)
    samples = audio.read_window(path, rate=settings.rate)
    seconds = len(samples) / settings.rate
    level = np.abs(samples)
    loud = np.flatnonzero(level > _SILENCE * level.max())
    window = max(0.0, min(seconds - settings.offset, settings.duration))
    # One thread: a sum over several has another last digit, and they would stand in each other's way.
    with threadpool_limits(1):
        decibels = log_mel(samples, settings)
    sound = decibels[loud[0] // settings.hop : loud[-1] // settings.hop + 1]
    return Recording(
        levels={
            "peak": round(float(level.max()), 4),
            "rms_db": round(float(10 * np.log10(np.mean(samples.astype(np.float64) ** 2))), 2),
            "silence_before": round(float(loud[0] / settings.rate), 3),
            "silence_after": round(float((len(samples) - 1 - loud[-1]) / settings.rate), 3),
            "padding": round(1 - window / settings.duration, 4),
        },
        file={"container": header.format, "rate": header.samplerate, "channels": header.channels},
        spectrum=decibels.mean(axis=0),
        course=dct(sound, norm="ortho", axis=1)[:, 1 : _SHAPE + 1].astype(np.float32),
    )
