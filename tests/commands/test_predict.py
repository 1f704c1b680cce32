"""What `ser predict` says of the model it used."""

import pytest

from ser.commands import predict
from ser.splits import NAMES, speakers_apart


@pytest.mark.parametrize("name", NAMES)
def test_whose_voices_the_test_accuracy_is_of(name):
    told = predict._describe({"split": {"name": name}, "test": {"accuracy": 0.5}})
    whose = "speakers it was not trained on" if speakers_apart(name) else "speakers it was trained on"
    assert told.endswith(f"test accuracy 0.500 on {whose}")


def test_the_splits_that_keep_speakers_apart_are_those_of_the_step_below():
    assert tuple(name for name in NAMES if speakers_apart(name)) == predict.APART
