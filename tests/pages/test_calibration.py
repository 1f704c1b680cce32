"""Sureness in words."""

import pytest

from ser.pages import calibration
from ser.results.sureness import Sureness

SURE = Sureness(confidence=0.8, accuracy=0.7, ece=0.1, ece_of_runs=0.2)
MODEST = Sureness(confidence=0.5, accuracy=0.7, ece=0.15, ece_of_runs=0.16)


@pytest.mark.parametrize(("found", "word"), [(SURE, "more"), (MODEST, "less")])
def test_it_says_which_of_the_two_is_more(found, word):
    told = calibration.told("the model", found)
    assert told.startswith(
        f"the model is {found.confidence:.1%} sure on average and 70.0% right, {word} sure than"
    )


def test_each_model_with_its_error():
    found = {"one": SURE, "none": None, "the other": MODEST}
    assert calibration.each(found) == "0.100 for one and 0.150 for the other"
    assert calibration.each(found, of_runs=True) == "0.200 for one and 0.160 for the other"
    assert calibration.each({"none": None}) is None
