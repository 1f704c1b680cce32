import io
import warnings

import numpy as np
import pytest
import soundfile

from ser.audio import read_window, resample
from ser.corpora import combine
from ser.errors import DataDamaged, DataMissing

IRREGULAR = (
    "RAVDESS/03-01-02-01-01-02-01",
    "RAVDESS/03-01-03-01-02-01-20",
    "TESS/OAF_bite_neutral",
    "TESS/OAF_food_fear",
    "TESS/YAF_germ_angry",
    "TESS/YAF_neat_fear",
)


def _librosa(path, offset, duration, rate=22_050):
    import librosa

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return librosa.load(path, sr=rate, offset=offset, duration=duration)[0]


@pytest.fixture
def clip(tmp_path, made_clip):
    """Return a function that writes a made clip, or the bytes given, and gives its path."""

    def write(content=None, name="clip.wav", **options):
        path = tmp_path / name
        path.write_bytes(made_clip(**options) if content is None else content)
        return path

    return write


# the same values as librosa


@pytest.mark.parametrize(
    ("rate", "channels", "form", "subtype"),
    [
        (48_000, 1, "WAV", "PCM_16"),
        (48_000, 2, "WAV", "PCM_16"),
        (44_100, 1, "WAV", "PCM_24"),
        (24_414, 1, "WAV", "PCM_16"),
        (24_414, 1, "AIFF", "PCM_16"),
        (96_000, 1, "WAV", "PCM_16"),
        (22_050, 2, "WAV", "FLOAT"),
        (16_000, 2, "FLAC", "PCM_16"),
    ],
)
@pytest.mark.parametrize(
    ("seconds", "offset", "duration"), [(4.0, 0.5, 3.0), (1.3, 0.5, 3.0), (0.7, 0.0, None)]
)
def test_a_window_is_what_librosa_load_gives(clip, rate, channels, form, subtype, seconds, offset, duration):
    path = clip(seconds=seconds, rate=rate, channels=channels, form=form, subtype=subtype)
    samples = read_window(path, offset=offset, duration=duration)
    expected = _librosa(path, offset, duration)
    assert samples.dtype == np.float32
    assert samples.shape == expected.shape
    assert np.abs(expected).max() > 0.05
    np.testing.assert_allclose(samples, expected, atol=1e-4, rtol=0)


def test_another_rate_than_the_default(clip):
    path = clip(seconds=1, rate=48_000)
    np.testing.assert_allclose(read_window(path, rate=16_000), _librosa(path, 0, None, 16_000), atol=1e-4)


def test_a_window_has_at_most_its_duration_and_begins_at_its_offset(clip):
    path = clip(seconds=2, rate=22_050)
    whole = read_window(path)
    assert len(whole) == 44_100
    np.testing.assert_array_equal(read_window(path, offset=0.5, duration=1.0), whole[11_025:33_075])
    np.testing.assert_array_equal(read_window(path, offset=1.5, duration=3.0), whole[33_075:])


def test_identical_channels_give_the_same_as_one(clip, made_clip):
    """Five RAVDESS clips are stereo with identical channels."""
    mono, rate = soundfile.read(io.BytesIO(made_clip(1.0, rate=48_000)), dtype="int16")
    both = clip(b"", "both.wav")
    soundfile.write(both, np.stack([mono, mono], axis=1), rate)
    np.testing.assert_allclose(
        read_window(both, offset=0.5), read_window(clip(seconds=1.0, rate=48_000), offset=0.5), atol=1e-7
    )


def test_channels_are_averaged_not_chosen(tmp_path):
    tracks = np.stack([np.full(4000, 0.5), np.full(4000, -0.1)], axis=1)
    soundfile.write(tmp_path / "x.wav", tracks, 22_050, subtype="FLOAT")
    np.testing.assert_allclose(read_window(tmp_path / "x.wav"), 0.2, atol=1e-6)


