import json
import os
import signal
from dataclasses import replace

import numpy as np
import pytest

from ser.errors import DataDamaged, RunFailed
from ser.experiments import (
    ARMS,
    Predictions,
    grid,
    ground,
    part_of,
    read,
    read_predictions,
    run_grid,
    split_of,
    status,
)
from ser.experiments import record as records
from ser.experiments.ground import key_of
from ser.features import load
from ser.models.baselines import BASELINES, CLASSICAL, choices
from ser.results import load_results, summary


@pytest.fixture(scope="module")
def features(tiny_store):
    return load(tiny_store)


def _pretend(run, features, results):
    """Leave what a finished run leaves, without training."""
    from made_runs import record  # not known to the processes that import this module

    part = part_of(features, run)
    key = key_of(run, part, split_of(part, run))
    left = record(run.name, {"accuracy": 0.5, "uar": 0.25}) | {"key": key, "seconds": {"training": 2.5}}
    left["data"]["corpora"] = {name: {"found": 1, "expected": 2800} for name in part.expected}
    said = Predictions(np.array(["TESS/a"]), np.zeros(1, int), np.full((1, 8), 0.125))
    return records.write(results, left, said)


@pytest.fixture
def pretending(monkeypatch, features, tmp_path):
    """Let a grid pretend to train; gives the names of the runs it was asked to do."""
    asked = []

    def pretend(group, store, results, profile):
        asked.extend(run.name for run in group)
        for run in group:
            _pretend(run, features, results)
        return [(run.name, "done") for run in group]

    monkeypatch.setattr(grid, "_do_in_own_process", pretend)
    return asked


def _states(planned, store, results):
    return [one.state for one in status(planned, store, results)]


# where runs stand


def test_a_run_without_a_json_is_left(tiny_runs, tiny_store, features, tmp_path):
    assert _states(tiny_runs, tiny_store, tmp_path) == ["left", "left"]
    path = _pretend(tiny_runs[0], features, tmp_path)
    assert _states(tiny_runs, tiny_store, tmp_path) == ["done", "left"]
    assert status(tiny_runs, tiny_store, tmp_path)[0].seconds == 2.5
    path.unlink()
    assert _states(tiny_runs, tiny_store, tmp_path) == ["left", "left"]


@pytest.mark.parametrize("damage", ["json cut", "altered", "a key gone", "no predictions", "predictions cut"])
def test_a_run_whose_record_cannot_be_read_is_left(tiny_runs, tiny_store, features, tmp_path, damage):
    path = _pretend(tiny_runs[0], features, tmp_path)
    arrays = path.with_suffix(".npz")
    held = json.loads(path.read_text())
    if damage == "json cut":
        path.write_text(path.read_text()[:40])
    elif damage == "altered":
        path.write_text(json.dumps(held | {"metrics": {"accuracy": 1.0, "uar": 1.0}}))
    elif damage == "a key gone":
        del held["seconds"]
        path.write_text(json.dumps(held))
    elif damage == "no predictions":
        arrays.unlink()
    else:
        arrays.write_bytes(arrays.read_bytes()[:50])
    (state,) = status(tiny_runs[:1], tiny_store, tmp_path)
    assert state.state == "left"
    assert str(tmp_path) in state.why


@pytest.mark.parametrize("other", ['{"format": 0}', '{"format": 2}', '{"accuracy": 1}', "[]"])
def test_a_result_of_another_format_is_never_written_over(
    tiny_runs, tiny_store, features, tmp_path, pretending, refuses, other
):
    path = _pretend(tiny_runs[1], features, tmp_path)
    path.write_text(other)
    assert _states(tiny_runs, tiny_store, tmp_path) == ["left", "other format"]
    with refuses(
        DataDamaged, path, "another format", "expected format 1", "nothing was written over", tmp_path
    ):
        run_grid(tiny_runs, tiny_store, results=tmp_path, profile="demo", jobs=1)
    assert path.read_text() == other
    assert pretending == []


