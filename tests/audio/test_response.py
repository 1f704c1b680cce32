import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from ser.audio import resample
from ser.audio.response import HALF, STEP, measure

RATE = 22_050


def _through(response, samples, rate):
    """What a response says of a sound: the kernel at every pair of times, and the beginning."""
    native, lower = response.native, min(response.native, rate)
    out = np.arange(int(len(samples) / (native / rate) + 0.5))
    away = np.abs(out[:, None] / rate - np.arange(len(samples))[None, :] / native) * lower
    kernel = CubicSpline(np.arange(len(response.kernel)) / STEP, response.kernel)
    found = np.where(away <= HALF, kernel(np.minimum(away, HALF)), 0) @ samples
    seen = min(len(samples), response.columns.shape[1])
    found[: response.rows.shape[1]] += response.rows.T @ (response.columns[:, :seen] @ samples[:seen])
    return found * lower / native


@pytest.fixture(scope="module", params=[8_000, 16_000, 24_414, 44_100, 48_000])
def response(request):
    return measure(request.param, RATE)


def test_a_sound_that_begins_and_ends_loud_comes_out_as_soxr_makes_it(response):
    samples = np.random.default_rng(0).normal(0, 0.1, 1_200).astype(np.float32)
    expected = resample(samples, response.native, RATE)
    found = _through(response, samples.astype(np.float64), RATE)
    assert len(expected) - len(found) in (0, 1)
    np.testing.assert_allclose(found, expected[: len(found)], atol=4e-6)
    assert not expected[len(found) :].any()


def test_a_constant_stays_what_it_is(response):
    kernel = CubicSpline(np.arange(len(response.kernel)) / STEP, response.kernel)
    each = np.abs(np.arange(-HALF, HALF) + 0.25)
    assert kernel(each).sum() == pytest.approx(1, abs=1e-4)


def test_only_a_sound_filtered_in_two_steps_begins_otherwise(response):
    assert (len(response.rows) > 0) == (response.native != 44_100)
    assert len(response.rows) == len(response.columns) <= 4


@pytest.mark.parametrize("native", [24_414, 48_000])
def test_ties_in_the_length_fall_as_the_page_has_them(native):
    for count in range(3_200, 3_540):
        wanted = int(np.ceil(count * RATE / native))
        found = resample(np.ones(count, np.float32), native, RATE)
        assert len(found) == wanted
        assert (found[-1] == 0) == (int(count / (native / RATE) + 0.5) < wanted)
