import numpy as np
import pytest

from ser.errors import BadValue
from ser.features import CHANGES, ChangedSettings, MfccSettings, SpectralSettings, compute, settings_of
from ser.features.changed import changed
from ser.features.kinds import sources

RATE = 22050


@pytest.fixture(scope="module")
def tone():
    """A second of 440 Hz."""
    return (0.3 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype(np.float32)


def _pitch(samples):
    """The strongest frequency, in Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * RATE))
    return spectrum.argmax() / 8


def _level(samples):
    return 10 * np.log10(np.mean(np.square(samples, dtype=np.float64)))


@pytest.mark.parametrize("change", CHANGES)
def test_a_clip_is_always_changed_the_same_way_and_never_left_as_it_was(tone, change):
    one = changed(tone, change, rate=RATE)
    np.testing.assert_array_equal(one, changed(tone.copy(), change, rate=RATE))
    assert one.dtype == np.float32 and np.isfinite(one).all()
    assert len(one) != len(tone) or np.abs(one - tone).max() > 1e-3


@pytest.mark.parametrize("change", CHANGES)
def test_another_clip_is_changed_otherwise(tone, change):
    drawn = set()
    for share in (1.0, 0.9, 0.8):
        other = changed(share * tone, change, rate=RATE)
        drawn.add((len(other), round(_level(other) - _level(share * tone), 3), round(_pitch(other), 2)))
    assert len(drawn) == 3


@pytest.mark.parametrize("share", [1.0, 0.5, 0.25, 0.1])
def test_noise_lies_15_to_30_db_below_the_clip(tone, share):
    noise = changed(share * tone, "noise", rate=RATE) - share * tone
    assert 14.5 < _level(share * tone) - _level(noise) < 30.5


@pytest.mark.parametrize("share", [1.0, 0.5, 0.25, 0.1])
def test_gain_is_1_db_at_least_and_6_db_at_most_and_the_same_for_every_sample(tone, share):
    ratio = changed(share * tone, "gain", rate=RATE)[1:100] / (share * tone)[1:100]
    assert np.ptp(ratio) < 1e-5
    assert 0.99 < abs(20 * np.log10(ratio[0])) < 6.01


@pytest.mark.parametrize("share", [1.0, 0.5, 0.25])
def test_pitch_moves_by_two_semitones_at_most_and_time_stays(tone, share):
    moved = changed(share * tone, "pitch", rate=RATE)
    assert len(moved) == len(tone)
    assert 0.4 < abs(12 * np.log2(_pitch(moved[2000:-2000]) / 440)) < 2.1


@pytest.mark.parametrize("share", [1.0, 0.5, 0.25])
def test_stretch_moves_time_by_a_fifth_at_most_and_pitch_stays(tone, share):
    moved = changed(share * tone, "stretch", rate=RATE)
    assert 1 / 1.21 < len(moved) / len(tone) < 1 / 0.79
    assert abs(len(tone) / len(moved) - 1) > 0.045
    assert _pitch(moved[2000:-2000]) == pytest.approx(440, rel=0.01)


@pytest.mark.parametrize("change", CHANGES)
def test_silence_and_next_to_nothing_give_finite_features(change):
    for samples in (np.zeros(RATE, np.float32), np.zeros(300, np.float32)):
        found = compute(samples, ChangedSettings(MfccSettings(), change))
        assert found.shape[1] == 40 and np.isfinite(found).all()


def test_features_of_changed_sound_are_those_of_the_sound_after_the_change(tone):
    for of in (MfccSettings(), SpectralSettings(("log-mel",))):
        settings = ChangedSettings(of, "noise")
        np.testing.assert_array_equal(compute(tone, settings), compute(changed(tone, "noise", rate=RATE), of))
        assert (settings.frames, settings.coefficients, settings.rate) == (
            of.frames,
            of.coefficients,
            of.rate,
        )
        assert (settings.offset, settings.duration, settings.cepstral) == (
            of.offset,
            of.duration,
            of.cepstral,
        )


def test_a_slower_clip_is_cut_at_the_window(tone):
    settings = ChangedSettings(MfccSettings(), "stretch")
    long = np.tile(tone, 3)
    lengths = [len(compute(share * long, settings)) for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)]
    assert max(lengths) == settings.frames > min(lengths)


def test_settings_come_back_from_plain_data():
    from dataclasses import asdict

    for of in (MfccSettings(coefficients=13), SpectralSettings(("chroma", "rms"))):
        settings = ChangedSettings(of, "pitch")
        assert settings_of(settings.kind, asdict(settings)) == settings


@pytest.mark.parametrize("stored", [{}, {"change": "gain", "of": {}}, {"change": "noise", "of": 3}])
def test_settings_that_are_none_are_refused(stored):
    with pytest.raises(BadValue, match="mfcc@noise"):
        settings_of("mfcc@noise", stored)


def test_an_unknown_change_is_refused():
    with pytest.raises(BadValue, match="unknown change of sound 'echo'; expected one of noise"):
        ChangedSettings(MfccSettings(), "echo")


def test_stored_features_rest_on_the_code_of_the_change():
    names = [path.name for path in sources(ChangedSettings(MfccSettings(), "gain"))]
    assert names == ["changed.py", "mfcc.py"]
