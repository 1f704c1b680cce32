"""Changed bytes anywhere in a file give samples or an error of ours, in one line, and nothing else."""

import io
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import example, given
from hypothesis import strategies as st
from strangers import examples

from ser.audio import read_window
from ser.errors import DataDamaged, DataMissing

EXAMPLES = examples(120)

KINDS = {
    "WAV 16": ("WAV", "PCM_16"),
    "WAV 8": ("WAV", "PCM_U8"),
    "WAV float": ("WAV", "FLOAT"),
    "WAV ADPCM": ("WAV", "IMA_ADPCM"),
    "WAVEX": ("WAVEX", "PCM_24"),
    "RF64": ("RF64", "PCM_16"),
    "AIFF": ("AIFF", "PCM_16"),
    "AIFF float": ("AIFF", "FLOAT"),
    "FLAC 16": ("FLAC", "PCM_16"),
    "FLAC 24": ("FLAC", "PCM_24"),
}
HEADER = 128

# A place counts from the beginning; what is put there replaces as many bytes, or goes between them.
_BYTES = st.one_of(
    st.binary(min_size=1, max_size=4),
    st.sampled_from([b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x80\0\0\0", b"\x01\0\0\0"]),
)
_CHANGES = st.lists(
    st.tuples(st.integers(0, HEADER), _BYTES, st.sampled_from(["replace", "insert", "delete"])), max_size=5
)
_LENGTHS = st.one_of(st.none(), st.integers(0, 2000))


@cache
def _whole(kind, channels):
    rng = np.random.default_rng(3)
    sound = 0.3 * rng.normal(size=(2000, channels)).clip(-3, 3)
    form, subtype = KINDS[kind]
    buffer = io.BytesIO()
    soundfile.write(buffer, sound, 8000, format=form, subtype=subtype)
    return buffer.getvalue()


def _changed(content, changes, kept):
    changed = bytearray(content)
    for place, new, how in changes:
        changed[place : place if how == "insert" else place + len(new)] = b"" if how == "delete" else new
    return bytes(changed[:kept])


def _read(content, window):
    """Return what is read of a file with this content, or the error of ours."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.wav"
        path.write_bytes(content)
        try:
            return read_window(path, offset=window[0], duration=window[1])
        except DataDamaged as error:
            line = str(error)
            assert line.startswith(f"{path}: ") and line.isprintable()
            assert "; " in line.removeprefix(f"{path}: "), "no remedy"
            return error


@pytest.mark.parametrize("kind", KINDS)
@EXAMPLES
@given(
    channels=st.sampled_from([1, 2]),
    changes=_CHANGES,
    kept=_LENGTHS,
    window=st.sampled_from([(0.0, None), (0.1, 0.1), (0.5, 3.0)]),
)
@example(channels=1, changes=[], kept=None, window=(0.0, None))
def test_a_changed_file_is_read_or_refused(kind, channels, changes, kept, window):
    outcome = _read(_changed(_whole(kind, channels), changes, kept), window)
    if isinstance(outcome, DataDamaged):
        return
    assert outcome.dtype == np.float32 and outcome.ndim == 1 and len(outcome) > 0
    assert np.isfinite(outcome).all() and outcome.any()
    if window[1]:
        assert len(outcome) <= window[1] * 22_050 + 1


@EXAMPLES
@given(content=st.binary(max_size=400))
def test_bytes_of_any_kind_are_read_or_refused(content):
    outcome = _read(content, (0.0, None))
    assert isinstance(outcome, DataDamaged | np.ndarray)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_changed_is_read(kind):
    assert len(_read(_whole(kind, 2), (0.0, 0.2))) == 4410


@EXAMPLES
@given(name=st.text(max_size=300))
def test_a_path_of_any_kind_is_refused_in_one_line(name):
    with tempfile.TemporaryDirectory() as folder:
        try:
            read_window(Path(folder, "absent", name))
        except DataMissing as error:
            line = str(error)
    assert ": no audio file" in line and line.isprintable()
