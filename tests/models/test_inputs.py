import numpy as np
import pytest

from ser import models
from ser.models import ModelSettings

LENGTHS = np.array([64, 2, 0])


@pytest.fixture(scope="module")
def frames():
    return np.random.default_rng(2).normal(size=(3, 64, 8)).astype(np.float32)


def test_the_corrected_model_takes_frames_and_a_mask(frames):
    arranged = models.inputs(ModelSettings(frames=64, coefficients=8), frames, LENGTHS)
    assert list(arranged) == ["mfcc", "mask"]
    assert arranged["mfcc"] is frames
    assert arranged["mask"].dtype == np.float32
    assert arranged["mask"].shape == (3, 64)
    assert arranged["mask"].sum(axis=1).tolist() == [64, 2, 0]
    assert arranged["mask"][1, :3].tolist() == [1, 1, 0]


def test_the_published_model_takes_coefficients_by_frames_and_a_channel(frames):
    """As the published script has them: (40, 130, 1) a clip, and nothing that tells the padding."""
    arranged = models.inputs(ModelSettings("published", frames=64, coefficients=8), frames, LENGTHS)
    assert list(arranged) == ["mfcc"]
    assert arranged["mfcc"].shape == (3, 8, 64, 1)
    assert arranged["mfcc"].flags["C_CONTIGUOUS"]
    np.testing.assert_array_equal(arranged["mfcc"][1, 5, :, 0], frames[1, :, 5])


def test_lengths_may_be_a_list(frames):
    settings = ModelSettings(frames=64, coefficients=8)
    for lengths in (LENGTHS.tolist(), LENGTHS.astype(np.int32)):
        np.testing.assert_array_equal(
            models.inputs(settings, frames, lengths)["mask"], models.inputs(settings, frames, LENGTHS)["mask"]
        )
