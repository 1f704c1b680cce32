from dataclasses import replace

import pytest

from ser.corpora import CATALOGUE, CORPORA
from ser.errors import BadValue
from ser.experiments import ARMS, CLAIMS, DATA, EXPERIMENTS, Place, Run, experiment, runs
from ser.experiments.arms import (
    ARCHITECTURE,
    BASELINES,
    FEATURES,
    OTHER_FEATURES,
    POOLED_OTHERWISE,
    TRAINING,
)
from ser.experiments.grid import HEADLINE_MODELS
from ser.splits import NAMES, SEEDED, SEEDS, folds_on

BY_NAME = pytest.mark.parametrize("one", EXPERIMENTS, ids=lambda one: one.name)


def test_names_are_unique():
    names = [one.name for one in EXPERIMENTS]
    assert len(set(names)) == len(names)


@BY_NAME
def test_a_row_refers_to_what_there_is(one):
    assert set(one.arms) <= set(ARMS)
    assert len(set(one.arms)) == len(one.arms)
    assert one.reference in one.arms
    assert set(one.claims) <= set(CLAIMS)
    assert len(set(one.claims)) == len(one.claims)
    assert one.question.endswith("?")
    assert one.varies and one.held
    assert one.place is one.places[0]


@pytest.mark.parametrize(
    "place", dict.fromkeys(place for one in EXPERIMENTS for place in one.places), ids=str
)
def test_every_place_is_one_that_the_committed_splits_have(place):
    assert place.split in NAMES
    assert len(set(place.seeds)) == len(place.seeds) > 0
    assert len(set(place.folds)) == len(place.folds) > 0
    assert set(place.folds) <= set(range(folds_on(place.split, DATA[place.data])))
    if place.split in SEEDED:
        assert set(place.seeds) <= set(range(SEEDS))


@BY_NAME
def test_what_a_row_says_is_held_is_held(one):
    arms = [ARMS[name] for name in one.arms]
    if "features" in one.held or "MFCC" in one.held:
        assert len({arm.features for arm in arms}) == 1
    if one.name in ("architecture", "protocols"):
        assert len({arm.training for arm in arms}) == 1
    if one.name in ("features", "attention-and-features"):
        # The learning rate is chosen for each; the classical set is no network.
        networks = [arm.training for arm in arms if arm.name not in BASELINES]
        assert len({replace(training, learning_rate=1.0) for training in networks}) == 1
    if one.name in ("training", "protocols"):
        assert len({arm.model for arm in arms}) == 1
    planned = list(runs(one))
    cells = [(place, fold, seed) for place in one.places for fold in place.folds for seed in place.seeds]
    assert len(planned) == len({run.name for run in planned}) == len(one.arms) * len(cells)
    for place, fold, seed in cells:
        here = (place.data, place.split, fold, seed)
        done = {run.arm.name for run in planned if (run.data, run.split, run.fold, run.seed) == here}
        assert done == set(one.arms)


def test_every_arm_is_asked_about():
    asked = {name for one in EXPERIMENTS for name in one.arms}
    assert asked == set(ARMS)
    for name, arms in (
        ("architecture", ARCHITECTURE),
        ("features", (*FEATURES, "svm")),
        ("attention-and-features", (*POOLED_OTHERWISE, *OTHER_FEATURES)),
        ("training", TRAINING),
    ):
        assert experiment(name).arms == ("corrected", *arms)


def test_the_claims_of_the_published_code_are_asked_with_the_arms_of_the_larger_experiments():
    assert set(POOLED_OTHERWISE) <= set(ARCHITECTURE)
    assert {ARMS[name].model.pooling for name in POOLED_OTHERWISE} == {"mean", "max", "last"}
    assert FEATURES[: len(OTHER_FEATURES)] == OTHER_FEATURES
    rest = set(FEATURES) - set(OTHER_FEATURES)
    assert rest and all(name.startswith("mfcc") or name in ("from-the-start", "two-seconds") for name in rest)


def test_what_is_most_telling_is_run_first():
    """One seed of everything before the next seed of anything."""
    for one in EXPERIMENTS:
        order = [
            next(p for p in one.places if (p.data, p.split) == (run.data, run.split)).seeds.index(run.seed)
            for run in runs(one)
        ]
        assert order == sorted(order)
    assert [one.name for one in EXPERIMENTS][:2] == ["headline", "unseen-speakers"]


def test_every_protocol_stands_in_the_table():
    """So that the leak can be taken apart: random, takes, texts, controls, speakers, corpora."""
    places = {(place.data, place.split) for one in EXPERIMENTS for place in one.places}
    lacking = set(NAMES) - {split for _, split in places}
    assert not lacking, f"no experiment has a place on {', '.join(sorted(lacking))}"
    controls = {("matched", "speaker"), ("matched-6", "speaker-6")}
    # The control has as many clips of one corpus on each side, so it is one for a corpus alone. Who adds a corpus
    # decides whether it gets one.
    for data in CORPORA:
        for control, split in controls:
            one, other = ((data, control) in places, (data, split) in places)
            assert one == other, (
                f"{data}: expected both {split} and its control {control} in the table, or neither"
            )


def test_a_control_has_the_folds_of_its_speaker_split():
    places = {(place.data, place.split): place for place in experiment("protocols").places}
    for (data, split), place in places.items():
        if split.startswith("matched"):
            assert places[data, split.replace("matched", "speaker")].folds == place.folds


def test_a_place_tells_how_many_folds_and_seeds_it_has():
    assert str(Place("all", "random")) == "all, random split"
    assert str(Place("TESS", "text", (0, 1))) == "TESS, text split (2 folds)"
    assert str(Place("RAVDESS", "speaker", (0, 1), (0, 1, 2))) == "RAVDESS, speaker split (2 folds, 3 seeds)"
    assert str(Place("RAVDESS", "random", seeds=(0, 1))) == "RAVDESS, random split (2 seeds)"


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
    with refuses(BadValue, "'headlines'", "expected one of headline, unseen-speakers", "architecture"):
        experiment("headlines")


def test_a_run_may_rest_on_any_corpus_of_the_catalogue():
    assert set(DATA) == {"all", *CATALOGUE}
    assert DATA["all"] == tuple(CORPORA)
    assert all(DATA[name] == (name,) for name in CATALOGUE)
    for one in EXPERIMENTS:
        unknown = {place.data for place in one.places} - set(DATA)
        assert not unknown, f"{one.name}: no corpus of the catalogue: {unknown}"


def test_the_claims_of_the_paper_are_asked_on_its_own_corpora():
    for one in EXPERIMENTS:
        others = {place.data for place in one.places} - {"all", *CORPORA}
        assert not (one.claims and others), (
            f"{one.name}: bears on {', '.join(one.claims)} and rests on {', '.join(sorted(others))}; ask about a corpus "
            "that is not the paper's in a row of its own, without claims"
        )
