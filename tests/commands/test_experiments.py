"""What `ser experiments status` and `list` say of the table."""

import itertools
from dataclasses import replace
from types import SimpleNamespace

import pytest

from ser import experiments
from ser.commands import experiments as command
from ser.commands import main
from ser.experiments import RunState, experiment, required, runs

HEADLINE, TRAINING = (list(runs(experiment(name))) for name in ("headline", "training"))
OPTIONAL = [run for run in TRAINING if run.arm.name == "mixup"]


@pytest.fixture
def told(monkeypatch, capsys):
    """Return a function that gives the lines of `ser experiments status` for runs in given states."""

    def tell(states):
        monkeypatch.setattr("ser.features.corpora_in", lambda store: ("RAVDESS",))
        monkeypatch.setattr(experiments, "status", lambda *_: states)
        assert main(["experiments", "status"]) == 0
        return capsys.readouterr().out.splitlines()

    return tell


def _last(lines):
    """The lines after those of the runs."""
    start = next(place for place, line in enumerate(lines) if " runs" in line)
    return lines[start:]


def test_the_last_lines_say_what_is_required_and_what_of_it_is_left(told):
    same = [run for run in HEADLINE if (run.data, run.arm.name) == ("all", "published")]
    states = [
        RunState(same[0], "done", 3600.0),
        RunState(same[1], "unchecked", 7200.0),
        RunState(same[2], "left"),
        RunState(same[3], "no features"),
        RunState(same[4], "stale", 3600.0),
        RunState(next(run for run in HEADLINE if run.data == "SAVEE"), "no data"),
        *(RunState(run, "left") for run in OPTIONAL[:2]),
    ]
    lines = told(states)
    assert _last(lines) == [
        "1 done, 3 left, 1 no data, 1 no features, 1 stale, 1 unchecked of 8 runs",
        "unchecked: a finished run, but the store lacks the clips or features to tell",
        "  what it was made from",
        # Three runs of the same kind took 1, 2 and 1 hours; the two others go by the mean of all.
        "required: 2 done (1 unchecked), 3 left, about 4.0 h of one core, 1 no data",
        "optional: 0 done, 2 left, about 2.7 h of one core",
        "hours are judged by the finished runs of the same kind",
    ]
    assert lines[3] == f"no features {same[3].name}"
    assert all(len(line) <= 80 for line in lines)


@pytest.mark.parametrize("filled", [True, False])
def test_a_store_of_other_features_than_mfcc_is_one(filled, monkeypatch, capsys, tmp_path):
    given = []
    monkeypatch.setattr(experiments, "status", lambda planned, store, results: given.append(store) or [])
    if filled:
        (tmp_path / "RAVDESS").mkdir()
        (tmp_path / "RAVDESS" / "log-mel-1.json").write_text("{}")
    assert main(["experiments", "status", "--store", str(tmp_path)]) == 0
    assert given == ([tmp_path] if filled else [None])
    assert ("no feature store at hand" in capsys.readouterr().out) == (not filled)


def test_a_run_is_judged_by_its_own_arm_before_its_model(told):
    """Arms of one model may differ much in what an epoch costs."""
    named = {(run.arm.name, run.split, run.seed, run.fold): run for run in TRAINING}
    dear, cheap = named["mixup", "random", 0, 0], named["corrected", "random", 0, 0]
    assert dear.arm.model == cheap.arm.model
    states = [
        RunState(dear, "done", 7200.0),
        RunState(cheap, "done", 3600.0),
        RunState(named["mixup", "random", 1, 0], "left"),
    ]
    assert "optional: 1 done, 1 left, about 2.0 h of one core" in told(states)
    states[2] = replace(states[2], run=named["mixup", "speaker", 0, 0])
    assert "optional: 1 done, 1 left, about 1.5 h of one core" in told(states)


def test_nothing_is_estimated_where_nothing_is_finished_or_left(told):
    assert _last(told([RunState(HEADLINE[0], "left")])) == ["1 left of 1 runs", "required: 0 done, 1 left"]
    assert _last(told([RunState(OPTIONAL[0], "done", 60.0)])) == [
        "1 done of 1 runs",
        "optional: 1 done, 0 left",
    ]
    assert OPTIONAL[0].name not in required(experiments.profile("full"))


