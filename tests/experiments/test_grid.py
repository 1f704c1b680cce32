import json
import os
import signal
from dataclasses import replace

import numpy as np
import pytest

from ser.errors import RunFailed
from ser.experiments import Predictions, grid, part_of, read, read_predictions, run_grid, split_of, status
from ser.experiments import record as records
from ser.experiments.run import key_of
from ser.features import load


@pytest.fixture(scope="module")
def features(tiny_store):
    return load(tiny_store)


def _pretend(run, features, results):
    """Leave what a finished run leaves, without training."""
    part = part_of(features, run)
    key = key_of(run, part, split_of(part, run))
    named = ("profile", "arm", "config", "split", "data", "versions", "device", "training")
    record = dict.fromkeys(named, "x") | {
        "run": run.name,
        "key": key,
        "seconds": {"training": 2.5},
        "metrics": {"accuracy": 0.5, "uar": 0.25},
    }
    said = Predictions(np.array(["TESS/a"]), np.zeros(1, int), np.full((1, 8), 0.125))
    return records.write(results, record, said)


@pytest.fixture
def pretending(monkeypatch, features, tmp_path):
    """Let a grid pretend to train; gives the names of the runs it was asked to do."""
    asked = []

    def pretend(run, store, results, profile):
        asked.append(run.name)
        _pretend(run, features, results)
        return run.name, "done"

    monkeypatch.setattr(grid, "_do_in_own_process", pretend)
    return asked


def _states(planned, features, results):
    return [one.state for one in status(planned, features, results)]


# where runs stand


def test_a_run_without_a_json_is_left(tiny_runs, features, tmp_path):
    assert _states(tiny_runs, features, tmp_path) == ["left", "left"]
    path = _pretend(tiny_runs[0], features, tmp_path)
    assert _states(tiny_runs, features, tmp_path) == ["done", "left"]
    assert status(tiny_runs, features, tmp_path)[0].seconds == 2.5
    path.unlink()
    assert _states(tiny_runs, features, tmp_path) == ["left", "left"]


@pytest.mark.parametrize(
    "damage", ["json cut", "another format", "a key gone", "no predictions", "predictions cut"]
)
def test_a_run_whose_record_cannot_be_read_is_left(tiny_runs, features, tmp_path, damage):
    path = _pretend(tiny_runs[0], features, tmp_path)
    arrays = path.with_suffix(".npz")
    held = json.loads(path.read_text())
    if damage == "json cut":
        path.write_text(path.read_text()[:40])
    elif damage == "another format":
        path.write_text(json.dumps(held | {"format": 0}))
    elif damage == "a key gone":
        del held["seconds"]
        path.write_text(json.dumps(held))
    elif damage == "no predictions":
        arrays.unlink()
    else:
        arrays.write_bytes(arrays.read_bytes()[:50])
    assert _states(tiny_runs[:1], features, tmp_path) == ["left"]


def test_a_run_made_from_something_else_is_stale(tiny_runs, features, tmp_path):
    run = tiny_runs[0]
    _pretend(run, features, tmp_path)
    longer = replace(run, arm=replace(run.arm, training=replace(run.arm.training, epochs=2)))
    assert _states([longer], features, tmp_path) == ["stale"]
    relabelled = replace(
        features, clips=features.clips.assign(emotion=features.clips["emotion"].to_numpy()[::-1])
    )
    assert _states([run], relabelled, tmp_path) == ["stale"]
    assert _states([run], features, tmp_path) == ["done"]


def test_a_run_whose_corpora_are_not_there_has_no_data(tiny_runs, features, tmp_path):
    run = replace(tiny_runs[0], data="SAVEE")
    assert _states([run, replace(run, data="all")], features, tmp_path) == ["no data", "left"]


def test_without_features_a_finished_run_counts_as_done(tiny_runs, features, tmp_path):
    """A page can be made where the corpora are not."""
    _pretend(tiny_runs[0], features, tmp_path)
    assert _states(tiny_runs, None, tmp_path) == ["done", "left"]


def test_a_run_whose_model_should_be_kept_is_left_without_it(tiny_runs, features, tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "HEADLINE_MODELS", {tiny_runs[0].name: "small"})
    _pretend(tiny_runs[0], features, tmp_path)
    assert _states(tiny_runs[:1], features, tmp_path) == ["left"]
    (tmp_path / "models" / "small").mkdir(parents=True)
    (tmp_path / "models" / "small" / "config.json").write_text("{}")
    assert _states(tiny_runs[:1], features, tmp_path) == ["done"]


