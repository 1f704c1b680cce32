from itertools import pairwise

import numpy as np
import pytest

from ser.errors import BadValue
from ser.experiments import ARMS
from ser.models.baselines import BASELINES, CLASSICAL, BaselineSettings, choices, classifier, statistics


def test_an_unknown_baseline_is_refused(refuses):
    with refuses(BadValue, "unknown baseline 'bayes'", *BASELINES):
        BaselineSettings("bayes")


def test_every_baseline_is_an_arm_of_its_name():
    for name in BASELINES:
        assert ARMS[name].model == BaselineSettings(name)
        assert ARMS[name].model.needs_mask
    assert set(CLASSICAL) < set(BASELINES)


# statistics


def _reference(clip):
    """The statistics of one clip, coefficient by coefficient, from plain lists."""
    rows = []
    for values in clip.T.tolist():
        ordered, count = sorted(values), len(values)
        mean = sum(values) / count
        changes = [abs(later - earlier) for earlier, later in pairwise(values)]
        rows.append(
            [
                mean,
                (sum((value - mean) ** 2 for value in values) / count) ** 0.5,
                ordered[0],
                (ordered[(count - 1) // 2] + ordered[count // 2]) / 2,
                ordered[-1],
                sum(changes) / len(changes) if changes else 0.0,
            ]
        )
    return [*np.array(rows).T.reshape(-1), count]


def test_statistics_are_those_of_the_true_frames():
    lengths = np.array([7, 4, 2, 1])
    frames = np.random.default_rng(2).normal(3, 5, (4, 7, 3)).astype(np.float32)
    measured = statistics(frames, lengths)
    assert measured.shape == (4, 6 * 3 + 1)
    for row, clip, length in zip(measured, frames, lengths, strict=True):
        np.testing.assert_allclose(row, _reference(clip[:length]), atol=1e-5)


def test_padding_does_not_count():
    lengths = np.array([3, 1])
    frames = np.random.default_rng(1).normal(size=(2, 5, 2)).astype(np.float32)
    wild = frames.copy()
    wild[0, 3:], wild[1, 1:] = np.nan, 1e9
    np.testing.assert_array_equal(statistics(wild, lengths), statistics(frames, lengths))


def test_one_frame_has_no_spread_and_no_change():
    row = statistics(np.full((1, 4, 2), 5.0), np.array([1]))[0]
    assert row.tolist() == [5, 5, 0, 0, 5, 5, 5, 5, 5, 5, 0, 0, 1]


# classifiers


@pytest.mark.parametrize("name", CLASSICAL)
def test_a_classifier_takes_each_choice_and_scales_first(name):
    fields = {"svm": "C", "forest": "min_samples_leaf", "mlp": "alpha", "knn": "n_neighbors"}
    assert len(set(choices(name))) == len(choices(name)) == 3
    for value in choices(name):
        scaler, made = (part for _, part in classifier(name, value, seed=4).steps)
        assert type(scaler).__name__ == "StandardScaler"
        assert made.get_params()[fields[name]] == value
        assert made.get_params().get("random_state", 4) in (4, None)


@pytest.mark.parametrize("name", ["forest", "mlp"])
def test_what_draws_numbers_is_seeded(name):
    assert classifier(name, choices(name)[0], seed=7)[-1].random_state == 7
