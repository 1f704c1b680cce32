"""The permutation test against every exchange written out, SciPy's test, and what must hold of any."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import permutation_test

from ser.evaluation import accuracy, confusion_matrix, contributions, holm, sign_flips, uar
from ser.evaluation.permutation import EXACT


def _draw(seed, clips=300, units=12, better=0.1):
    """Truth, two sets of predictions and units; the first is right somewhat more often."""
    rng = np.random.default_rng(seed)
    truth = rng.choice([0, 1, 2, 4, 5], clips, p=[0.4, 0.2, 0.2, 0.1, 0.1])
    ours, theirs = (
        np.where(rng.random(clips) < share, truth, rng.integers(0, 6, clips)) for share in (0.5 + better, 0.5)
    )
    return truth, ours, theirs, rng.integers(0, units, clips)


def _change(truth, ours, theirs):
    return (ours == truth).astype(int) - (theirs == truth).astype(int)


def _difference(truth, ours, theirs, statistic):
    return statistic(confusion_matrix(truth, ours)) - statistic(confusion_matrix(truth, theirs))


def _slow(truth, ours, theirs, units, statistic):
    """Exchange the predictions of units in every way, and compute the figure of each anew."""
    seen = abs(_difference(truth, ours, theirs, statistic))
    names = sorted(set(units))
    beyond = 0
    for exchanged in product([False, True], repeat=len(names)):
        turned = np.isin(units, [name for name, turn in zip(names, exchanged, strict=True) if turn])
        other = _difference(truth, np.where(turned, theirs, ours), np.where(turned, ours, theirs), statistic)
        beyond += abs(other) >= seen - 1e-9
    return beyond / 2 ** len(names)


@pytest.mark.parametrize("seed", range(3))
def test_contributions_add_up_to_the_differences(seed):
    truth, ours, theirs, units = _draw(seed)
    added = contributions(truth, _change(truth, ours, theirs), units)
    assert added.shape == (12, 2)
    assert added.sum(axis=0) == pytest.approx(
        [_difference(truth, ours, theirs, accuracy), _difference(truth, ours, theirs, uar)]
    )


def test_units_of_equal_design_contribute_their_mean_differences():
    rng = np.random.default_rng(1)
    truth, units = np.tile(np.arange(8).repeat(4), 10), np.arange(10).repeat(32)
    change = rng.integers(-1, 2, 320)
    means = np.array([change[units == unit].mean() for unit in range(10)])
    np.testing.assert_allclose(contributions(truth, change, units), np.stack([means, means], axis=1) / 10)


def test_seeds_are_averaged():
    """The same clips again, under another seed, are no further units: p is that of the mean."""
    truth, ours, theirs, units = _draw(2)
    change = _change(truth, ours, theirs)
    again = np.random.default_rng(3).permutation(change)
    both = contributions(np.tile(truth, 2), np.concatenate([change, again]), np.tile(units, 2))
    np.testing.assert_allclose(both, contributions(truth, (change + again) / 2, units), atol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_every_exchange_written_out(seed):
    truth, ours, theirs, units = _draw(seed, clips=80, units=7)
    found = sign_flips(contributions(truth, _change(truth, ours, theirs), units))
    expected = [_slow(truth, ours, theirs, units, statistic) for statistic in (accuracy, uar)]
    np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize("units", [6, 10, EXACT])
def test_few_units_are_scipy_s_exact_test(units):
    values = np.random.default_rng(units).normal(0.4, 1, units)
    expected = permutation_test(
        (values,), np.sum, permutation_type="samples", n_resamples=np.inf, vectorized=False
    )
    assert sign_flips(values[:, None])[0] == pytest.approx(expected.pvalue)


def test_many_units_are_drawn_near_the_exact_value():
    values = np.random.default_rng(8).normal(0.3, 1, EXACT)[:, None]
    exact = sign_flips(values)[0]
    # Two units that hardly differ tell nothing new, but make them too many to go through.
    many = np.concatenate([values, [[1e-6], [-1e-6]]])
    assert len(many) > EXACT
    drawn = sign_flips(many)[0]
    assert drawn == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 20_000))
    assert drawn == sign_flips(many)[0] != sign_flips(many, seed=1)[0]


def test_units_that_do_not_differ_change_nothing():
    values = np.random.default_rng(5).normal(0.5, 1, (10, 2))
    np.testing.assert_array_equal(
        sign_flips(np.concatenate([values, np.zeros((300, 2))])), sign_flips(values)
    )


def test_no_difference_at_all_and_one_as_clear_as_can_be():
    assert sign_flips(np.zeros((5, 2))).tolist() == [1, 1]
    assert sign_flips(np.ones((1, 1))).tolist() == [1]
    assert sign_flips(np.ones((6, 1))).tolist() == [2 / 2**6]
    assert sign_flips(np.ones((60, 1)))[0] == 1 / 20_001


def test_under_no_difference_p_is_small_as_often_as_it_says():
    rng = np.random.default_rng(12)
    values = np.array([sign_flips(rng.normal(0, 1, (10, 1)))[0] for _ in range(600)])
    for level in (0.05, 0.2, 0.5):
        assert (values <= level).mean() == pytest.approx(level, abs=4 * np.sqrt(level * (1 - level) / 600))


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=12), st.integers(-4, 4).filter(bool))
def test_what_must_hold_of_any_test(values, factor):
    added = np.array(values, float)[:, None]
    p = sign_flips(added)[0]
    assert 0 < p <= 1
    assert sign_flips(added * factor)[0] == sign_flips(added[::-1])[0] == p


# Holm


def _slow_holm(values):
    """Reject one by one, the smallest first, each against the hypotheses that are left."""
    corrected = {}
    running = 0.0
    left = sorted(range(len(values)), key=lambda place: values[place])
    while left:
        place = left[0]
        running = max(running, values[place] * len(left))
        corrected[place] = min(1.0, running)
        left = left[1:]
    return [corrected[place] for place in range(len(values))]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_is_the_procedure_written_out(values):
    corrected = holm(np.array(values))
    np.testing.assert_allclose(corrected, _slow_holm(values))
    assert (corrected >= values).all() and (corrected <= 1).all()
    assert (np.diff(corrected[np.argsort(values, kind="stable")]) >= 0).all()


def test_holm_on_known_values():
    """Worked by hand: 0.01 x 4, 0.02 x 3, 0.03 x 2, 0.005 x 5 and 0.9 x 1."""
    corrected = holm(np.array([0.01, 0.02, 0.03, 0.005, 0.9]))
    np.testing.assert_allclose(corrected, [0.04, 0.06, 0.06, 0.025, 0.9])


def test_holm_passes_over_what_was_not_tested():
    np.testing.assert_array_equal(holm(np.array([np.nan, 0.02, np.nan])), [np.nan, 0.02, np.nan])
    assert np.isnan(holm(np.array([np.nan]))).all()
    assert holm(np.array([])).shape == (0,)
