import warnings
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from ser.audio import read_window
from ser.corpora import combine
from ser.errors import BadValue
from ser.features import MfccSettings, SpectralSettings, compute, mfcc, spectral

WIDTHS = {
    "mfcc": 40,
    "mfcc-shape": 39,
    "deltas": 40,
    "deltas-2": 40,
    "log-mel": 64,
    "chroma": 12,
    "contrast": 7,
    "tonnetz": 6,
    "tempogram": 64,
    "fourier-tempogram": 33,
    "rms": 1,
    "zcr": 1,
}
ALONE = [kind for kind in WIDTHS if kind != "mfcc"]
EVERY = SpectralSettings(tuple(WIDTHS))
OTHER = replace(
    EVERY, rate=16_000, frame_length=1024, hop=160, mel_bands=32, mfcc_coefficients=13, duration=1.0
)
OTHER_WIDTHS = WIDTHS | {"mfcc": 13, "mfcc-shape": 12, "deltas": 13, "deltas-2": 13, "log-mel": 32}


def _columns(stacked, widths=WIDTHS):
    """Cut stacked features into {kind: its columns}."""
    return dict(zip(widths, np.split(stacked, np.cumsum(list(widths.values()))[:-1], axis=1), strict=True))


class _Librosa:
    """Each kind by librosa's own call on the samples, shape (frames, columns)."""

    def __init__(self, samples, settings):
        import librosa

        self.feature, self.librosa = librosa.feature, librosa
        self.y, self.settings = samples, settings
        self.rate = {"y": samples, "sr": settings.rate}
        self.framing = {"n_fft": settings.frame_length, "hop_length": settings.hop}

    def __call__(self, kind):
        with warnings.catch_warnings():
            # Windows longer than the clip, filters too narrow for a frame of 1024.
            warnings.simplefilter("ignore")
            return np.atleast_2d(getattr(self, kind.replace("-", "_"))()).T

    def mfcc(self):
        return self.feature.mfcc(**self.rate, n_mfcc=self.settings.mfcc_coefficients, **self.framing)

    def mfcc_shape(self):
        return self.mfcc()[1:]

    def deltas(self):
        return self.feature.delta(self.mfcc(), mode="nearest")

    def deltas_2(self):
        return self.feature.delta(self.mfcc(), order=2, mode="nearest")

    def log_mel(self):
        mel = self.feature.melspectrogram(**self.rate, n_mels=self.settings.mel_bands, **self.framing)
        return self.librosa.power_to_db(mel)

    def chroma(self):
        return self.feature.chroma_stft(**self.rate, tuning=0.0, **self.framing)

    def contrast(self):
        return self.feature.spectral_contrast(**self.rate, **self.framing)

    def tonnetz(self):
        return self.feature.tonnetz(sr=self.settings.rate, chroma=self.chroma())

    def _onset(self):
        onset = self.librosa.onset.onset_strength(**self.rate, **self.framing)
        return {"onset_envelope": onset, "sr": self.settings.rate, "hop_length": self.settings.hop}

    def tempogram(self):
        return self.feature.tempogram(**self._onset(), win_length=64)

    def fourier_tempogram(self):
        return np.abs(self.feature.fourier_tempogram(**self._onset(), win_length=64))

    def rms(self):
        spectrum = np.abs(self.librosa.stft(self.y, **self.framing))
        level = self.feature.rms(
            S=spectrum, frame_length=self.settings.frame_length, hop_length=self.settings.hop
        )
        return self.librosa.amplitude_to_db(level, top_db=None)

    def zcr(self):
        return self.feature.zero_crossing_rate(
            self.y, frame_length=self.settings.frame_length, hop_length=self.settings.hop
        )


_NEAR = {"fourier-tempogram": 0.05, "log-mel": 1e-2, "rms": 1e-2, "mfcc": 1e-2, "mfcc-shape": 1e-2}


def _assert_librosas(samples, settings=EVERY, widths=WIDTHS, *, contrast=0.05):
    near = _NEAR | {"contrast": contrast}
    stacked = spectral(samples, settings)
    frames = mfcc(samples, settings.mfcc).shape[0]
    assert stacked.shape == (frames, settings.coefficients)
    assert stacked.dtype == np.float32
    theirs = _Librosa(samples, settings)
    for kind, ours in _columns(stacked, widths).items():
        expected = theirs(kind)
        # One frame more than the envelope has, where it stands alone.
        extra = 1 if kind == "fourier-tempogram" else 0
        assert expected.shape[1] == ours.shape[1], kind
        if len(samples) < settings.duration * settings.rate:
            assert len(expected) == frames + extra, kind
        np.testing.assert_allclose(
            ours, expected[:frames], atol=near.get(kind, 2e-3), err_msg=kind, rtol=1e-3
        )


