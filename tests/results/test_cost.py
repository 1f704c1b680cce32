"""What the grid cost: each run counted once, by experiment and device."""

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.experiments import EXPERIMENTS, plan, profile, required
from ser.results import load_results
from ser.results.cost import UNPLANNED, cost, hours_left

CLIPS = clips_of(range(1, 3))
# Runs on all corpora that need no other corpus: every split, but that by corpus where another is tested.
RAVDESS = {("random", 0), ("corpus", 0), *(("speaker", fold) for fold in range(5))}


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


def test_what_is_open_is_judged_by_what_is_done_of_its_kind(tmp_path):
    assert hours_left([], "full") == {True: 0, False: 0}
    done = ("RAVDESS/random/corrected/f0-s0", "RAVDESS/training/gone/f0-s0")
    for run in done:
        leave(tmp_path, run, np.ones(len(CLIPS), bool), CLIPS)
    results = load_results(tmp_path)
    (at_hand,) = {name for one in results for name in one.record["data"]["corpora"]}
    whole = plan(profile("full"))
    needed = required(profile("full"))
    open_runs = [
        run
        for run in whole
        if run.name != done[0]
        and (run.data == at_hand or (run.data == "all" and (run.split, run.fold) in RAVDESS))
    ]
    hours = hours_left(results, "full")
    assert hours[True] == pytest.approx(90 / 3600 * sum(run.name in needed for run in open_runs))
    assert hours[False] == pytest.approx(90 / 3600 * sum(run.name not in needed for run in open_runs))
