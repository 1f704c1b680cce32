import warnings

import numpy as np
import pytest

from ser.audio import read_window
from ser.corpora import combine
from ser.errors import BadValue
from ser.features import MfccSettings, log_mel, mel_filters, mfcc, power_spectrum

OTHER = MfccSettings(rate=16_000, coefficients=13, frame_length=1024, hop=160, mel_bands=64, duration=1.0)


@pytest.fixture(autouse=True)
def _librosa_may_warn():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _librosa_mfcc(samples, settings):
    import librosa

    return librosa.feature.mfcc(
        y=samples,
        sr=settings.rate,
        n_mfcc=settings.coefficients,
        n_fft=settings.frame_length,
        hop_length=settings.hop,
        n_mels=settings.mel_bands,
    ).T


@pytest.fixture(scope="module")
def noisy():
    """Two seconds of a sweep with noise and a silent stretch, at 22,050 Hz."""
    rng = np.random.default_rng(3)
    time = np.arange(44_100) / 22_050
    sound = 0.3 * np.sin(2 * np.pi * (200 * time + 900 * time**2)) + 0.01 * rng.normal(size=len(time))
    sound[15_000:22_000] = 0
    return sound.astype(np.float32)


# equal to librosa


@pytest.mark.parametrize(
    ("rate", "channels", "form"),
    [(48_000, 1, "WAV"), (44_100, 1, "WAV"), (24_414, 1, "AIFF"), (16_000, 2, "WAV"), (22_050, 1, "FLAC")],
)
@pytest.mark.parametrize("seconds", [4.0, 1.3])
def test_a_file_gives_the_coefficients_that_the_published_scripts_compute(
    tmp_path, made_clip, rate, channels, form, seconds
):
    import librosa

    path = tmp_path / "clip.wav"
    path.write_bytes(made_clip(seconds, rate=rate, channels=channels, form=form, seed=rate % 7))
    ours = mfcc(read_window(path, offset=0.5, duration=3.0))
    theirs = librosa.feature.mfcc(y=librosa.load(path, offset=0.5, duration=3)[0], sr=22_050, n_mfcc=40).T
    assert ours.dtype == np.float32
    assert ours.shape == theirs.shape == (130 if seconds == 4 else 35, 40)
    assert np.abs(ours - theirs).max() < 1e-2