# what is done and what is kept


def test_only_what_is_missing_is_done(tiny_runs, tiny_store, features, tmp_path, pretending):
    first, second = (run.name for run in tiny_runs)
    options = {"results": tmp_path, "profile": "demo", "jobs": 1}
    assert run_grid(tiny_runs[:1], tiny_store, **options) == pretending == [first]
    before = (tmp_path / "runs" / f"{first}.json").read_bytes()
    assert run_grid(tiny_runs, tiny_store, **options) == [second]
    assert pretending == [first, second]
    assert (tmp_path / "runs" / f"{first}.json").read_bytes() == before
    assert run_grid(tiny_runs, tiny_store, **options) == []
    (tmp_path / "runs" / f"{first}.npz").unlink()
    assert run_grid(tiny_runs, tiny_store, **options) == [first]


def test_a_stale_run_is_done_again(tiny_runs, tiny_store, features, tmp_path, pretending):
    _pretend(tiny_runs[0], features, tmp_path)
    changed = [replace(tiny_runs[0], arm=replace(tiny_runs[0].arm, model=tiny_runs[1].arm.model))]
    assert run_grid(changed, tiny_store, results=tmp_path, profile="demo", jobs=1) == [changed[0].name]


def test_a_run_without_data_is_passed_over(tiny_runs, tiny_store, tmp_path, pretending):
    planned = [replace(tiny_runs[0], data="RAVDESS")]
    assert run_grid(planned, tiny_store, results=tmp_path, profile="demo", jobs=1) == pretending == []


def test_progress_is_a_line_a_run_in_a_log(tiny_runs, tiny_store, tmp_path, pretending, capsys):
    run_grid(tiny_runs, tiny_store, results=tmp_path, profile="demo", jobs=1, progress=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"[{place}/2] {run.name}: done" for place, run in enumerate(tiny_runs, start=1)]


def test_a_grid_that_is_stopped_keeps_what_it_finished(
    tiny_runs, tiny_store, features, tmp_path, monkeypatch
):
    def stop_at_second(run, store, results, profile):
        if run == tiny_runs[1]:
            raise KeyboardInterrupt
        _pretend(run, features, results)
        return run.name, "done"

    monkeypatch.setattr(grid, "_do_in_own_process", stop_at_second)
    with pytest.raises(KeyboardInterrupt):
        run_grid(tiny_runs, tiny_store, results=tmp_path, profile="demo", jobs=1)
    assert _states(tiny_runs, features, tmp_path) == ["done", "left"]


def test_results_do_not_depend_on_jobs_and_a_grid_goes_on_where_it_stopped(
    keras, tiny_runs, tiny_store, tmp_path
):
    """Trains for real: one at a time in two goes, then two side by side in processes of their own."""
    options = {"profile": "demo", "progress": False}
    alone, both = tmp_path / "alone", tmp_path / "both"
    assert run_grid(tiny_runs[:1], tiny_store, results=alone, jobs=1, **options) == [tiny_runs[0].name]
    assert run_grid(tiny_runs, tiny_store, results=alone, jobs=1, **options) == [tiny_runs[1].name]
    done = run_grid(tiny_runs, tiny_store, results=both, jobs=2, **options)
    assert sorted(done) == sorted(run.name for run in tiny_runs)
    for run in tiny_runs:
        one, two = (read(records.paths(home, run.name)[0]) for home in (alone, both))
        for record in (one, two):
            assert record.pop("seconds")["training"] > 0
        assert one == two
        said = [read_predictions(records.paths(home, run.name)[0]) for home in (alone, both)]
        np.testing.assert_array_equal(said[0].probabilities, said[1].probabilities)
        assert len(set(said[0].probabilities.ravel().tolist())) > 8
    features = load(tiny_store)
    assert _states(tiny_runs, features, alone) == _states(tiny_runs, features, both) == ["done", "done"]
    assert run_grid(tiny_runs, tiny_store, results=both, jobs=2, **options) == []


def _die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_run_whose_process_is_killed_is_named_in_one_line(
    tiny_runs, tiny_store, tmp_path, monkeypatch, refuses
):
    monkeypatch.setattr(grid, "_do_in_worker", _die)
    with refuses(RunFailed, tiny_runs[0].name, "ended from outside", "run the same command again"):
        run_grid(tiny_runs[:1], tiny_store, results=tmp_path, profile="demo", jobs=1)
    assert not list(tmp_path.rglob("*.json"))
