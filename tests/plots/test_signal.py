"""The steps from sound to mel bands: the pieces drawn are the pieces that the features are made of."""

import numpy as np
import pytest

from ser.features import MfccSettings, log_mel, power_spectrum
from ser.plots import signal

SETTINGS = MfccSettings()


@pytest.fixture
def window():
    seconds = np.arange(SETTINGS.rate) / SETTINGS.rate
    noise = 0.001 * np.random.default_rng(0).standard_normal(len(seconds))
    return (0.5 * np.sin(2 * np.pi * 1000 * seconds) + noise).astype(np.float32)


def test_a_frame_that_is_cut_gives_the_spectrum_of_that_frame(window):
    power = power_spectrum(window, SETTINGS)
    hann = np.hanning(SETTINGS.frame_length + 1)[:-1]
    for number in (0, 7, len(power) - 1):
        frame = signal.cut_frame(window, number, SETTINGS)
        by_hand = np.abs(np.fft.rfft(frame * hann)) ** 2
        np.testing.assert_allclose(by_hand, power[number], atol=1e-5 * power.max())


def test_frame_times_are_hops():
    times = signal.frame_times(3, SETTINGS)
    np.testing.assert_allclose(times, [0, 512 / 22050, 1024 / 22050])


def test_decibels_have_a_floor():
    np.testing.assert_allclose(signal.decibels(np.array([0.0, 1.0, 100.0])), [-100, 0, 20])


def test_waveform_shows_every_sample_and_shades_the_window(window):
    clip = np.tile(window, 4)
    (axes,) = signal.waveform(clip, SETTINGS).axes
    assert sum(len(line.get_xdata()) for line in axes.lines) == len(clip)
    span = axes.patches[0]
    assert (span.get_x(), span.get_width()) == (SETTINGS.offset, SETTINGS.duration)


def test_frame_is_drawn_whole_and_faded(window):
    frame, weights = signal.cut_frame(window, 9, SETTINGS), np.hanning(SETTINGS.frame_length)
    above, below = signal.frame(frame, weights, SETTINGS).axes
    np.testing.assert_allclose(above.lines[0].get_ydata(), frame)
    np.testing.assert_allclose(below.lines[0].get_ydata(), frame * weights)


def test_spectrum_and_filters_peak_where_the_tone_is(window):
    power = power_spectrum(window, SETTINGS)[9]
    (axes,) = signal.spectrum(power, SETTINGS).axes
    line = axes.lines[0]
    assert line.get_xdata()[np.argmax(line.get_ydata())] == pytest.approx(1.0, abs=0.02)
    above, below = signal.filters(power, SETTINGS, every=16).axes
    assert len(above.lines) == SETTINGS.mel_bands // 16
    assert len({one.get_linestyle() for one in above.lines}) == 2
    assert len(below.lines[0].get_ydata()) == SETTINGS.mel_bands


def test_log_mel_is_drawn_with_time_to_the_right(window):
    bands = log_mel(window, SETTINGS)
    axes = signal.log_mel_figure(bands, SETTINGS).axes[0]
    image = axes.images[0]
    assert image.get_array().shape == (SETTINGS.mel_bands, len(bands))
    left, right = image.get_extent()[:2]
    assert right - left == pytest.approx(len(bands) * SETTINGS.hop / SETTINGS.rate)
