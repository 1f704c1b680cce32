import json

import numpy as np
import pytest

from ser.errors import BadValue
from ser.training import SCALERS, Scaler, fit_scaler


@pytest.fixture(scope="module")
def padded():
    """Five clips of up to 9 frames with 3 coefficients of different sizes, and their true lengths."""
    rng = np.random.default_rng(0)
    lengths = np.array([9, 4, 1, 7, 6])
    frames = rng.normal([-300, 40, 0], [60, 20, 1], (5, 9, 3)).astype(np.float32)
    return frames * (np.arange(9) < lengths[:, None])[..., None], lengths


def _true(frames, lengths):
    return np.concatenate([frame[:length] for frame, length in zip(frames, lengths, strict=True)])


def test_by_coefficient_as_scikit_learn_over_the_true_frames(padded):
    from sklearn.preprocessing import StandardScaler

    scaler = fit_scaler("coefficient", *padded)
    reference = StandardScaler().fit(_true(*padded).astype(np.float64))
    np.testing.assert_allclose(scaler.mean, reference.mean_, rtol=1e-6)
    np.testing.assert_allclose(scaler.deviation, reference.scale_, rtol=1e-6)
    scaled = _true(scaler(*padded), padded[1])
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(scaled.std(axis=0), 1, atol=1e-4)


def test_global_is_one_number_for_all_over_the_true_frames(padded):
    scaler = fit_scaler("global", *padded)
    np.testing.assert_allclose(scaler.mean, [_true(*padded).mean()] * 3, rtol=1e-5)
    np.testing.assert_allclose(scaler.deviation, [_true(*padded).std()] * 3, rtol=1e-5)
    assert not scaler.scales_padding


def test_published_is_the_published_script_s(padded):
    """One StandardScaler over all values as a single column, padding included."""
    from sklearn.preprocessing import StandardScaler

    frames, lengths = padded
    scaler = fit_scaler("published", frames, lengths)
    expected = StandardScaler().fit_transform(frames.reshape(-1, 1).astype(np.float64)).reshape(frames.shape)
    np.testing.assert_allclose(scaler(frames, lengths), expected, atol=1e-5)


def test_utterance_gives_every_clip_mean_zero_and_deviation_one(padded):
    """By its own frames; of one frame nothing is left."""
    frames, lengths = padded
    scaled = fit_scaler("utterance", frames, lengths)(frames, lengths)
    for row, length in enumerate(lengths):
        clip = scaled[row, :length]
        np.testing.assert_allclose(clip.mean(axis=0), 0, atol=1e-5)
        np.testing.assert_allclose(clip.std(axis=0), 1 if length > 1 else 0, atol=1e-4)


def test_utterance_forgets_the_level_and_spread_of_a_clip(padded):
    """A clip said louder, and more lively, is the same clip; its neighbours are not looked at."""
    frames, lengths = padded
    scaler = fit_scaler("utterance", frames, lengths)
    true = (np.arange(9) < lengths[:, None])[..., None]
    moved = (3 * frames + 40) * true
    np.testing.assert_allclose(scaler(moved, lengths), scaler(frames, lengths), atol=1e-3)
    alone = np.concatenate([scaler(frames[row : row + 1], lengths[row : row + 1]) for row in range(5)])
    np.testing.assert_allclose(alone, scaler(frames, lengths), atol=1e-6)
    usual = fit_scaler("coefficient", frames, lengths)
    assert np.abs(usual(moved, lengths) - usual(frames, lengths)).max() > 1


def test_a_scaler_stored_before_there_was_utterance_is_read(padded):
    stored = fit_scaler("coefficient", *padded).to_json()
    del stored["by_utterance"]
    assert not Scaler.from_json(stored).by_utterance


def test_padding_stays_zero_but_for_the_published_scaler(padded):
    frames, lengths = padded
    past_the_end = np.arange(9) >= lengths[:, None]
    for kind in SCALERS:
        scaled = fit_scaler(kind, frames, lengths)(frames, lengths)
        assert scaled.dtype == np.float32
        assert scaled.shape == frames.shape
        assert (scaled[past_the_end] == 0).all() == (kind != "published")
        # A clip of one frame, scaled by itself, is nothing but zeros.
        long = ~past_the_end & (lengths > 1)[:, None]
        assert (scaled[long] != 0).mean() > 0.9


def test_what_lies_in_the_padding_is_not_looked_at(padded):
    frames, lengths = padded
    wild = frames + 1000 * (np.arange(9) >= lengths[:, None])[..., None]
    for kind in ("coefficient", "global", "utterance"):
        usual, other = fit_scaler(kind, frames, lengths), fit_scaler(kind, wild, lengths)
        np.testing.assert_array_equal(other.mean, usual.mean)
        np.testing.assert_array_equal(usual(wild, lengths), usual(frames, lengths))
    assert fit_scaler("published", wild, lengths).mean[0] != fit_scaler("published", frames, lengths).mean[0]


def test_a_coefficient_that_never_changes_stays_finite():
    frames, lengths = np.full((2, 4, 3), 5, np.float32), np.array([4, 2])
    for kind in ("coefficient", "global", "utterance"):
        assert np.isfinite(fit_scaler(kind, frames, lengths)(frames, lengths)).all()


@pytest.mark.parametrize("kind", SCALERS)
def test_a_scaler_survives_json(padded, kind):
    scaler = fit_scaler(kind, *padded)
    again = Scaler.from_json(json.loads(json.dumps(scaler.to_json())))
    assert again.scales_padding == scaler.scales_padding == (kind == "published")
    assert again.by_utterance == scaler.by_utterance == (kind == "utterance")
    np.testing.assert_array_equal(again(*padded), scaler(*padded))


@pytest.mark.parametrize(
    "stored",
    [
        {"mean": [0.0], "deviation": [1.0]},
        {"mean": [0.0, 1.0], "deviation": [1.0], "scales_padding": False},
        {"mean": [0.0], "deviation": [0.0], "scales_padding": False},
        {"mean": [0.0], "deviation": [-1.0], "scales_padding": False},
        {"mean": 0.0, "deviation": 1.0, "scales_padding": False},
        {"mean": ["x"], "deviation": [1.0], "scales_padding": False},
    ],
)
def test_what_is_no_scaler_is_refused(stored):
    with pytest.raises((KeyError, ValueError)):
        Scaler.from_json(stored)


def test_an_unknown_kind_is_refused(padded, refuses):
    with refuses(BadValue, "scaler 'minmax'", "expected coefficient, global, published or utterance"):
        fit_scaler("minmax", *padded)
