import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ser.splits.dealing import deal, generator, systematic


def _units(sizes):
    """Units of each (speaker, emotion) as many as `sizes` says."""
    rows = [(speaker, emotion) for (speaker, emotion), count in sizes.items() for _ in range(count)]
    table = pd.DataFrame(rows, columns=["speaker", "emotion"])
    return table.set_axis([f"u{number:03d}" for number in range(len(table))])


@given(st.integers(0, 500), st.sampled_from([0.05, 0.125, 0.2, 0.5]), st.floats(0, 0.999))
def test_systematic_sampling_takes_its_share_of_every_stretch(count, share, start):
    mask = systematic(count, share, start)
    assert mask.shape == (count,)
    running = np.concatenate([[0], np.cumsum(mask)])
    places = np.arange(count + 1)
    assert np.abs(running - places * share).max() <= 1
    for width in (4, 8, 40):
        if count >= width:
            taken = running[width:] - running[:-width]
            assert np.abs(taken - width * share).max() <= 1


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(["happy", "sad", "calm"])),
        st.integers(1, 13),
        min_size=1,
    ),
    st.integers(0, 10_000),
)
def test_every_emotion_and_every_stratum_gives_its_share(sizes, seed):
    units = _units(sizes)
    sides = deal(units, np.random.default_rng(seed))
    assert sorted(sides.index) == sorted(units.index)
    dealt = units.assign(side=sides)
    for emotion, group in dealt.groupby("emotion"):
        tested = (group["side"] == "test").sum()
        assert abs(tested - 0.2 * len(group)) < 1, emotion
        assert abs((group["side"] == "validation").sum() - 0.125 * (len(group) - tested)) < 1, emotion
    for stratum, group in dealt.groupby(["speaker", "emotion"]):
        assert abs((group["side"] == "test").sum() - 0.2 * len(group)) <= 1, stratum


def test_the_order_of_the_rows_does_not_matter_and_the_numbers_do():
    units = _units({(speaker, emotion): 7 for speaker in "abc" for emotion in ("happy", "sad")})
    one, again = (deal(rows, generator("TESS", 4)) for rows in (units, units.sample(frac=1, random_state=1)))
    pd.testing.assert_series_equal(one, again)
    others = [deal(units, generator(*numbers)) for numbers in (("SAVEE", 4), ("TESS", 5), ("TESS", 4, 1))]
    assert all((one != other).any() for other in others)


def test_small_strata_are_not_rounded_away():
    """Four units a stratum: a fifth of each, rounded, would be one or none of every one."""
    units = _units({(f"s{number:02d}", "neutral"): 4 for number in range(24)})
    counts = {(deal(units, np.random.default_rng(seed)) == "test").sum() for seed in range(10)}
    assert counts <= {19, 20}


@pytest.mark.parametrize(("test", "validation"), [(0.0, 0.125), (0.5, 0.1), (0.2, 0.0)])
def test_shares_can_be_chosen(test, validation):
    units = _units({("a", "happy"): 40, ("b", "happy"): 40})
    counts = deal(units, np.random.default_rng(0), test=test, validation=validation).value_counts()
    assert counts.get("test", 0) == 80 * test
    assert counts.get("validation", 0) == 80 * (1 - test) * validation


def test_nothing_to_deal_out_is_dealt_out():
    assert deal(_units({}), np.random.default_rng(0)).empty
