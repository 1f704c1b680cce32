from collections import Counter
from dataclasses import replace

import pytest

from ser.errors import BadValue
from ser.experiments import (
    ARMS,
    CHOICES,
    EXPERIMENTS,
    PROFILES,
    Place,
    Profile,
    choosing_runs,
    experiment,
    plan,
    profile,
    required,
    runs,
)


def test_the_three_profiles(refuses):
    assert list(PROFILES) == ["demo", "quick", "full"]
    assert all(profile(name).name == name for name in PROFILES)
    with refuses(BadValue, "'fast'", "expected one of demo, quick, full"):
        profile("fast")


@pytest.mark.parametrize("name", PROFILES)
def test_every_arm_is_run_in_every_profile(name):
    assert {run.arm.name for run in plan(profile(name)) if run.side == "test"} == set(ARMS)


@pytest.mark.parametrize("name", PROFILES)
def test_a_run_is_planned_once_though_several_experiments_rest_on_it(name):
    both = [*EXPERIMENTS, replace(EXPERIMENTS[0], name="again")]
    for chosen in (EXPERIMENTS, both):
        assert set(Counter(run.name for run in plan(profile(name), chosen)).values()) == {1}
    assert plan(profile(name), both) == plan(profile(name))


def test_full_is_everything_the_table_says():
    planned = {run.name: run for run in plan(profile("full"))}
    tested = {run.name: run for one in EXPERIMENTS for run in runs(one)}
    choosing = {run.name: run for choice in CHOICES.values() for run in choosing_runs(choice)}
    assert planned == tested | choosing
    assert next(iter(planned)).startswith("all/random/")


def test_what_is_chosen_is_chosen_before_its_experiment():
    names = [run.name for run in plan(profile("full"), [experiment("features")])]
    count = sum(name.startswith("choosing/") for name in names)
    assert count > 0 and all(name.startswith("choosing/") for name in names[:count])


def test_a_run_is_required_where_one_experiment_needs_it():
    """What an optional experiment shares with a required one, and what chooses its arms, is required too."""
    needed = required(profile("full"))
    optional = {run.name for one in EXPERIMENTS if not one.required for run in runs(one)}
    assert {run.name for one in EXPERIMENTS if one.required for run in runs(one)} <= needed
    assert "RAVDESS/random/corrected/f0-s0" in optional & needed
    assert "RAVDESS/random/copies-before/f0-s0" in optional - needed
    assert any(name.startswith("choosing/") for name in needed)
    assert {run.name for run in plan(profile("full"))} - needed == optional - needed


@pytest.mark.parametrize("name", ["demo", "quick"])
def test_smaller_profiles_choose_nothing(name):
    assert {run.side for run in plan(profile(name))} == {"test"}


def _most(run, chosen):
    """Epochs that a profile allows a run: more for the two models on the combined corpora."""
    headline = (run.data, run.split) == ("all", "random") and run.arm.name in ("published", "corrected")
    return chosen.headline_epochs if headline else chosen.epochs


@pytest.mark.parametrize("name", ["demo", "quick"])
def test_smaller_profiles_do_part_of_the_full_one(name):
    whole = {run.name for run in plan(profile("full"))}
    part = plan(profile(name))
    assert {run.name for run in part} < whole
    assert {(run.fold, run.seed) for run in part} == {(0, 0)}
    for run in part:
        assert run.arm.training.epochs <= _most(run, profile(name)) <= 20


def test_shortening_touches_epochs_and_batch_alone():
    whole = {run.name: run for run in plan(profile("full"))}
    for run in plan(profile("demo")):
        full = whole[run.name].arm
        assert run.arm.training.batch == profile("demo").batch
        assert run.arm.training.epochs == min(full.training.epochs, _most(run, profile("demo")))
        assert (
            replace(run.arm.training, epochs=full.training.epochs, batch=full.training.batch) == full.training
        )
        assert (run.arm.model, run.arm.features, run.arm.label) == (full.model, full.features, full.label)


def test_a_profile_never_lengthens_a_run():
    long = Profile("long", "x", epochs=10_000, chooses=True)
    assert plan(long) == plan(profile("full"))


def test_seeds_and_folds_are_cut_from_the_front():
    one = experiment("unseen-speakers")
    places = (Place("RAVDESS", "speaker", (0, 1, 2, 3), (4, 5, 6)), Place("SAVEE", "speaker", (2, 0)))
    planned = plan(Profile("some", "x", seeds=2, folds=3), [replace(one, places=places)])
    ravdess = {(run.seed, run.fold) for run in planned if run.data == "RAVDESS"}
    assert sorted(ravdess) == [(s, f) for s in (4, 5) for f in (0, 1, 2)]
    assert {(run.seed, run.fold) for run in planned if run.data == "SAVEE"} == {(0, 2), (0, 0)}


def test_places_are_cut_where_arms_are_compared_and_kept_where_places_are():
    arms, places = experiment("headline"), experiment("protocols")
    assert {run.data for run in plan(Profile("one", "x", places=1), [arms])} == {"all"}
    assert len({(run.data, run.split) for run in plan(Profile("one", "x", places=1), [places])}) == len(
        places.places
    )


@pytest.mark.parametrize("name", PROFILES)
def test_every_split_is_run_in_every_profile(name):
    splits = {place.split for one in EXPERIMENTS for place in one.places}
    assert {run.split for run in plan(profile(name))} == splits


def test_long_runs_have_a_process_each_and_short_ones_share_one():
    assert profile("full").together == 1
    assert profile("demo").together > 1
