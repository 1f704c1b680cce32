"""Read one window of one audio file at one rate, with the values `librosa.load` gives."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ser.audio.kinds import NEEDED, kind_of
from ser.corpora.headers import CUT_SHORT, UNKNOWN_LENGTH
from ser.errors import BadValue, DataDamaged, DataMissing, SerError

if TYPE_CHECKING:
    from soundfile import SoundFile

# Rates that recorders write: telephones begin at 8000 Hz, the fastest converters end at 768 kHz.
_RATES = (1_000, 768_000)
# Float files may pass full scale a little; samples on another scale (those of 16 bit, say) pass this.
_LOUDEST = 100.0
# An MP3 without an index has a length that is estimated, to about a frame of 1152 samples.
_MP3_FRAMES = 2 * 1152
_BLOCK = 2**20
_READABLE = "WAV, FLAC or AIFF"
_UNCLEAR = {"Internal error : SF_INFO struct incomplete": "its header has no usable sample rate or length"}
_NO_FILE = {
    errno.ENOENT: "",
    errno.ENOTDIR: " (its path leads through a file)",
    errno.EISDIR: " (a folder)",
    errno.ELOOP: " (a link that leads back to itself)",
    errno.ENAMETOOLONG: " (its name is too long)",
    errno.ENXIO: " (a pipe or device)",
    # What macOS says of a socket.
    errno.EOPNOTSUPP: " (a pipe or device)",
}


def read_window(
    path: Path | str, *, rate: int = 22050, offset: float = 0.0, duration: float | None = None
) -> np.ndarray:
    """Return mono samples, shape (n,), float32 in about [-1, 1], at `rate` Hz.

    The window begins `offset` seconds into the file and lasts at most `duration` seconds (None: to
    the end). Channels are averaged; other rates are resampled with soxr's "HQ" quality. Any format
    libsndfile knows is read, by content and not by name (TESS holds AIFF inside `.wav`): WAV in all
    its forms, AIFF and FLAC, of 8 to 32 bits or float, 1000 to 768000 Hz, any number of channels;
    also MP3 and Ogg, where a file that was cut short cannot always be told from a whole one.

    A clipped recording is read as it is: overload is how a shout was recorded, not damage to the
    file, and leaving such clips out would leave out the loudest emotions.

    Raises:
        BadValue: a rate or duration that is not above 0, or an offset below 0.
        DataMissing: there is no such file, or it is a folder, pipe or device.
        DataDamaged: not permitted to read, empty, not audio, cut short, no sample inside the window,
            silent, of an impossible rate, or with values that are not finite or far outside [-1, 1].
    """
    if not 0 < rate < np.inf:
        raise BadValue(f"rate of {rate} Hz; expected a number above 0; give the rate of the features")
    if not 0 <= offset < np.inf:
        raise BadValue(f"offset of {offset} s; expected 0 or more seconds; give where the window begins")
    if duration is not None and not 0 < duration < np.inf:
        raise BadValue(f"duration of {duration} s; expected more than 0 seconds, or None for all")
    path = Path(path)
    with _opened(path) as descriptor:
        samples, native = _decode(descriptor, shown(path), offset, duration)
    _check(samples, shown(path))
    return resample(samples, native, rate)


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


def shown(path: Path) -> str:
    """Return a path in one line: what would break it or cannot be printed is escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(path))


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Give the descriptor of a file with something in it; say what is wrong with anything else."""
    try:
        # Without O_NONBLOCK, opening a pipe waits for somebody to write into it.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise _refusal(path, error) from error
    except ValueError as error:
        # A path with a zero character, which no file has.
        raise _refusal(path, OSError(errno.ENOENT, str(error))) from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            kind = errno.EISDIR if stat.S_ISDIR(status.st_mode) else errno.ENXIO
            raise _refusal(path, OSError(kind, os.strerror(kind)))
        if status.st_size == 0:
            raise DataDamaged(f"{shown(path)}: empty file (0 bytes); expected audio; restore the file")
        yield descriptor
    finally:
        os.close(descriptor)


def _decode(descriptor: int, name: str, offset: float, duration: float | None) -> tuple[np.ndarray, int]:
    """Return the window's samples averaged over channels, and their rate."""
    import soundfile

    try:
        # The open file and not its path: from a name, libsndfile takes text.au for sound without a header.
        sound = soundfile.SoundFile(descriptor, closefd=False)
    except soundfile.LibsndfileError as error:
        kind = kind_of(os.pread(descriptor, NEEDED, 0))
        if kind:
            raise DataDamaged(
                f"{name}: {kind}, which is not read here; expected {_READABLE}; save its sound as PCM WAV"
            ) from error
        raise DataDamaged(
            f"{name}: not audio ({_reason(error)}); expected {_READABLE}; restore the file"
        ) from error
    with sound:
        try:
            return _mono_window(sound, name, offset, duration), sound.samplerate
        except SerError:
            raise
        except (soundfile.LibsndfileError, ValueError) as error:
            # A ValueError is numpy's: an MP3 whose length is less than where its reading stands.
            raise DataDamaged(
                f"{name}: damaged inside ({_reason(error)}); expected whole {_READABLE}; restore the file"
            ) from error


