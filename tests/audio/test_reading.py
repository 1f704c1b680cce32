import hashlib
import io
import struct
import warnings

import numpy as np
import pytest
import soundfile

from ser.audio import read_window, resample
from ser.errors import BadValue, DataDamaged, DataMissing

IRREGULAR = (
    # stereo with identical channels
    "03-01-02-01-01-02-01",
    "03-01-08-01-02-02-01",
    "03-01-02-01-02-02-05",
    "03-01-03-01-02-01-20",
    "03-01-06-01-01-02-20",
    # the same bytes twice
    "03-01-03-01-02-01-07",
    "03-01-03-01-02-02-07",
    # a misspelt speaker, 96 kHz, AIFF inside .wav
    "OA_bite_neutral",
    "OAF_food_fear",
    "YAF_germ_angry",
    "YAF_neat_fear",
)
RATES = (8_000, 11_025, 16_000, 22_050, 24_414, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000)
KINDS = (
    ("WAV", "PCM_U8"),
    ("WAV", "PCM_16"),
    ("WAV", "PCM_24"),
    ("WAV", "PCM_32"),
    ("WAV", "FLOAT"),
    ("WAV", "DOUBLE"),
    ("WAV", "ULAW"),
    ("WAVEX", "PCM_16"),
    ("WAVEX", "PCM_24"),
    ("WAVEX", "FLOAT"),
    ("RF64", "PCM_16"),
    ("RF64", "FLOAT"),
    ("FLAC", "PCM_S8"),
    ("FLAC", "PCM_16"),
    ("FLAC", "PCM_24"),
    ("AIFF", "PCM_S8"),
    ("AIFF", "PCM_16"),
    ("AIFF", "PCM_24"),
    ("AIFF", "PCM_32"),
    ("AIFF", "FLOAT"),
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


def _check_against_librosa(path, offset, duration, rate=22_050):
    samples = read_window(path, rate=rate, offset=offset, duration=duration)
    expected = _librosa(path, offset, duration, rate)
    assert samples.dtype == np.float32
    assert samples.shape == expected.shape
    assert np.abs(expected).max() > 0.05
    np.testing.assert_allclose(samples, expected, atol=1e-4, rtol=0)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(("form", "subtype"), KINDS)
def test_every_kind_of_file_is_what_librosa_load_gives(clip, form, subtype, channels):
    path = clip(seconds=0.7, rate=24_414, channels=channels, form=form, subtype=subtype)
    _check_against_librosa(path, 0.2, 0.4)


@pytest.mark.parametrize("subtype", ["GSM610", "G721_32", "NMS_ADPCM_16", "NMS_ADPCM_24", "NMS_ADPCM_32"])
def test_codecs_of_telephones_which_cannot_seek_are_read(tmp_path, subtype):
    path = tmp_path / "telephone.wav"
    soundfile.write(path, 0.3 * np.sin(np.arange(24_000) / 10), 8_000, subtype=subtype)
    whole, _ = soundfile.read(path, dtype="float32")
    np.testing.assert_array_equal(
        read_window(path, rate=8_000, offset=0.5, duration=1.0), whole[4_000:12_000]
    )
    np.testing.assert_array_equal(read_window(path, rate=8_000), whole)
    with pytest.raises(DataDamaged, match="too short"):
        read_window(path, offset=9.0)
    path.write_bytes(path.read_bytes()[:2_000])
    with pytest.raises(DataDamaged, match="cut short"):
        read_window(path)


@pytest.mark.parametrize("form", ["WAV", "AIFF", "FLAC"])
@pytest.mark.parametrize("rate", RATES)
def test_every_rate_is_what_librosa_load_gives(clip, rate, form):
    _check_against_librosa(clip(seconds=0.7, rate=rate, form=form), 0.2, 0.4)


@pytest.mark.parametrize("form", ["WAV", "WAVEX", "RF64", "AIFF", "FLAC"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 6])
def test_any_number_of_channels_is_what_librosa_load_gives(clip, channels, form):
    _check_against_librosa(clip(seconds=0.7, rate=48_000, channels=channels, form=form), 0.2, 0.4)


@pytest.mark.parametrize(
    ("seconds", "offset", "duration"), [(4.0, 0.5, 3.0), (1.3, 0.5, 3.0), (0.7, 0.0, None)]
)
@pytest.mark.parametrize("rate", [22_050, 24_414, 48_000])
def test_a_window_is_what_librosa_load_gives(clip, rate, seconds, offset, duration):
    _check_against_librosa(clip(seconds=seconds, rate=rate, channels=2), offset, duration)


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
def test_every_rate_asked_for_is_what_librosa_load_gives(clip, rate):
    _check_against_librosa(clip(seconds=0.7, rate=32_000), 0.2, None, rate)


def test_a_window_longer_than_one_block_is_read_whole(clip, monkeypatch):
    path = clip(seconds=1.0, rate=22_050, channels=2, form="FLAC")
    whole = read_window(path)
    monkeypatch.setattr("ser.audio.reading._BLOCK", 1000)
    np.testing.assert_array_equal(read_window(path), whole)
    np.testing.assert_array_equal(read_window(path, offset=0.3, duration=0.5), whole[6615:17_640])


# values, from the definition of each kind


@pytest.mark.parametrize("form", ["WAV", "AIFF", "FLAC", "RF64"])
@pytest.mark.parametrize(("subtype", "bits"), [("PCM_16", 16), ("PCM_24", 24)])
def test_integers_are_shares_of_full_scale(tmp_path, form, subtype, bits):
    levels = np.array([-(2 ** (bits - 1)), -12_345, -1, 0, 1, 20_000, 2 ** (bits - 1) - 1])
    path = tmp_path / "levels.wav"
    soundfile.write(path, (levels << (32 - bits)).astype(np.int32), 22_050, subtype=subtype, format=form)
    np.testing.assert_array_equal(read_window(path), (levels / 2 ** (bits - 1)).astype(np.float32))


def test_eight_bits_of_a_wav_have_their_zero_at_128(tmp_path):
    levels = np.array([0, 1, 64, 128, 129, 255], np.uint8)
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 42, b"WAVE", b"fmt ", 16, 1, 1, 22_050, 22_050, 1, 8, b"data", 6
    )
    (tmp_path / "eight.wav").write_bytes(header + levels.tobytes())
    np.testing.assert_array_equal(
        read_window(tmp_path / "eight.wav"), (levels.astype(np.float32) - 128) / 128
    )


