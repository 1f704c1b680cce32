"""Where the grid stands: what is done and open, on which machines and data."""

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.experiments import EXPERIMENTS, plan, profile
from ser.results import load_choosing, load_results
from ser.results.cost import UNPLANNED, hours
from ser.results.standing import coverage, environments, fingerprints, progress

CLIPS = clips_of(range(1, 3))


def _leave(folder, run, **facts):
    leave(folder, run, np.ones(len(CLIPS), bool), CLIPS, **facts)


@pytest.fixture
def held(tmp_path):
    for run in (
        "RAVDESS/speaker/no-lstm/f0-s0",
        *(f"RAVDESS/speaker/no-lstm/f{fold}-s1" for fold in range(5)),
        *(f"RAVDESS/random/no-lstm/f0-s{seed}" for seed in range(3)),
        "RAVDESS/random/gone/f0-s0",
    ):
        _leave(tmp_path, run)
    _leave(tmp_path, "RAVDESS/random/no-attention/f0-s0", device="gpu: test", found=90, demo=True)
    return load_results(tmp_path)


def test_each_arm_says_what_is_open(held):
    table = coverage(held, "full").set_index(["data", "split", "arm"])
    part = table.loc[("RAVDESS", "speaker", "no-lstm")]
    assert (part["done"], part["planned"]) == (6, 15)
    assert part["open"] == "seed 0: fold 1, 2, 3, 4; seed 2"
    assert part["hours"] == pytest.approx(6 * 90 / 3600)
    assert part["experiment"] == "architecture"
    assert table.loc[("RAVDESS", "random", "no-lstm"), "open"] == "none"
    assert table.loc[("all", "random", "published"), "open"] == "all"
    assert table["planned"].sum() == len(plan(profile("full")))
    assert table["done"].sum() == len(held)


def test_a_run_that_is_planned_no_more_is_told(held):
    last = coverage(held, "full").iloc[-1]
    assert (last["experiment"], last["arm"], last["label"], last["done"], last["planned"]) == (
        UNPLANNED,
        "gone",
        "gone",
        1,
        0,
    )


def test_progress_counts_a_shared_run_with_each_experiment(tmp_path):
    _leave(tmp_path, "RAVDESS/random/corrected/f0-s0")
    table = progress(load_results(tmp_path), "full")
    assert table.index[table["done"] == 1].tolist() == [
        "headline",
        "baselines",
        "architecture",
        "features",
        "training",
        "copies",
        "best",
        "vote",
    ]
    assert (table["done"] + table["open"] == table["planned"]).all()
    optional = [one.name for one in EXPERIMENTS if not one.required]
    assert table.index[table["required"] == "no"].tolist() == optional
    assert table.loc["features", "median"] == pytest.approx(1.5)
    assert np.isnan(table.loc["protocols", "longest"])


def test_hours_go_by_kind_of_processor(held):
    assert hours(held) == pytest.approx({"CPU": 10 * 90 / 3600, "GPU": 90 / 3600})
    assert hours([]) == {}


def test_environments_and_data_are_grouped(held):
    made = environments(held)
    assert made[["device", "backend", "runs"]].to_numpy().tolist() == [
        ["cpu: test", "tensorflow", 10],
        ["gpu: test", "tensorflow", 1],
    ]
    del held[0].record["versions"]["backend"]
    assert environments(held)["backend"].tolist() == ["not recorded", "tensorflow", "tensorflow"]
    assert environments([]).empty
    held[0].record["data"]["fingerprint"] = "f" * 64
    states = fingerprints(held)
    assert states["runs"].tolist() == [10, 1]
    assert states["fingerprint"].tolist() == ["", "f" * 16]
    assert set(states["corpora"]) <= {"RAVDESS 90 of 1,440", "RAVDESS 96 of 1,440"}


def test_nothing_run_is_no_error():
    assert coverage([], "full")["done"].sum() == 0
    assert progress([], "demo")["open"].sum() > 0
    assert fingerprints([]).empty


def test_runs_that_choose_are_told_apart_from_those_that_test(tmp_path):
    _leave(tmp_path, "RAVDESS/speaker/log-mel/f0-s0")
    _leave(tmp_path, "choosing/RAVDESS/speaker/log-mel-rate-0.001/f0-s0")
    results = [*load_results(tmp_path), *load_choosing(tmp_path)]
    table = coverage(results, "full")
    (chose,) = table[table["arm"] == "log-mel-rate-0.001"].to_dict("records")
    assert chose["side"] == "validation"
    assert (chose["experiment"], chose["done"], chose["planned"], chose["open"]) == ("features", 1, 1, "none")
    assert chose["label"] == "log-mel, learning rate 0.001"
    (tested,) = table[(table["split"] == "speaker") & (table["arm"] == "log-mel")].to_dict("records")
    assert (tested["side"], tested["done"], tested["planned"]) == ("test", 1, 15)
    assert progress(results, "full").loc["features", "done"] == 2
