"""What the grid cost: each run counted once, by experiment and device."""

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.experiments import EXPERIMENTS, plan, profile
from ser.results import load_results
from ser.results.cost import UNPLANNED, cost

CLIPS = clips_of(range(1, 3))


def test_a_run_counts_once_with_the_first_experiment_that_plans_it(tmp_path):
    # The corrected model on RAVDESS random clips stands in four experiments.
    for run in (
        "RAVDESS/random/corrected/f0-s0",
        "RAVDESS/random/no-lstm/f0-s0",
        "RAVDESS/random/gone/f0-s0",
    ):
        leave(tmp_path, run, np.ones(len(CLIPS), bool), CLIPS)
    table = cost(load_results(tmp_path), "full").set_index("experiment")
    assert table["runs"].to_dict() == dict.fromkeys(table.index, 0) | {
        "headline": 1,
        "architecture": 1,
        UNPLANNED: 1,
    }
    assert table.loc["headline", "hours"] == pytest.approx(90 / 3600)
    assert table.loc["headline", "device"] == "cpu: test"
    assert table["planned"].sum() == len(plan(profile("full")))
    assert list(table.index) == [*(one.name for one in EXPERIMENTS), UNPLANNED]