@pytest.mark.parametrize("subtype", ["FLOAT", "DOUBLE"])
def test_floats_are_kept_also_above_full_scale(tmp_path, subtype):
    levels = np.array([-1.5, -1, -1e-6, 0, 0.25, 1, 1.25], np.float32)
    soundfile.write(tmp_path / "float.wav", levels, 22_050, subtype=subtype)
    np.testing.assert_array_equal(read_window(tmp_path / "float.wav"), levels)


@pytest.mark.parametrize(
    ("form", "ending"), [("AIFF", ".wav"), ("FLAC", ".wav"), ("WAV", ".flac"), ("WAV", ".raw")]
)
def test_the_name_of_a_file_does_not_say_what_it_holds(clip, form, ending):
    """TESS holds two AIFF files under the name .wav."""
    samples = read_window(clip(form=form, name=f"odd{ending}"))
    np.testing.assert_allclose(samples, read_window(clip()), atol=1e-4)


# window, channels, resampling


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


# bad input; tests/test_bad_input.py has the lines that people see


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("rate", 0, "expected a number above 0"),
        ("rate", float("nan"), "expected a number above 0"),
        ("offset", -0.5, "expected 0 or more seconds"),
        ("offset", float("nan"), "expected 0 or more seconds"),
        ("duration", 0.0, "expected more than 0 seconds"),
        ("duration", float("inf"), "expected more than 0 seconds"),
    ],
)
def test_a_window_that_is_none(clip, refuses, setting, value, words):
    with refuses(BadValue, setting, value, words):
        read_window(clip(), **{setting: value})


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


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"#!AMR\n", "AMR"),
        (b"#!AMR-WB\n", "AMR"),
        (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), "WMA or WMV"),
        (b"\0\0\0\x18ftypmp42", "MP4 or M4A"),
        (b"\x1a\x45\xdf\xa3", "WebM or Matroska"),
        (b"RIFF\xff\0\0\0AVI LIST", "a video"),
        (b"\0\0\1\xba", "a video"),
        ((b"G" + bytes(187)) * 3, "a video"),
    ],
)
def test_what_is_not_read_is_named(clip, refuses, content, kind):
    path = clip(content + b"x" * 900)
    with refuses(DataDamaged, f"{path}: {kind}, which is not read here", "expected WAV", "save its sound as"):
        read_window(path)


