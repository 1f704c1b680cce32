"""What is said of mending the flaws follows from the verdict, whichever way it falls."""

import pandas as pd
import pytest

from ser.pages.corrected_beside_published import corrected_beside_published


def _row(verdict, difference, low, high, hurdle=0.025):
    return pd.Series(
        {
            "verdict": verdict,
            "difference": difference,
            "difference_low": low,
            "difference_high": high,
            "hurdle": hurdle,
        }
    )


@pytest.mark.parametrize(
    ("verdict", "difference", "begins", "says"),
    [
        (
            "worse",
            -0.012,
            "accuracy falls by 1.2 percentage points (0.2 to 2.2); with so many seeds, up to 2.5 points may be luck: worse.",
            "not the price",
        ),
        (
            "better",
            0.012,
            "accuracy rises by 1.2 percentage points (0.2 to 2.2); with so many seeds, up to 2.5 points may be luck: better.",
            "need not be what",
        ),
        (
            "no difference shown",
            0.005,
            "accuracy rises by 0.5 percentage points (\N{MINUS SIGN}0.5 to +1.5, zero included); with so many seeds, up to 2.5 points may be luck: no difference shown.",
            "nothing of any one flaw",
        ),
    ],
)
def test_the_words_go_with_the_verdict(verdict, difference, begins, says):
    told = corrected_beside_published(_row(verdict, difference, difference - 0.01, difference + 0.01))
    assert told.startswith(f"From the published code to it, {begins}")
    assert says in told


def test_where_no_luck_is_known_none_is_told():
    told = corrected_beside_published(_row("better", 0.012, 0.002, 0.022, hurdle=float("nan")))
    assert "luck" not in told and "(0.2 to 2.2): better." in told


@pytest.mark.parametrize("verdict", ["not run", "not compared", "reference"])
def test_without_a_comparison_nothing_is_claimed(verdict):
    told = corrected_beside_published(_row(verdict, *[float("nan")] * 3))
    assert told.startswith("It has not been compared") and "not known" in told