def test_a_damaged_run_is_named_when_it_is_done_again(
    tiny_runs, tiny_store, features, tmp_path, pretending, capsys
):
    path = _pretend(tiny_runs[0], features, tmp_path)
    path.write_bytes(path.read_bytes()[:40])
    run_grid(tiny_runs[:1], tiny_store, results=tmp_path, profile="demo", jobs=1, progress=False)
    note, line = capsys.readouterr().out.splitlines()
    assert note.startswith(f"note: {path}: not JSON") and note.endswith("it is done again now")
    assert line.startswith("[1/1]")


def test_a_run_made_from_something_else_is_stale(tiny_runs, tiny_store, features, tmp_path, monkeypatch):
    run = tiny_runs[0]
    _pretend(run, features, tmp_path)
    longer = replace(run, arm=replace(run.arm, training=replace(run.arm.training, epochs=2)))
    assert _states([longer], tiny_store, tmp_path) == ["stale"]
    assert _states([run], tiny_store, tmp_path) == ["done"]
    clips = features.clips.assign(emotion=features.clips["emotion"].to_numpy()[::-1])
    monkeypatch.setattr(ground, "load", lambda store, settings: replace(features, clips=clips))
    assert _states([run], tiny_store, tmp_path) == ["stale"]


def test_a_run_whose_corpora_are_not_there_has_no_data(tiny_runs, tiny_store, tmp_path):
    run = replace(tiny_runs[0], data="SAVEE")
    assert _states([run, replace(run, data="all")], tiny_store, tmp_path) == ["no data", "left"]


def test_a_run_whose_split_needs_another_corpus_has_no_data(tiny_runs, tiny_store, tmp_path):
    run = replace(tiny_runs[0], data="all", split="corpus", fold=1)
    assert _states([run], tiny_store, tmp_path) == ["no data"]


def test_a_run_whose_features_are_not_in_the_store_says_so(tiny_runs, tiny_store, tmp_path):
    """Another kind of feature has to be computed first; the other runs go on."""
    arm = tiny_runs[0].arm
    settings = replace(arm.features, top_db=60.0)
    other = replace(tiny_runs[0], arm=replace(arm, name="other", features=settings))
    assert _states([other, tiny_runs[0]], tiny_store, tmp_path) == ["no features", "left"]


def test_a_finished_run_that_rests_on_more_corpora_is_not_done_again_from_fewer(
    tiny_runs, tiny_store, features, tmp_path, pretending
):
    """Whoever has TESS alone keeps what was measured on all: its record says that RAVDESS was there."""
    from made_runs import clips_of, leave

    run = replace(tiny_runs[0], data="all")
    for found, state in ((96, "unchecked"), (0, "stale")):
        leave(tmp_path, run.name, np.ones(4, bool), clips_of(range(1, 2)), found=found)
        assert _states([run], tiny_store, tmp_path) == [state]
        run_grid([run], tiny_store, results=tmp_path, profile="demo", jobs=1, progress=False)
        assert pretending == ([] if state == "unchecked" else [run.name])


def test_a_finished_run_that_cannot_be_checked_is_neither_left_nor_lacking(
    tiny_runs, tiny_store, features, tmp_path, pretending
):
    """Its record is there; only the clips or features are not from which its key would be computed."""
    from made_runs import clips_of, leave

    one = tiny_runs[0]
    unheard = replace(one, arm=replace(one.arm, features=replace(one.arm.features, top_db=60.0)))
    absent = replace(one, data="SAVEE")
    _pretend(one, features, tmp_path)
    leave(tmp_path, absent.name, np.ones(4, bool), clips_of(range(1, 2)))
    assert _states([one, unheard, absent], tiny_store, tmp_path) == ["done", "unchecked", "unchecked"]
    assert status([unheard], tiny_store, tmp_path)[0].seconds == 2.5
    run_grid([unheard, absent], tiny_store, results=tmp_path, profile="demo", jobs=1, progress=False)
    assert pretending == []
    records.paths(tmp_path, one.name)[1].unlink()
    assert _states([unheard], tiny_store, tmp_path) == ["no features"]


def test_without_features_a_finished_run_counts_as_done(tiny_runs, features, tmp_path):
    """A page can be made where the corpora are not."""
    _pretend(tiny_runs[0], features, tmp_path)
    assert _states(tiny_runs, None, tmp_path) == ["done", "left"]