@pytest.mark.parametrize("native", [8_000, 16_000, 22_050, 24_414, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("count", [1, 777, 24_414])
def test_resampling_gives_the_length_librosa_gives(native, count):
    samples = np.random.default_rng(0).normal(size=count).astype(np.float32)
    changed = resample(samples, native, 22_050)
    assert changed.shape == (int(np.ceil(count * 22_050 / native)),)
    assert changed.dtype == np.float32


def test_resampling_keeps_a_tone():
    time = np.arange(48_000) / 48_000
    changed = resample(np.sin(2 * np.pi * 440 * time).astype(np.float32), 48_000, 22_050)
    expected = np.sin(2 * np.pi * 440 * np.arange(22_050) / 22_050)
    np.testing.assert_allclose(changed[500:-500], expected[500:-500], atol=1e-3)


# bad input


def test_no_such_file(tmp_path, refuses):
    with refuses(DataMissing, "no audio file", tmp_path / "no.wav", "expected an existing file", "check"):
        read_window(tmp_path / "no.wav")
    with refuses(DataMissing, "no audio file", tmp_path):
        read_window(tmp_path)


def test_empty_file(clip, refuses):
    path = clip(b"")
    with refuses(DataDamaged, path, "empty file (0 bytes)", "expected audio", "restore the file"):
        read_window(path)


@pytest.mark.parametrize("content", [b"hello " * 100, b"RIFF\x24\0\0\0WAVE", b"fLaC", b"\0"])
def test_not_audio(clip, refuses, content):
    path = clip(content)
    with refuses(DataDamaged, path, "not audio", "expected WAV, FLAC or AIFF", "restore the file"):
        read_window(path)


@pytest.mark.parametrize("kept", [0.5, 0.999])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_wav_that_is_cut_short(clip, made_clip, refuses, kept, channels):
    whole = made_clip(2.0, channels=channels)
    path = clip(whole[: int(len(whole) * kept)])
    promised, received = 2 * 44_100 * channels, int(len(whole) * kept) - 44
    with refuses(
        DataDamaged, path, "cut short", f"promises {promised} bytes", f"received {received}", "restore"
    ):
        read_window(path, offset=0.5, duration=3)


def test_a_flac_that_is_cut_short(clip, made_clip, refuses):
    whole = made_clip(2.0, form="FLAC")
    path = clip(whole[: len(whole) // 2], "clip.flac")
    with refuses(DataDamaged, path, "restore the file"):
        read_window(path, offset=0.5, duration=3)


def test_an_aiff_that_is_cut_short(clip, made_clip, refuses):
    whole = made_clip(2.0, form="AIFF")
    path = clip(whole[: len(whole) * 3 // 4])
    with refuses(DataDamaged, path, "cut short", "restore the file"):
        read_window(path, offset=0.5, duration=3)


def test_too_short_for_the_window(clip, refuses):
    path = clip(seconds=0.4)
    with refuses(DataDamaged, path, "too short", "received 0.40 s", "more than 0.5 s", "leave the clip out"):
        read_window(path, offset=0.5, duration=3)
    assert len(read_window(path, offset=0.39)) == 221


def test_no_sample_at_all(clip, refuses):
    path = clip(seconds=0)
    with refuses(DataDamaged, path, "too short", "received 0.00 s"):
        read_window(path)


def test_silent_inside_the_window(tmp_path, refuses):
    path = tmp_path / "silent.wav"
    soundfile.write(path, np.r_[np.full(4000, 0.5), np.zeros(30_000)], 22_050)
    with refuses(DataDamaged, path, "silent", "expected speech", "leave the clip out"):
        read_window(path, offset=0.5)
    assert read_window(path).any()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite(tmp_path, refuses, value):
    samples = np.full(20_000, 0.1)
    samples[15_000] = value
    path = tmp_path / "wild.wav"
    soundfile.write(path, samples, 22_050, subtype="FLOAT")
    with refuses(DataDamaged, path, "not finite", "expected samples in [-1, 1]", "restore the file"):
        read_window(path, offset=0.5)


# the real files


def test_real_clips_are_read_as_librosa_reads_them(sample_root):
    paths = combine(sample_root, allow_missing=True).clips.set_index("clip")["path"]
    for clip in {*IRREGULAR, *paths.index[::60]}:
        samples = read_window(paths[clip], offset=0.5, duration=3.0)
        expected = _librosa(paths[clip], 0.5, 3.0)
        assert samples.shape == expected.shape, clip
        np.testing.assert_allclose(samples, expected, atol=1e-4, rtol=0, err_msg=clip)
