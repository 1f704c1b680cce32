from dataclasses import replace

import numpy as np
import pytest

from ser.features.speakers import by_speaker


@pytest.fixture(scope="module")
def ravdess(demo_features):
    return demo_features.only(("RAVDESS",))


def _frames(features, speaker):
    own = np.repeat((features.clips["speaker"] == speaker).to_numpy(), features.lengths)
    return features.values[own].astype(np.float64)


def test_every_speaker_has_mean_0_and_deviation_1(ravdess):
    scaled = by_speaker(ravdess)
    assert scaled.values.dtype == np.float16 and scaled.values.shape == ravdess.values.shape
    for speaker in set(ravdess.clips["speaker"]):
        frames = _frames(scaled, speaker)
        np.testing.assert_allclose(frames.mean(axis=0), 0, atol=2e-3)
        np.testing.assert_allclose(frames.std(axis=0), 1, atol=5e-3)


def test_what_a_voice_adds_and_multiplies_is_gone(ravdess):
    """One speaker made louder and wider in every column comes out the same."""
    own = np.repeat((ravdess.clips["speaker"] == "RAVDESS-02").to_numpy(), ravdess.lengths)
    values = ravdess.values.astype(np.float32)
    values[own] = 2 * values[own] + 7
    moved = by_speaker(replace(ravdess, values=values))
    np.testing.assert_allclose(
        moved.values.astype(float), by_speaker(ravdess).values.astype(float), atol=4e-3, rtol=2e-3
    )


def test_a_speaker_does_not_depend_on_others(ravdess):
    keep = (ravdess.clips["speaker"] == "RAVDESS-05").to_numpy()
    alone = replace(
        ravdess,
        clips=ravdess.clips[keep].reset_index(drop=True),
        values=ravdess.values[np.repeat(keep, ravdess.lengths)],
        lengths=ravdess.lengths[keep],
    )
    np.testing.assert_array_equal(
        by_speaker(alone).values, by_speaker(ravdess).values[np.repeat(keep, ravdess.lengths)]
    )


def test_a_column_that_does_not_move_is_zero(ravdess):
    values = ravdess.values.copy()
    values[:, 3] = 4
    scaled = by_speaker(replace(ravdess, values=values))
    assert (scaled.values[:, 3] == 0).all() and np.isfinite(scaled.values.astype(float)).all()