def test_a_run_whose_model_should_be_kept_is_left_without_it(
    tiny_runs, tiny_store, features, tmp_path, monkeypatch
):
    monkeypatch.setattr(grid, "HEADLINE_MODELS", {tiny_runs[0].name: "small"})
    _pretend(tiny_runs[0], features, tmp_path)
    assert _states(tiny_runs[:1], tiny_store, tmp_path) == ["left"]
    (tmp_path / "models" / "small").mkdir(parents=True)
    (tmp_path / "models" / "small" / "config.json").write_text("{}")
    assert _states(tiny_runs[:1], tiny_store, tmp_path) == ["done"]


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
    def stop_at_second(group, store, results, profile):
        if group == [tiny_runs[1]]:
            raise KeyboardInterrupt
        _pretend(group[0], features, results)
        return [(group[0].name, "done")]

    monkeypatch.setattr(grid, "_do_in_own_process", stop_at_second)
    with pytest.raises(KeyboardInterrupt):
        run_grid(tiny_runs, tiny_store, results=tmp_path, profile="demo", jobs=1)
    assert _states(tiny_runs, tiny_store, tmp_path) == ["done", "left"]


@pytest.mark.parametrize(("together", "groups"), [(1, 4), (2, 2), (3, 2), (9, 1)])
def test_runs_share_processes_and_each_is_done_once(
    tiny_runs, tiny_store, features, tmp_path, monkeypatch, together, groups
):
    asked = []
    planned = [replace(run, seed=seed) for seed in (0, 1) for run in tiny_runs]

    def pretend(group, *_):
        asked.append(group)
        return [(run.name, "done") for run in group]

    monkeypatch.setattr(grid, "_do_in_own_process", pretend)
    done = run_grid(planned, tiny_store, results=tmp_path, profile="demo", jobs=1, together=together)
    assert len(asked) == groups
    assert max(map(len, asked)) <= together
    assert sorted(done) == sorted(run.name for run in planned)
    assert sorted(run.name for group in asked for run in group) == sorted(done)


def _predicted(home, run):
    return read_predictions(records.paths(home, run.name)[0])


def _assert_same(planned, home, other):
    for run in planned:
        one, two = (read(records.paths(place, run.name)[0]) for place in (home, other))
        for record in (one, two):
            assert record.pop("seconds")["training"] >= 0
        assert one == two
        assert _predicted(home, run).clips.tolist() == _predicted(other, run).clips.tolist()
        np.testing.assert_array_equal(
            _predicted(home, run).probabilities, _predicted(other, run).probabilities
        )


def test_results_do_not_depend_on_who_shares_a_process(tiny_runs, tiny_store, tmp_path):
    """Trains for real: a baseline, another network and then the one in question; and that one alone."""
    options = {"profile": "demo", "progress": False, "jobs": 1}
    one = tiny_runs[0]
    arms = (ARMS["mlp"], replace(one.arm, name="other", model=replace(one.arm.model, pooling="max")))
    planned = [*(replace(one, arm=arm) for arm in arms), one]
    names = [run.name for run in planned]
    assert run_grid(planned, tiny_store, results=tmp_path / "all", together=3, **options) == names
    assert run_grid([one], tiny_store, results=tmp_path / "alone", **options) == [one.name]
    _assert_same([one], tmp_path / "all", tmp_path / "alone")
    assert len(set(_predicted(tmp_path / "all", one).probabilities.ravel().tolist())) > 8
    assert not np.array_equal(
        _predicted(tmp_path / "all", one).probabilities,
        _predicted(tmp_path / "all", planned[1]).probabilities,
    )
    assert _states(planned, tiny_store, tmp_path / "all") == ["done"] * 3
    assert run_grid(planned, tiny_store, results=tmp_path / "all", **options) == []


def test_results_do_not_depend_on_jobs(tiny_runs, tiny_store, tmp_path):
    """Fits for real, in processes of their own: one after the other, and two side by side."""
    options = {"profile": "demo", "progress": False}
    planned = [replace(tiny_runs[0], arm=ARMS[name]) for name in ("mlp", "knn", "duration")]
    for jobs in (1, 2):
        done = run_grid(planned, tiny_store, results=tmp_path / str(jobs), jobs=jobs, **options)
        assert sorted(done) == sorted(run.name for run in planned)
    _assert_same(planned, tmp_path / "1", tmp_path / "2")


