"""What open runs will take, judged by finished ones of their kind."""

import pytest

from ser.experiments import ARMS, Run
from ser.experiments.estimate import estimates

DONE = [
    (Run("RAVDESS", "random", ARMS["corrected"], seed=0), 100.0),
    (Run("RAVDESS", "random", ARMS["corrected"], seed=1), 140.0),
    (Run("RAVDESS", "random", ARMS["log-mel"], seed=0), 200.0),
    (Run("TESS", "random", ARMS["corrected"], seed=0), 300.0),
]


@pytest.mark.parametrize(
    ("left", "seconds"),
    [
        (Run("RAVDESS", "random", ARMS["corrected"], seed=2), 120.0),  # the same arm at the same place
        (Run("TESS", "speaker", ARMS["no-mask"], fold=1), 300.0),  # the same model on the same clips
        (Run("SAVEE", "speaker", ARMS["corrected"]), 185.0),  # all there is
    ],
)
def test_the_nearest_kind_that_is_finished_counts(left, seconds):
    assert estimates(DONE, [left]) == {left.name: pytest.approx(seconds)}


def test_with_nothing_finished_nothing_is_guessed():
    assert estimates([], [DONE[0][0]]) == {}
