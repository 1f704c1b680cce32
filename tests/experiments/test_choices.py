from dataclasses import replace

import pytest

from ser.experiments import (
    ARMS,
    CHOICES,
    Run,
    choices_before,
    choosing_runs,
    experiment,
    read,
    read_predictions,
    split_of,
    voting_run,
)
from ser.experiments.choices import LEARNING_RATES
from ser.experiments.key import run_key
from ser.experiments.run import do
from ser.features import load

BY_ARM = pytest.mark.parametrize("choice", CHOICES.values(), ids=list(CHOICES))


@BY_ARM
def test_a_choice_is_made_for_an_arm_of_an_experiment_before_it_is_tested(choice):
    assert choice.arm in ARMS and choice.arm in experiment(choice.experiment).arms
    assert choice in choices_before(choice.experiment)
    assert len({one.name for one in choice.candidates}) == len(choice.candidates) > 1
    assert not {one.name for one in choice.candidates} & set(ARMS)


@BY_ARM
def test_what_chooses_is_never_scored_on_a_test_side(choice):
    runs = list(choosing_runs(choice))
    assert {run.side for run in runs} == {"validation"}
    assert all(run.name.startswith("choosing/") for run in runs)
    assert len({run.name for run in runs}) == len(runs)
    assert {run.arm for run in runs} == set(choice.candidates)
    # What trained on it cannot choose on it.
    assert {one.training.fit_on for one in choice.candidates} == {"train"}


def test_every_kind_of_feature_has_the_same_budget():
    # The SVM, which is no network, chooses its one setting by itself.
    kinds = set(experiment("features").arms) - {"svm"}
    chosen = {choice.arm: choice for choice in choices_before("features")}
    assert set(chosen) == kinds
    for arm, choice in chosen.items():
        assert [one.training.learning_rate for one in choice.candidates] == list(LEARNING_RATES)
        rate = ARMS[arm].training.learning_rate
        assert {replace(one.training, learning_rate=rate) for one in choice.candidates} == {
            ARMS[arm].training
        }


def test_the_best_are_chosen_among_methods_that_are_not_tested():
    chosen = choices_before("best")
    assert {choice.arm for choice in chosen} == set(experiment("best").arms) - {"corrected"}
    assert all(one.name.startswith("try-") for choice in chosen for one in choice.candidates)


def test_an_experiment_without_choices_has_none():
    assert choices_before("headline") == []
    for choice in CHOICES.values():
        assert choice in choices_before(choice.experiment)
        assert choice.arm in experiment(choice.experiment).arms


def test_a_run_that_chooses_has_a_key_of_its_own():
    tested = Run("RAVDESS", "speaker", ARMS["corrected"])
    keys = {
        run_key(run, fingerprint="f", values="v", split_hash="s")
        for run in (tested, replace(tested, side="validation"))
    }
    assert len(keys) == 2


def test_it_is_scored_on_the_validation_side_and_kept_apart(keras, tiny_store, tiny_runs, tmp_path):
    run = replace(tiny_runs[0], side="validation")
    features = load(tiny_store)
    record = do(run, features, results=tmp_path, profile="full")
    path = tmp_path / f"{run.name}.json"
    assert read(path)["scored_on"] == record["scored_on"] == "validation"
    assert tuple(read_predictions(path).clips) == split_of(features, run).validation
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("arm", "candidate"),
    [
        ("mlp-many", "try-mlp-many"),
        ("corrected-copies", "try-corrected-copies"),
        ("log-mel-copies", "try-log-mel-copies"),
    ],
)
def test_a_voter_without_a_choice_of_its_own_answers_as_the_candidate_with_its_copies(arm, candidate):
    run = voting_run(arm, None)
    assert (run.arm.name, run.side) == (candidate, "validation")
    assert run.arm.training.copies == ARMS[arm].training.copies