@pytest.fixture(scope="module")
def noisy():
    """Two seconds of a sweep with noise and a silent stretch, at 22,050 Hz."""
    rng = np.random.default_rng(3)
    time = np.arange(44_100) / 22_050
    sound = 0.3 * np.sin(2 * np.pi * (200 * time + 900 * time**2)) + 0.01 * rng.normal(size=len(time))
    sound[15_000:22_000] = 0
    return sound.astype(np.float32)


# equal to librosa


@pytest.mark.parametrize("seconds", [0.55, 1.3, 4.0])
def test_a_file_gives_what_librosa_computes(tmp_path, made_clip, seconds):
    path = tmp_path / "clip.wav"
    path.write_bytes(made_clip(seconds, rate=48_000, seed=2))
    _assert_librosas(read_window(path, offset=0.5, duration=3.0))


def test_a_silent_stretch_too(noisy):
    _assert_librosas(noisy)


def test_other_settings_are_librosa_s_too(noisy):
    _assert_librosas(noisy[:15_900], OTHER, OTHER_WIDTHS)


def test_real_clips_give_what_librosa_computes(sample_root):
    """Where the recording holds nothing, the valleys in its top band are noise of the rounding."""
    clips = combine(sample_root, allow_missing=True).clips
    for path in clips["path"][:: len(clips) // 4]:
        _assert_librosas(read_window(path, offset=0.5, duration=3.0), contrast=1.0)


# shapes and alignment


@pytest.mark.parametrize("kind", ALONE)
@pytest.mark.parametrize("count", [1, 511, 512, 20_000, 66_150, 90_000])
def test_every_kind_has_the_frames_of_the_mfcc_and_the_columns_it_names(noisy, kind, count):
    samples = np.resize(noisy, count)
    settings = SpectralSettings((kind,))
    assert settings.coefficients == WIDTHS[kind]
    assert settings.kind == kind
    ours = spectral(samples, settings)
    assert ours.shape == (len(mfcc(samples)), WIDTHS[kind])
    assert ours.shape[0] == min(1 + count // 512, settings.frames)


@pytest.mark.parametrize("kind", ALONE)
def test_a_kind_is_the_same_alone_and_beside_others(noisy, kind):
    np.testing.assert_array_equal(
        spectral(noisy, SpectralSettings((kind,))), _columns(spectral(noisy, EVERY))[kind]
    )


def test_kinds_stand_in_the_order_given(noisy):
    one, other = (
        spectral(noisy, SpectralSettings(kinds)) for kinds in (("chroma", "zcr"), ("zcr", "chroma"))
    )
    np.testing.assert_array_equal(one, np.roll(other, -1, axis=1))


def test_an_event_lies_at_the_same_frame_in_every_kind():
    """A burst in the middle of frame 40: what moves there moves nowhere else."""
    samples = np.zeros(66_150, np.float32)
    samples[40 * 512 - 50 : 40 * 512 + 50] = 0.3 * np.random.default_rng(0).normal(size=100)
    parts = _columns(spectral(samples, EVERY))
    for kind in ("mfcc", "log-mel", "chroma", "contrast", "rms", "zcr"):
        moved = np.abs(parts[kind] - parts[kind][0]).sum(axis=1) > 1e-3
        assert moved.any(), kind
        assert abs(np.flatnonzero(moved).mean() - 40) <= 1, kind
    # Windows of 64 frames: those that hold the onset, and no other.
    moved = np.flatnonzero(parts["fourier-tempogram"][:, 0] > 0)
    assert abs(moved.mean() - 40) <= 1
    assert 60 <= len(moved) <= 66


@pytest.mark.parametrize("count", [1, 300, 512, 5_000, 66_150])
@pytest.mark.parametrize("level", [0.0, 1e-9, 1e-4])
def test_near_silence_gives_numbers_that_float16_holds(count, level):
    samples = level * np.random.default_rng(0).normal(size=count)
    values = spectral(samples, EVERY)
    assert np.isfinite(values.astype(np.float16)).all()


def test_the_loudest_sound_gives_numbers_that_float16_holds():
    rng = np.random.default_rng(0)
    bursts = np.sign(rng.normal(size=66_150)) * (np.arange(66_150) // 2000 % 2)
    assert np.isfinite(spectral(bursts, EVERY).astype(np.float16)).all()


# what they mean


def test_loudness_moves_the_level_and_not_the_pitch(noisy):
    loud = noisy + 0.01 * np.random.default_rng(0).normal(size=len(noisy)).astype(np.float32)
    one, ten = (_columns(spectral(factor * loud, EVERY)) for factor in (1, 10))
    np.testing.assert_allclose(ten["rms"] - one["rms"], 20, atol=1e-3)
    for kind in ("chroma", "tonnetz", "zcr", "mfcc-shape", "deltas-2"):
        np.testing.assert_allclose(ten[kind], one[kind], atol=0.02, err_msg=kind)


def test_a_tone_is_its_pitch_class():
    """440 Hz is an A, the tenth class from C."""
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(44_100) / 22_050)
    chroma = spectral(tone, SpectralSettings(("chroma",)))
    assert (chroma[5:-5].argmax(axis=1) == 9).all()


def test_a_steady_beat_stands_at_its_lag():
    """A burst every 16 frames: the autocorrelation peaks at 16 and 32."""
    rng = np.random.default_rng(0)
    samples = 1e-4 * rng.normal(size=66_150)
    for start in range(0, 66_150, 16 * 512):
        samples[start : start + 512] += 0.3 * rng.normal(size=min(512, 66_150 - start))
    tempogram = spectral(samples, SpectralSettings(("tempogram",)))[40:90].mean(axis=0)
    lags = np.arange(8, 40)
    assert set(lags[np.argsort(tempogram[lags])[-2:]]) == {16, 32}


# settings


def test_the_width_is_the_sum_of_the_widths():
    assert {kind: SpectralSettings(("rms", kind)).coefficients - 1 for kind in WIDTHS if kind != "rms"} == {
        kind: width for kind, width in WIDTHS.items() if kind != "rms"
    }
    assert EVERY.coefficients == sum(WIDTHS.values())
    assert OTHER.coefficients == sum(OTHER_WIDTHS.values())
    assert EVERY.kind == "+".join(WIDTHS)


def test_the_window_is_that_of_the_mfcc():
    assert SpectralSettings().frames == MfccSettings().frames == 130
    assert OTHER.frames == OTHER.mfcc.frames == 101
    assert OTHER.mfcc == MfccSettings(rate=16_000, coefficients=13, frame_length=1024, hop=160, duration=1.0)
    assert not EVERY.cepstral
    assert MfccSettings().cepstral


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kinds": ("mfccs",)}, ("unknown feature 'mfccs'", "expected one of mfcc, ", "zcr")),
        ({"kinds": ()}, ("received []", "one or more")),
        ({"kinds": ("rms", "zcr", "rms")}, ("['rms', 'zcr', 'rms']", "each once")),
        ({"kinds": ("mfcc",)}, ("'mfcc' alone", "MfccSettings")),
        ({"kinds": ("mfcc-shape",), "mfcc_coefficients": 1}, ("mfcc-shape", "2 or more")),
        ({"kinds": ("contrast",), "rate": 8_000}, ("contrast", "8000 Hz", "more than 12800")),
        ({"mel_bands": 0}, ("mel_bands", "received 0")),
        ({"mfcc_coefficients": 0}, ("coefficients", "received 0")),
        ({"duration": 0.0}, ("window", "0.0 s")),
        ({"offset": -1.0}, ("window", "-1.0 s")),
    ],
)
def test_settings_that_cannot_be_are_refused(refuses, changes, words):
    with refuses(BadValue, *words):
        SpectralSettings(**changes)


def test_compute_goes_by_the_settings(noisy):
    np.testing.assert_array_equal(compute(noisy, MfccSettings()), mfcc(noisy))
    np.testing.assert_array_equal(compute(noisy, EVERY), spectral(noisy, EVERY))


def test_a_feature_without_a_way_to_compute_it_is_refused(refuses, monkeypatch):
    module = import_module("ser.features.spectral")
    monkeypatch.setitem(module._COLUMNS, "mine", lambda settings: 1)
    with refuses(BadValue, "feature 'mine'"):
        spectral(np.zeros(22_050, np.float32), SpectralSettings(kinds=("mine",)))
