from dataclasses import asdict, replace

import pytest

from ser.errors import BadValue
from ser.experiments import ARMS, DATA, EXPERIMENTS, Run, experiment, runs
from ser.experiments.grid import HEADLINE_MODELS
from ser.features import MfccSettings
from ser.models import ModelSettings
from ser.splits import NAMES, folds
from ser.training import PUBLISHED

BY_NAME = pytest.mark.parametrize("one", EXPERIMENTS, ids=lambda one: one.name)
CLAIMS = {"C1", "C2", "C3", "C4", "C5", "S1", "S2", "S3", "S4"}


def test_names_are_unique():
    names = [one.name for one in EXPERIMENTS]
    assert len(set(names)) == len(names)
    assert all(name == arm.name for name, arm in ARMS.items())
    labels = [arm.label for arm in ARMS.values()]
    assert len(set(labels)) == len(labels)


@BY_NAME
def test_a_row_refers_to_what_there_is(one):
    assert set(one.arms) <= set(ARMS)
    assert len(set(one.arms)) == len(one.arms)
    assert one.reference in one.arms
    assert one.data in DATA
    assert one.split in NAMES
    assert one.claim in CLAIMS
    assert one.question.endswith("?")
    assert one.varies and one.held
    assert len(set(one.seeds)) == len(one.seeds) > 0
    if one.split == "random":
        assert one.folds == (0,)
    else:
        (corpus,) = DATA[one.data]
        assert set(one.folds) <= set(range(folds(one.split, corpus)))


@BY_NAME
def test_what_a_row_says_is_held_is_held(one):
    arms = [ARMS[name] for name in one.arms]
    assert len({arm.features for arm in arms}) == 1
    planned = list(runs(one))
    assert len(planned) == len(one.arms) * len(one.folds) * len(one.seeds)
    for fold in one.folds:
        for seed in one.seeds:
            assert {run.arm.name for run in planned if (run.fold, run.seed) == (fold, seed)} == set(one.arms)


def _differences(one, other):
    return {name for name, value in asdict(one).items() if asdict(other)[name] != value}


@pytest.mark.parametrize("name", [name for name in ARMS if name not in ("published", "corrected")])
def test_a_variant_differs_from_the_corrected_model_in_one_thing(name):
    arm, corrected = ARMS[name], ARMS["corrected"]
    changed = _differences(arm.model, corrected.model), _differences(arm.training, corrected.training)
    # The cepstral axis takes the published pooling and units along, or it would not be that axis' model.
    allowed = {"axis", "time_pooling", "lstm"} if name == "cepstral-axis" else None
    if allowed:
        assert changed == (allowed, set())
    else:
        assert sum(map(len, changed)) == 1


def test_no_two_arms_are_the_same():
    made = {(arm.model, arm.training, arm.features) for arm in ARMS.values()}
    assert len(made) == len(ARMS)


def test_the_two_models_are_what_their_names_say():
    assert ARMS["published"].model == ModelSettings("published")
    assert ARMS["published"].training == PUBLISHED
    model, training = ARMS["corrected"].model, ARMS["corrected"].training
    assert (model.name, model.axis, model.pooling, model.masked) == ("corrected", "time", "additive", True)
    assert model.lstm and not model.second_lstm
    assert training.scaler == "coefficient"
    assert {arm.features for arm in ARMS.values()} == {MfccSettings()}


def test_a_run_has_a_name_of_its_own():
    run = Run("TESS", "speaker", ARMS["published"], fold=1, seed=2)
    assert run.name == "TESS/speaker/published/f1-s2"
    variants = [replace(run, data="all"), replace(run, split="random"), replace(run, arm=ARMS["corrected"])]
    variants += [replace(run, fold=0), replace(run, seed=0), run]
    assert len({one.name for one in variants}) == 6


def test_the_models_that_are_kept_are_of_runs_that_are_planned():
    planned = {run.name for one in EXPERIMENTS for run in runs(one)}
    assert set(HEADLINE_MODELS) <= planned


def test_an_experiment_by_its_name(refuses):
    assert experiment("headline") is EXPERIMENTS[0]
    with refuses(BadValue, "'headlines'", "expected one of headline, unseen-speakers", "ablations"):
        experiment("headlines")