@pytest.mark.parametrize("form", ["WAV", "WAVEX", "RF64", "W64", "AIFF", "FLAC", "AU"])
@pytest.mark.parametrize("kept", [0.5, 0.999])
@pytest.mark.parametrize("window", [(0.0, 0.2), (0.5, 3.0), (0.0, None)])
def test_a_file_that_is_cut_short_is_found_out_wherever_the_window_is(
    clip, made_clip, refuses, form, kept, window
):
    whole = made_clip(2.0, form=form)
    path = clip(whole[: int(len(whole) * kept)])
    with refuses(DataDamaged, path, "cut short", "header promises", "restore the file"):
        read_window(path, offset=window[0], duration=window[1])


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


def test_too_short_for_the_window(clip, refuses):
    path = clip(seconds=0.4)
    with refuses(DataDamaged, path, "too short", "received 0.40 s", "more than 0.5 s", "leave the clip out"):
        read_window(path, offset=0.5, duration=3)
    assert len(read_window(path, offset=0.39)) == 221


def test_no_sample_at_all(clip, refuses):
    path = clip(seconds=0)
    with refuses(DataDamaged, path, "no samples", "restore the file"):
        read_window(path)


def test_a_window_shorter_than_a_sample(clip, refuses):
    with refuses(DataDamaged, "no sample in the window", "leave the clip out"):
        read_window(clip(), duration=1e-6)


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


@pytest.mark.parametrize("name", IRREGULAR)
def test_irregular_real_clips_are_read_as_librosa_reads_them(sample_root, name):
    (path,) = sample_root.rglob(f"{name}.wav")
    for offset, duration in ((0.5, 3.0), (0.0, None)):
        samples = read_window(path, offset=offset, duration=duration)
        expected = _librosa(path, offset, duration)
        assert samples.shape == expected.shape
        np.testing.assert_allclose(samples, expected, atol=1e-4, rtol=0)


def test_real_clips_are_read_as_librosa_reads_them(sample_root):
    paths = sorted(sample_root.rglob("*.wav"))[::40]
    assert paths, f"SER_SAMPLE is {sample_root}, which holds no .wav"
    for path in paths:
        samples = read_window(path, offset=0.5, duration=3.0)
        expected = _librosa(path, 0.5, 3.0)
        assert samples.shape == expected.shape, path.name
        np.testing.assert_allclose(samples, expected, atol=1e-4, rtol=0, err_msg=path.name)


def test_the_samples_of_irregular_real_clips_are_what_they_were(sample_root):
    """Trained results rest on them. Not resampled, for its last bit may differ between processors."""
    digest = hashlib.sha256()
    for name in IRREGULAR:
        (path,) = sample_root.rglob(f"{name}.wav")
        digest.update(read_window(path, rate=soundfile.info(path).samplerate, offset=0.5).tobytes())
    assert digest.hexdigest() == "4f7e7e8c2198b5d5dc0b7dba70392bc23a8c0a84403e50b5bc474df30a75f4e7"
