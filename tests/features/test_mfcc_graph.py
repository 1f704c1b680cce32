import numpy as np
import pytest

from ser.features import MfccSettings, mfcc
from ser.features.mfcc_graph import mfcc_graph

OTHER = MfccSettings(rate=16_000, coefficients=13, frame_length=1024, hop=160, mel_bands=64, duration=1.0)
LONGEST = 66_150


@pytest.fixture(scope="module")
def run():
    """Return a function that gives what the graph of some settings makes of samples."""
    import onnxruntime

    made = {}

    def through(samples, settings=None):
        if settings not in made:
            content = mfcc_graph(settings).SerializeToString()
            made[settings] = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
        return made[settings].run(["mfcc"], {"samples": samples})[0]

    return through


@pytest.mark.parametrize("count", [1, 2, 511, 512, 513, 2_048, 10_000, 44_101, LONGEST])
def test_noise_of_any_length_gives_the_same_coefficients(run, count):
    samples = np.random.default_rng(count).normal(0, 0.1, count).astype(np.float32)
    np.testing.assert_allclose(run(samples), mfcc(samples), atol=1e-3)


@pytest.mark.parametrize("place", [0, 5_000, LONGEST - 1])
def test_silence_with_one_click(run, place):
    samples = np.zeros(LONGEST, np.float32)
    samples[place] = 0.5
    np.testing.assert_allclose(run(samples), mfcc(samples), atol=1e-3)


def test_full_scale_and_nothing_at_all(run):
    square = np.sign(np.sin(np.arange(LONGEST) / 9) + 1e-3).astype(np.float32)
    for samples in (square, np.zeros(3_000, np.float32), np.full(3_000, 1e-7, np.float32)):
        np.testing.assert_allclose(run(samples), mfcc(samples), atol=1e-3)


def test_more_than_the_window_gives_no_more_frames(run):
    samples = np.random.default_rng(0).normal(0, 0.1, LONGEST + 9_000).astype(np.float32)
    assert len(run(samples)) == MfccSettings().frames == 130
    np.testing.assert_allclose(run(samples), mfcc(samples), atol=1e-3)


def test_settings_decide(run):
    samples = np.random.default_rng(0).normal(0, 0.1, 9_000).astype(np.float32)
    assert run(samples, OTHER).shape == (57, 13)
    np.testing.assert_allclose(run(samples, OTHER), mfcc(samples, OTHER), atol=1e-3)


def test_it_is_small_and_always_the_same_bytes():
    content = mfcc_graph().SerializeToString(deterministic=True)
    assert content == mfcc_graph().SerializeToString(deterministic=True)
    assert len(content) < 64 * 1024