@pytest.mark.parametrize("name", BASELINES)
def test_the_record_of_a_baseline_can_be_read_as_a_result(tiny_runs, tiny_store, tmp_path, name):
    """It has no epochs and no parameters; the setting that the validation side chose stands in its place."""
    run = replace(tiny_runs[0], arm=ARMS[name])
    (done,) = grid._do_all([run], str(tiny_store), str(tmp_path), "demo")
    assert done[0] == run.name
    assert "epochs" not in done[1]
    (result,) = load_results(tmp_path)
    assert result.record["training"]["epochs"] == result.record["training"]["parameters"] == 0
    assert (result.record["training"]["chosen"] in choices(name)) if name in CLASSICAL else True
    assert {"python", "numpy", "scikit-learn"} <= set(result.record["versions"])
    (row,) = summary([result]).to_dict("records")
    assert (row["arm"], row["label"]) == (name, ARMS[name].label)
    assert (row["epochs"], row["parameters"], row["folds"], row["seeds"]) == (0, 0, 1, 1)
    assert row["accuracy"] == pytest.approx(result.record["metrics"]["accuracy"])
    assert row["uar"] == pytest.approx(result.record["metrics"]["uar"])
    assert row["clips"] == result.record["split"]["test"]
    assert _states([run], tiny_store, tmp_path) == ["done"]


def _die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_run_whose_process_is_killed_is_named_in_one_line(
    tiny_runs, tiny_store, tmp_path, monkeypatch, refuses
):
    monkeypatch.setattr(grid, "_do_all", _die)
    with refuses(RunFailed, tiny_runs[0].name, "ended from outside", "run the same command again"):
        run_grid(tiny_runs[:1], tiny_store, results=tmp_path, profile="demo", jobs=1)
    assert not list(tmp_path.rglob("*.json"))


def _one_and_then_die(group, store, results, profile):
    yield from list(grid._do_all(group[:1], store, results, profile))
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_process_keeps_what_it_finished_and_names_what_it_did_not(
    tiny_runs, tiny_store, tmp_path, monkeypatch, refuses
):
    planned = [replace(tiny_runs[0], arm=ARMS[name]) for name in ("knn", "duration", "majority")]
    options = {"results": tmp_path, "profile": "demo", "jobs": 1, "together": 3, "progress": False}
    with monkeypatch.context() as patch:
        # What was a function of the module is one of this file then, and in the other process not patched.
        patch.setattr(grid, "_do_all", _one_and_then_die)
        with refuses(RunFailed, planned[1].name, "ended from outside", "what was finished is kept"):
            run_grid(planned, tiny_store, **options)
    assert _states(planned, tiny_store, tmp_path) == ["done", "left", "left"]
    assert run_grid(planned, tiny_store, **options) == [run.name for run in planned[1:]]


def _all_and_then_die(group, store, results, profile):
    yield from list(grid._do_all(group, store, results, profile))
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_killed_after_its_last_run_has_done_them_all(tiny_runs, tiny_store, tmp_path, monkeypatch):
    planned = [replace(tiny_runs[0], arm=ARMS[name]) for name in ("knn", "duration")]
    with monkeypatch.context() as patch:
        patch.setattr(grid, "_do_all", _all_and_then_die)
        done = run_grid(
            planned, tiny_store, results=tmp_path, profile="demo", jobs=1, together=2, progress=False
        )
    assert done == [run.name for run in planned]
    assert _states(planned, tiny_store, tmp_path) == ["done", "done"]


def _refuse(*_):
    yield from ()
    raise DataDamaged("a clip is cut short; restore the file")


def test_what_is_wrong_with_a_run_is_said_as_it_was_there(
    tiny_runs, tiny_store, tmp_path, monkeypatch, refuses
):
    monkeypatch.setattr(grid, "_do_all", _refuse)
    with refuses(DataDamaged, "a clip is cut short; restore the file"):
        run_grid(tiny_runs, tiny_store, results=tmp_path, profile="demo", jobs=2)
