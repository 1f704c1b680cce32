"""The lab does its runs by the grid's runner, keeps them apart from results, and goes on where it was."""

import os
from pathlib import Path

import numpy as np
import pytest

from ser.corpora import EMOTIONS
from ser.errors import BadValue
from ser.exercises import lab
from ser.experiments import Predictions, grid, part_of, split_of
from ser.experiments import record as records
from ser.experiments.ground import key_of
from ser.experiments.run import configuration, describe_data, describe_split
from ser.features import load

ROOT = Path(__file__).resolve().parents[3]


def _pretend(run, store, results, profile):
    """Leave what a finished run leaves, without training: about half of what it says is right."""
    part = part_of(load(store, settings=run.arm.features), run)
    split = split_of(part, run)
    emotions = part.clips.set_index("clip")["emotion"].loc[list(split.test)]
    truth = np.array([EMOTIONS.index(emotion) for emotion in emotions])
    rng = np.random.default_rng([run.seed, len(run.arm.name)])
    said = np.where(rng.random(len(truth)) < 0.5, truth, rng.integers(8, size=len(truth)))
    record = {
        "run": run.name,
        "key": key_of(run, part, split),
        "profile": profile,
        "arm": run.arm.name,
        "config": configuration(run),
        "split": describe_split(split),
        "data": describe_data(run.data, part),
        "versions": {"backend": "tensorflow"},
        "device": "cpu: test",
        "seconds": {"training": 2.5, "epoch": 1.0},
        "training": {"epochs": 2, "best_epoch": 1, "parameters": 10, "history": {}},
        "metrics": {"accuracy": 0.5, "uar": 0.5, "chance": 0.125, "majority": 0.2},
    }
    records.write(results, record, Predictions(np.array(split.test), truth, np.eye(8)[said]))


@pytest.fixture
def asked(monkeypatch, tmp_path, demo_root, demo_features):
    """Let the runner pretend to train; gives the names of the runs that it did. What is built goes to `tmp_path`."""
    names = []

    def pretend(group, store, results, profile):
        for run in group:
            names.append(run.name)
            _pretend(run, store, results, profile)
        return [(run.name, "done") for run in group]

    monkeypatch.setattr(grid, "_do_in_own_process", pretend)
    (tmp_path / "demo-corpus").symlink_to(demo_root)
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "demo").symlink_to(ROOT / "build" / "test-store")
    monkeypatch.setenv("SER_BUILD", str(tmp_path))
    return names


def test_a_trial_on_the_demo_corpus_runs_its_reference_too_and_goes_on_where_it_was(asked, tmp_path, capsys):
    none = tmp_path / "no-grid"
    first = lab.run(attention="mean", grid=none, jobs=1)
    place = "RAVDESS/random/lab_mfcc_time_"
    assert asked == [f"{place}additive/f0-s0", f"{place}mean/f0-s0"]
    assert "0 done before, 2 to do" in capsys.readouterr().err
    assert first.refused == "" and first.demo
    assert first.verdict in ("better", "worse", "no difference shown")
    assert str(first).startswith(lab.DEMO)
    again = lab.run(attention="mean", grid=none, jobs=1)
    assert len(asked) == 2 and str(again) == str(first)
    (tmp_path / "lab" / "demo" / "runs" / f"{place}mean" / "f0-s0.json").write_text("cut sho")
    lab.run(attention="mean", seeds=[0, 1], grid=none, jobs=1)
    assert asked[2:] == [f"{place}additive/f0-s1", f"{place}mean/f0-s0", f"{place}mean/f0-s1"]
    third = lab.run(attention="max", seeds=[0, 1], grid=none, jobs=1)
    assert list(third.table.index) == [f"lab_mfcc_time_{name}" for name in ("additive", "max", "mean")]
    assert "You have tried 2 configurations here" in str(third)


def test_runs_of_the_lab_lie_below_what_is_built_and_say_whose_they_are(asked, tmp_path):
    outcome = lab.run(axis="cepstral", grid=tmp_path / "no-grid")
    for one in (*outcome.mine, *outcome.reference):
        assert tmp_path / "lab" / "demo" in one.path.parents
        assert one.record["profile"] == "lab" and one.record["data"]["demo"]
        assert one.record["arm"].startswith("lab_")


@pytest.mark.parametrize("below", ["full", "full/runs", "."])
def test_a_results_folder_is_refused(asked, tmp_path, monkeypatch, below):
    monkeypatch.setenv("SER_RESULTS", str(tmp_path / "results"))
    folder = tmp_path / "results" / below
    folder.mkdir(parents=True)
    os.symlink(tmp_path / "demo-corpus", folder / "demo-corpus")
    with pytest.raises(BadValue, match="apart from results"):
        lab.try_out(lab.choose(), folder=folder)
    assert asked == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"axis": "x"}, "expected one of time, cepstral"),
        ({"corpora": "no-such-folder"}, "no-such-folder"),
        ({"sead": [1]}, "unknown choice 'sead'"),
    ],
)
def test_what_is_wrong_is_one_line_and_nothing_is_run(asked, given, words):
    outcome = lab.run(**given)
    assert words in str(outcome) and "\n" not in str(outcome)
    assert outcome.verdict == "refused" and asked == []


def test_a_trial_that_is_stopped_says_how_to_go_on_and_what_called_it_stops_too(asked, tmp_path, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(lab, "run_grid", stopped)
    with pytest.raises(KeyboardInterrupt, match="run this cell again"):
        lab.run(grid=tmp_path / "no-grid")


def test_a_split_that_cannot_be_had_is_told_before_anything_is_trained(asked, tmp_path, monkeypatch):
    def broken(*_, **__):
        raise BadValue("this split is not to be had; expected another")

    monkeypatch.setattr(lab, "split_of", broken)
    assert "not to be had" in str(lab.run(grid=tmp_path / "no-grid"))
    assert asked == []
