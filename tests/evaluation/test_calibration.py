"""Confidence against accuracy: scikit-learn where it has the figure, else the formula written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from ser.evaluation import brier, expected_calibration_error, reliability


def _draw(seed, clips=400, sure=2.0):
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.ones(8), clips) + sure * np.eye(8)[rng.integers(0, 8, clips)]
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    return rng.integers(0, 8, clips), probabilities


def _slow_ece(truth, probabilities, bins=10):
    """Guo et al. 2017, equation 3, clip by clip; a bin holds its upper edge."""
    total = 0.0
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = []
        for label, row in zip(truth, probabilities, strict=True):
            sure = max(row)
            if low < sure <= high or (number == 0 and sure == 0):
                inside.append((sure, label == list(row).index(sure)))
        if inside:
            sure, right = (sum(values) / len(inside) for values in zip(*inside, strict=True))
            total += len(inside) / len(truth) * abs(right - sure)
    return total


@pytest.mark.parametrize(("seed", "bins"), [(0, 10), (1, 10), (2, 15), (3, 1)])
def test_the_error_is_the_formula_written_out(seed, bins):
    truth, probabilities = _draw(seed)
    ours = expected_calibration_error(truth, probabilities, bins=bins)
    assert ours == pytest.approx(_slow_ece(truth, probabilities, bins))


@pytest.mark.parametrize("seed", range(3))
def test_the_table_is_scikit_learn_s(seed):
    truth, probabilities = _draw(seed)
    right = probabilities.argmax(axis=1) == truth
    accuracy, confidence = calibration_curve(right, probabilities.max(axis=1), n_bins=10, strategy="uniform")
    table = reliability(truth, probabilities)
    held = table["clips"] > 0
    np.testing.assert_allclose(table["accuracy"][held], accuracy)
    np.testing.assert_allclose(table["confidence"][held], confidence)
    assert np.isnan(table["accuracy"][~held]).all() and np.isnan(table["confidence"][~held]).all()
    assert table["clips"].sum() == len(truth)
    assert (table["low"][0], table["high"][-1]) == (0, 1)


@pytest.mark.parametrize("seed", range(3))
def test_the_brier_score_is_scikit_learn_s(seed):
    truth, probabilities = _draw(seed)
    expected = brier_score_loss(truth, probabilities, labels=range(8), scale_by_half=False)
    assert brier(truth, probabilities) == pytest.approx(expected)


def test_a_bin_holds_its_upper_edge():
    probabilities = np.array([[0.5, 0.5], [0.5000001, 0.4999999], [1.0, 0.0]])
    table = reliability(np.zeros(3, int), probabilities)
    assert np.flatnonzero(table["clips"]).tolist() == [4, 5, 9]


def test_sure_and_right_sure_and_wrong_and_a_blind_guess():
    truth = np.arange(8).repeat(3)
    right, wrong = np.eye(8)[truth], np.eye(8)[(truth + 1) % 8]
    blind = np.full((24, 8), 1 / 8)
    assert (expected_calibration_error(truth, right), brier(truth, right)) == (0, 0)
    assert (expected_calibration_error(truth, wrong), brier(truth, wrong)) == (1, 2)
    # The first label of equal ones is named, which is right once in eight.
    assert expected_calibration_error(truth, blind) == pytest.approx(0)
    assert brier(truth, blind) == pytest.approx(1 - 1 / 8)


def test_one_clip():
    assert expected_calibration_error(np.array([1]), np.array([[0.3, 0.7]])) == pytest.approx(0.3)
    assert brier(np.array([1]), np.array([[0.3, 0.7]])) == pytest.approx(2 * 0.3**2)


@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.permutations(range(8)))
def test_what_must_hold_of_any_predictions(seed, clips, renamed):
    truth, probabilities = _draw(seed, clips)
    error, score = expected_calibration_error(truth, probabilities), brier(truth, probabilities)
    assert 0 <= error <= 1 and 0 <= score <= 2
    # Within one bin there is nothing left but the distance of two means, which no finer bins undercut.
    assert expected_calibration_error(truth, probabilities, bins=1) <= error + 1e-12
    names = np.array(renamed)
    other = np.empty_like(probabilities)
    other[:, names] = probabilities
    assert brier(names[truth][::-1], other[::-1]) == pytest.approx(score)


def test_who_says_how_sure_to_be_is_calibrated():
    """Labels drawn from the probabilities themselves: the error falls with the number of clips."""
    rng = np.random.default_rng(4)
    probabilities = rng.dirichlet(np.full(4, 0.5), 20_000)
    truth = (probabilities.cumsum(axis=1) > rng.random((20_000, 1))).argmax(axis=1)
    assert expected_calibration_error(truth, probabilities) < 0.02
    assert (
        expected_calibration_error(truth, probabilities**3 / (probabilities**3).sum(1, keepdims=True)) > 0.1
    )


def test_probabilities_of_half_precision_are_taken_as_they_are_stored():
    truth, probabilities = _draw(5)
    stored = probabilities.astype(np.float16)
    assert brier(truth, stored) == brier(truth, stored.astype(float))
    assert brier(truth, stored) == pytest.approx(brier(truth, probabilities), abs=1e-3)