def _mono_window(sound: "SoundFile", name: str, offset: float, duration: float | None) -> np.ndarray:
    native, frames = sound.samplerate, sound.frames
    if not _RATES[0] <= native <= _RATES[1]:
        raise DataDamaged(
            f"{name}: a sample rate of {native} Hz; expected {_RATES[0]} to {_RATES[1]}; restore the file"
        )
    if frames > UNKNOWN_LENGTH:
        raise DataDamaged(f"{name}: never finished, its header names no length; write the file again")
    shorter = CUT_SHORT.search(sound.extra_info)
    if shorter and int(shorter[1]) > int(shorter[2]):
        raise DataDamaged(
            f"{name}: cut short, header promises {shorter[1]} bytes, received {shorter[2]}; restore the file"
        )
    if frames == 0:
        raise DataDamaged(f"{name}: no samples, the header promises none; expected speech; restore the file")
    if sound.format == "FLAC" and not _has_last(sound):
        raise DataDamaged(
            f"{name}: cut short, header promises {frames} samples, the last is not there; restore the file"
        )
    start = int(offset * native)
    if frames <= start:
        raise DataDamaged(
            f"{name}: too short, received {frames / native:.2f} s, expected more than {offset:g} s; "
            "leave the clip out"
        )
    wanted = frames - start if duration is None else min(int(duration * native), frames - start)
    _go_to(sound, start)
    samples = _averaged(sound, wanted)
    if len(samples) < wanted - (_MP3_FRAMES if sound.format == "MP3" else 0):
        raise DataDamaged(
            f"{name}: cut short, header promises {frames} samples, received {start + len(samples)}; "
            "restore the file"
        )
    return samples


def _has_last(sound: "SoundFile") -> bool:
    """Whether the last sample the header promises is there (the log says it of other formats, not of FLAC)."""
    from soundfile import LibsndfileError

    try:
        sound.seek(sound.frames - 1)
        return len(sound.read(1)) == 1
    except LibsndfileError:
        return False


def _go_to(sound: "SoundFile", start: int) -> None:
    """Stand at a sample; the codecs of telephones (GSM 6.10, G.721) cannot seek and are read up to there."""
    if sound.seekable():
        sound.seek(start)
        return
    while start > 0 and (passed := len(sound.read(min(start, _BLOCK), dtype="float32", always_2d=True))):
        start -= passed


def _averaged(sound: "SoundFile", wanted: int) -> np.ndarray:
    """Read up to `wanted` samples, in blocks: a header that promises too much costs no memory."""
    parts: list[np.ndarray] = []
    left = wanted
    while left > 0:
        block = sound.read(min(left, _BLOCK), dtype="float32", always_2d=True)
        if len(block) == 0:
            break
        with np.errstate(over="ignore", invalid="ignore"):
            parts.append(block.mean(axis=1) if block.shape[1] > 1 else block[:, 0])
        left -= len(block)
    return parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, np.float32), *parts])


def _check(samples: np.ndarray, name: str) -> None:
    if len(samples) == 0:
        raise DataDamaged(f"{name}: no sample in the window; expected a longer one; leave the clip out")
    # A value that is not a number makes both ends of the range one.
    peak = np.maximum(samples.max(), -samples.min())
    if not np.isfinite(peak):
        raise DataDamaged(
            f"{name}: holds values that are not finite; expected samples in [-1, 1]; restore the file"
        )
    if peak == 0:
        raise DataDamaged(
            f"{name}: silent, every sample of the window is zero; expected speech; leave the clip out"
        )
    if peak > _LOUDEST:
        raise DataDamaged(
            f"{name}: samples of up to {peak:.3g}; expected about [-1, 1]; write the file again in that range"
        )


def _refusal(path: Path, error: OSError) -> SerError:
    """Return what to tell when the file itself cannot be opened."""
    name = shown(path)
    if isinstance(error, PermissionError):
        return DataDamaged(f"{name}: no permission to read it; expected a readable file; allow it with chmod")
    if error.errno not in _NO_FILE:
        return DataDamaged(f"{name}: cannot be read ({error.strerror}); expected audio; restore the file")
    dangling = error.errno == errno.ENOENT and path.is_symlink()
    why = " (a link that leads nowhere)" if dangling else _NO_FILE[error.errno]
    return DataMissing(f"{name}: no audio file{why}; expected an existing file; check the path")


def _reason(error: Exception) -> str:
    """Return libsndfile's reason without its full stop."""
    reason = " ".join(getattr(error, "error_string", str(error)).split()).rstrip(".")
    return _UNCLEAR.get(reason, reason)