def test_the_list_says_which_claims_an_experiment_bears_on(capsys):
    assert main(["experiments", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    told = {
        name.partition(":")[0]: line.removeprefix("  bears on: ")
        for name, line in itertools.pairwise(lines)
        if line.startswith("  bears on: ")
    }
    assert told == {
        one.name: ", ".join(one.claims) or "no published claim" for one in experiments.EXPERIMENTS
    }
    assert told["training"] == "no published claim"
    assert told["baselines"] == "C3, S3"


@pytest.fixture
def asked(monkeypatch, capsys, tmp_path):
    """Return a function that gives status, output and errors of `ser experiments`, for runs in given states."""

    def ask(states, *arguments):
        monkeypatch.setattr(command, "stored_features", lambda store: None)
        monkeypatch.setattr(command, "_planned", lambda options: [one.run for one in states])
        monkeypatch.setattr(experiments, "run_grid", lambda planned, *_, **__: [])
        monkeypatch.setattr(experiments, "status", lambda *_: states)
        code = main(["experiments", *arguments, "--store", str(tmp_path)])
        return code, *capsys.readouterr()

    return ask


def test_runs_that_lack_features_are_counted_and_named_as_not_done(asked):
    states = [
        RunState(HEADLINE[0], "done", 1.0),
        RunState(HEADLINE[1], "no data"),
        RunState(HEADLINE[2], "no features"),
    ]
    code, out, error = asked(states, "run", "--experiment", "headline")
    assert (code, out) == (2, "0 runs done now, 1 done before, 1 have no corpus\n")
    assert "1 runs not done" in error and "`ser features --data <folder> --experiment headline`" in error
    assert asked(states[:2], "run") == (0, "0 runs done now, 1 done before, 1 have no corpus\n", "")
    assert asked(states[:1], "run") == (0, "0 runs done now, 1 done before\n", "")


@pytest.mark.parametrize("state", ["stale", "no features", "no data", "left"])
def test_a_run_that_has_nothing_to_be_compared_with_is_not_repeated(asked, monkeypatch, state):
    record = {"run": HEADLINE[0].name}
    monkeypatch.setattr("ser.results.load_results", lambda _: [type("Held", (), {"record": record})])
    code, _, error = asked([RunState(HEADLINE[0], state, 1.0)], "repeat", HEADLINE[0].name)
    assert code == 2
    assert f"received one whose state is {state!r}" in error and "expected 'done'" in error


def test_a_data_folder_in_the_environment_is_named_where_it_is_refused(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("SER_DATA", str(tmp_path))
    for arguments in (["experiments", "run"], ["reproduce"]):
        assert main([*arguments, "--profile", "demo"]) == 2
        error = capsys.readouterr().err
        assert str(tmp_path) in error and "SER_DATA" in error


def test_only_the_corpora_and_features_of_the_planned_runs_are_looked_at(monkeypatch, capsys, tmp_path):
    """A gap in another corpus does not stop a study of RAVDESS, and a log says what was computed."""
    combined = SimpleNamespace(expected={"RAVDESS": 1440}, found={"RAVDESS": 1440}, demo=False, notes=())
    looked, computed = [], []

    def combine(root, **wanted):
        looked.append(wanted["among"])
        return combined

    def extract(_, store, *, settings, corpora, **rest):
        computed.append((settings.kind, corpora))
        return settings.kind != "mfcc"

    monkeypatch.setattr("ser.corpora.combine", combine)
    monkeypatch.setattr("ser.features.extract", extract)
    monkeypatch.setattr(experiments, "run_grid", lambda *_, **__: [])
    monkeypatch.setattr(experiments, "status", lambda *_: [])
    names = {"corrected", "log-mel"}
    planned = [run for run in runs(experiment("features")) if run.arm.name in names]
    assert {run.data for run in planned} == {"RAVDESS"}
    monkeypatch.setattr(command, "_planned", lambda options: planned)
    assert main(["experiments", "run", "--data", str(tmp_path), "--experiment", "features"]) == 0
    assert looked == [("RAVDESS",)]
    assert computed == [("mfcc", ("RAVDESS",)), ("log-mel", ("RAVDESS",))]
    assert "features: log-mel of RAVDESS, 1440 clips\n" in (out := capsys.readouterr().out)
    assert "mfcc of RAVDESS" not in out


def test_the_help_of_run_names_the_folder_of_results(capsys):
    with pytest.raises(SystemExit):
        main(["experiments", "run", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "SER_RESULTS" in told and "cp -r results build/my-results" in told
