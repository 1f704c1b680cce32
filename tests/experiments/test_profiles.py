from collections import Counter
from dataclasses import replace

import pytest

from ser.errors import BadValue
from ser.experiments import ARMS, EXPERIMENTS, PROFILES, Profile, experiment, plan, profile, runs


def test_the_three_profiles(refuses):
    assert list(PROFILES) == ["demo", "quick", "full"]
    assert all(profile(name).name == name for name in PROFILES)
    with refuses(BadValue, "'fast'", "expected one of demo, quick, full"):
        profile("fast")


@pytest.mark.parametrize("name", PROFILES)
def test_every_arm_is_run_in_every_profile(name):
    assert {run.arm.name for run in plan(profile(name))} == set(ARMS)


@pytest.mark.parametrize("name", PROFILES)
def test_a_run_is_planned_once_though_several_experiments_rest_on_it(name):
    both = [*EXPERIMENTS, replace(EXPERIMENTS[0], name="again")]
    for chosen in (EXPERIMENTS, both):
        assert set(Counter(run.name for run in plan(profile(name), chosen)).values()) == {1}
    assert plan(profile(name), both) == plan(profile(name))


def test_full_is_everything_the_table_says():
    planned = {run.name: run for run in plan(profile("full"))}
    assert planned == {run.name: run for one in EXPERIMENTS for run in runs(one)}
    assert next(iter(planned)).startswith("all/random/")


def test_smaller_profiles_do_part_of_the_full_one():
    whole = {run.name for run in plan(profile("full"))}
    for name in ("demo", "quick"):
        part = plan(profile(name))
        assert {run.name for run in part} < whole
        assert {(run.fold, run.seed) for run in part} == {(0, 0)}
        assert max(run.arm.training.epochs for run in part) <= profile(name).epochs < 50


def test_shortening_touches_epochs_and_batch_alone():
    whole = {run.name: run for run in plan(profile("full"))}
    for run in plan(profile("demo")):
        full = whole[run.name].arm
        assert run.arm.training.batch == profile("demo").batch
        assert run.arm.training.epochs == min(full.training.epochs, profile("demo").epochs)
        assert (
            replace(run.arm.training, epochs=full.training.epochs, batch=full.training.batch) == full.training
        )
        assert (run.arm.model, run.arm.features, run.arm.label) == (full.model, full.features, full.label)


def test_a_profile_never_lengthens_a_run():
    long = Profile("long", "x", epochs=10_000)
    assert plan(long) == plan(profile("full"))


def test_seeds_and_folds_are_cut_from_the_front():
    one = replace(experiment("unseen-speakers"), seeds=(4, 5, 6))
    planned = plan(Profile("some", "x", seeds=2, folds=3), [one])
    assert sorted({(run.seed, run.fold) for run in planned}) == [(s, f) for s in (4, 5) for f in (0, 1, 2)]
