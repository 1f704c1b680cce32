"""SIGKILL while features are extracted and runs are done: the next command finishes, with the same results."""

import os
import signal

import pytest

from .world import (
    FEATURES,
    LOG_MEL,
    MANY,
    RUNS,
    alive,
    content,
    copied,
    ended,
    kill_alone,
    killed_after,
    killed_at,
    moments,
    run,
    seed_of,
    start,
    until,
)


def _store(world):
    return content(world / "build" / "store")


def _results(world):
    return content(world / "results")


def test_extraction_is_killed_at_random_moments(with_features, fresh, request):
    rng = seed_of(request.node.name)
    caught = [
        killed_after(fresh, moment, *FEATURES) for moment in moments(rng, with_features.seconds, 3 * MANY)
    ]
    assert any(caught)
    run(fresh, *FEATURES)
    assert _store(fresh) == _store(with_features.world)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("name", ["mfcc-*.csv", "mfcc-*.npz", "mfcc-*.json"])
def test_extraction_is_killed_where_a_file_is_put_in_its_place(with_features, fresh, name, when):
    status, _, _ = killed_at(fresh, name, when, *FEATURES)
    assert status == -signal.SIGKILL
    run(fresh, *FEATURES)
    assert _store(fresh) == _store(with_features.world)


def test_runs_are_killed_at_random_moments(with_features, with_results, tmp_path, request):
    rng, world = seed_of(request.node.name), copied(with_features.world, tmp_path / "world")
    caught = [killed_after(world, moment, *RUNS) for moment in moments(rng, with_results.seconds, 3 * MANY)]
    assert any(caught)
    run(world, *RUNS)
    assert _results(world) == _results(with_results.world)


@pytest.mark.parametrize("whom", ["self", "group"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("name", ["f0-s1.npz", "f0-s1.json"])
def test_a_run_is_killed_where_a_file_is_put_in_its_place(
    with_features, with_results, tmp_path, name, when, whom
):
    """The process of the run alone, which its parent tells in one line, or everything."""
    world = copied(with_features.world, tmp_path / "world")
    status, _, err = killed_at(world, name, when, *RUNS, whom=whom)
    if whom == "group":
        assert status == -signal.SIGKILL
    else:
        assert status == 2
        (line,) = err.strip().splitlines()
        assert "TESS/random/mlp/f0-s1: its process was ended from outside" in line
        assert "run the same command again" in line
    told = run(world, *RUNS)
    assert _results(world) == _results(with_results.world)
    assert "runs done now" in told


def test_only_the_parent_of_runs_is_killed(with_features, with_results, tmp_path):
    """Nothing of it lives on, and nothing is written into the results any more."""
    world = copied(with_features.world, tmp_path / "world")
    process = start(world, *RUNS)
    until(lambda: [what for _, what in alive(process.pid) if "ser.experiments.apart" in what])
    kill_alone(process)
    until(lambda: not alive(process.pid), seconds=20)
    left = _results(world)
    run(world, *RUNS)
    assert {name: left[name] for name in left if ".part-" not in name}.items() <= _results(world).items()
    assert _results(world) == _results(with_results.world)


@pytest.fixture(scope="module")
def with_log_mel(bare, tmp_path_factory):
    """A world with the features that processes extract, made undisturbed."""
    world = copied(bare, tmp_path_factory.mktemp("log-mel") / "world")
    run(world, *LOG_MEL)
    return world


def test_only_the_parent_of_an_extraction_is_killed(with_log_mel, fresh):
    process = start(fresh, *LOG_MEL)
    until(lambda: len(_workers(process.pid)) == 2)
    kill_alone(process)
    until(lambda: not alive(process.pid), seconds=20)
    run(fresh, *LOG_MEL)
    assert _store(fresh) == _store(with_log_mel)


def _workers(group):
    return [pid for pid, what in alive(group) if pid != group and "popen_loky" in what]


def test_one_worker_of_two_is_killed_while_features_are_extracted(with_log_mel, fresh):
    process = start(fresh, *LOG_MEL)
    worker = until(lambda: process.poll() is not None or _workers(process.pid))
    os.kill(worker[0], signal.SIGKILL)
    status, _, err = ended(process)
    assert status == 2, err
    (line,) = err.strip().splitlines()
    assert "log-mel of TESS: a process was ended from outside" in line
    assert "run the same command again" in line
    assert not list(fresh.rglob("log-mel-*"))
    run(fresh, *LOG_MEL)
    assert _store(fresh) == _store(with_log_mel)


def test_one_worker_of_two_is_killed_while_runs_are_done(with_features, with_results, tmp_path):
    """What the other finished is kept. (On a cluster another worker does it: tests/experiments/test_cluster.py.)"""
    world = copied(with_features.world, tmp_path / "world")
    process = start(world, *RUNS)

    def at_work():
        return [pid for pid, what in alive(process.pid) if "ser.experiments.apart" in what]

    until(lambda: len(at_work()) == 2)
    os.kill(at_work()[0], signal.SIGKILL)
    status, _, err = ended(process)
    assert status == 2, err
    assert "its process was ended from outside" in err
    assert len(err.strip().splitlines()) == 1
    run(world, *RUNS)
    assert _results(world) == _results(with_results.world)