@pytest.mark.parametrize("settings", [MfccSettings(), OTHER], ids=["published", "other"])
def test_each_stage_is_librosa_s(noisy, settings):
    import librosa

    options = {"n_fft": settings.frame_length, "hop_length": settings.hop}
    spectrum = np.abs(librosa.stft(noisy, **options)).T ** 2
    ours = power_spectrum(noisy, settings)
    assert ours.shape == spectrum.shape == (1 + len(noisy) // settings.hop, settings.frame_length // 2 + 1)
    np.testing.assert_allclose(ours, spectrum, atol=1e-3 * spectrum.max() / 1e3, rtol=1e-3)
    np.testing.assert_allclose(
        mel_filters(settings.rate, settings.frame_length, settings.mel_bands),
        librosa.filters.mel(sr=settings.rate, n_fft=settings.frame_length, n_mels=settings.mel_bands),
        atol=1e-7,
    )
    mel = librosa.feature.melspectrogram(y=noisy, sr=settings.rate, n_mels=settings.mel_bands, **options)
    np.testing.assert_allclose(log_mel(noisy, settings), librosa.power_to_db(mel).T, atol=1e-2)


def test_other_settings_are_librosa_s_too(noisy):
    ours = mfcc(noisy, OTHER)
    theirs = _librosa_mfcc(noisy, OTHER)
    assert ours.shape == (OTHER.frames, 13) == (101, 13)
    assert np.abs(ours - theirs[:101]).max() < 1e-2


@pytest.mark.parametrize("amplitude", [1e-2, 1e-4, 1e-6])
def test_a_quiet_sound_meets_librosa_s_floor(noisy, amplitude):
    ours, theirs = mfcc(amplitude * noisy), _librosa_mfcc(amplitude * noisy, MfccSettings())
    assert np.abs(ours - theirs[: len(ours)]).max() < 1e-2


def test_real_clips_give_librosa_s_coefficients(sample_root):
    import librosa

    clips = combine(sample_root, allow_missing=True).clips
    odd = {"TESS/OAF_food_fear", "TESS/YAF_germ_angry", "RAVDESS/03-01-02-01-01-02-01"}
    worst = 0.0
    for row in clips[clips["clip"].isin(odd | set(clips["clip"][::40]))].itertuples():
        ours = mfcc(read_window(row.path, offset=0.5, duration=3.0))
        samples = librosa.load(row.path, offset=0.5, duration=3)[0]
        theirs = librosa.feature.mfcc(y=samples, sr=22_050, n_mfcc=40).T
        assert ours.shape == theirs.shape, row.clip
        worst = max(worst, np.abs(ours - theirs).max())
    assert 0 < worst < 1e-2


# properties


def test_loudness_moves_the_first_coefficient_alone(noisy):
    """Ten times the amplitude adds 20 dB to each of 128 mel bands: 20 sqrt(128) in the orthonormal DCT."""
    loud = noisy + 0.01 * np.random.default_rng(0).normal(size=len(noisy)).astype(np.float32)
    change = mfcc(10 * loud) - mfcc(loud)
    np.testing.assert_allclose(change[:, 0], 20 * np.sqrt(128), atol=0.05)
    np.testing.assert_allclose(change[:, 1:], 0, atol=0.02)


def test_nothing_lies_more_than_80_db_below_the_peak(noisy):
    decibels = log_mel(noisy)
    assert decibels.max() - decibels.min() == pytest.approx(80, abs=1e-3)
    assert np.ptp(log_mel(noisy, MfccSettings(top_db=30.0))) == pytest.approx(30, abs=1e-3)


def test_the_filters_cover_the_band_and_have_unit_area():
    bank = mel_filters(22_050, 2048, 128)
    assert bank.shape == (128, 1025)
    assert (bank >= 0).all()
    assert (bank.max(axis=1) > 0).all()
    np.testing.assert_allclose(bank[40:].sum(axis=1) * 22_050 / 2048, 1, atol=0.1)


def test_a_filter_is_as_high_as_two_by_its_width_and_the_scale_is_even_to_1_khz():
    import librosa

    bank, edges = mel_filters(22_050, 2048, 128), librosa.mel_frequencies(130, fmin=0, fmax=11_025)
    heights = 2 / (edges[2:] - edges[:-2])
    assert (bank.max(axis=1) <= heights + 1e-6).all()
    np.testing.assert_allclose(bank[40:].max(axis=1), heights[40:], rtol=0.2)
    steps = np.diff(edges)
    even = edges[1:] < 1000
    np.testing.assert_allclose(steps[even], steps[0], rtol=1e-6)
    assert (np.diff(steps[~even]) > 0).all()


@pytest.mark.parametrize("count", [1, 511, 512, 66_150, 70_000])
def test_frames_are_one_and_one_more_each_hop_up_to_the_window(count):
    samples = np.random.default_rng(1).normal(size=count).astype(np.float32)
    assert mfcc(samples).shape == (min(1 + count // 512, 130), 40)


def test_the_published_window_has_130_frames():
    assert MfccSettings().frames == 130
    assert MfccSettings(duration=1.0).frames == 44
    assert MfccSettings().kind == "mfcc"


@pytest.mark.parametrize("coefficients", [0, 129])
def test_a_number_of_coefficients_that_cannot_be_is_refused(refuses, coefficients):
    with refuses(BadValue, "coefficients", f"received {coefficients}", "expected 1 to 128"):
        MfccSettings(coefficients=coefficients)


@pytest.mark.parametrize("field", ["rate", "frame_length", "hop"])
def test_a_length_of_nothing_is_refused(refuses, field):
    with refuses(BadValue, f"{field}: received 0", "expected 1 or more"):
        MfccSettings(**{field: 0})


@pytest.mark.parametrize("window", [{"duration": 0.0}, {"duration": -1.0}, {"offset": -0.5}])
def test_a_window_that_cannot_be_is_refused(refuses, window):
    with refuses(BadValue, "window", str(next(iter(window.values()))), "expected a positive length"):
        MfccSettings(**window)
