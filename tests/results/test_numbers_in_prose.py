"""A minus is a minus sign, and no p-value is written as zero."""

import math

import pytest

from ser.results.numbers_in_prose import counted, p_value, signed


@pytest.mark.parametrize(
    ("value", "told"), [(-0.25, "\N{MINUS SIGN}0.250"), (0.1, "+0.100"), (0.0, "+0.000")]
)
def test_a_difference_has_its_sign(value, told):
    assert signed(value) == told
    assert "-" not in signed(value)


@pytest.mark.parametrize(
    ("p", "told"),
    [(0.0, "< 0.001"), (0.0004, "< 0.001"), (0.00099, "< 0.001"), (0.001, "= 0.001"), (0.0499, "= 0.050")],
)
def test_a_p_value_is_never_zero(p, told):
    assert p_value(p) == told


def test_a_p_value_that_is_not_known_says_so():
    assert p_value(math.nan) == "not known"


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 clips"), (1, "1 clip"), (1.0, "1 clip"), (2, "2 clips"), (1440, "1,440 clips")],
)
def test_one_is_one_and_all_else_is_several(number, said):
    assert counted(number, "clip") == said
