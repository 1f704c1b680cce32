"""Read one window of one audio file at one rate, with the values `librosa.load` gives."""

import re
from pathlib import Path

import numpy as np

from ser.errors import DataDamaged, DataMissing

# libsndfile reports sound data (WAV: data, AIFF: SSND) shorter than the header promises as "(should be N)".
_CUT_SHORT = re.compile(r"^\s*(?:data|SSND)\s*:\s*(\d+)\s*\(should be (\d+)\)", re.MULTILINE)


def read_window(
    path: Path | str, *, rate: int = 22050, offset: float = 0.0, duration: float | None = None
) -> np.ndarray:
    """Return mono samples, shape (n,), float32 in about [-1, 1], at `rate` Hz.

    The window begins `offset` seconds into the file and lasts at most `duration` seconds (None: to
    the end). Channels are averaged; other rates are resampled with soxr's "HQ" quality. Any format
    libsndfile knows is read by content, not by name (TESS holds AIFF inside `.wav`).

    Raises:
        DataMissing: there is no such file.
        DataDamaged: empty, not audio, cut short, no sample inside the window, silent, or with
            values that are not finite.
    """
    import soundfile

    path = Path(path)
    if not path.is_file():
        raise DataMissing(f"no audio file {path}; expected an existing file; check the path")
    if path.stat().st_size == 0:
        raise DataDamaged(f"{path}: empty file (0 bytes); expected audio; restore the file")
    try:
        with soundfile.SoundFile(path) as sound:
            cut = _CUT_SHORT.search(sound.extra_info)
            if cut:
                raise DataDamaged(
                    f"{path}: cut short, header promises {cut[1]} bytes of audio, received {cut[2]}; restore the file"
                )
            start = int(offset * sound.samplerate)
            length = -1 if duration is None else int(duration * sound.samplerate)
            if sound.frames <= start:
                seconds = sound.frames / sound.samplerate
                raise DataDamaged(
                    f"{path}: too short, received {seconds:.2f} s, expected more than {offset:g} s; leave the clip out"
                )
            sound.seek(start)
            samples = sound.read(length, dtype="float32", always_2d=True)
            native = sound.samplerate
    except soundfile.LibsndfileError as error:
        reason = error.error_string.strip().rstrip(".")
        raise DataDamaged(
            f"{path}: not audio ({reason}); expected WAV, FLAC or AIFF; restore the file"
        ) from error
    mono = samples.mean(axis=1) if samples.shape[1] > 1 else samples[:, 0]
    if not np.isfinite(mono).all():
        raise DataDamaged(
            f"{path}: holds values that are not finite; expected samples in [-1, 1]; restore the file"
        )
    if not mono.any():
        raise DataDamaged(
            f"{path}: silent, every sample of the window is zero; expected speech; leave the clip out"
        )
    return resample(mono, native, rate)


def resample(samples: np.ndarray, native: int, rate: int) -> np.ndarray:
    """Return `samples`, shape (n,), taken from `native` Hz to `rate` Hz, ceil(n * rate / native) long."""
    import soxr

    if native == rate:
        return samples
    wanted = int(np.ceil(len(samples) * rate / native))
    changed = soxr.resample(samples, native, rate, quality="HQ")
    if len(changed) < wanted:
        changed = np.pad(changed, (0, wanted - len(changed)))
    return np.ascontiguousarray(changed[:wanted])
