"""Choices in words become arms and runs of the grid's own making; a wrong one is one line."""

from dataclasses import replace

import pytest

from ser.errors import BadValue
from ser.exercises.lab import ALLOWED, Choices, arm_of, choices_of, choose, runs_of, twin
from ser.exercises.lab.choices import FEATURES
from ser.experiments import ARMS
from ser.experiments.arms import FEATURES as FEATURE_ARMS
from ser.results.compare import changes


def test_the_defaults_are_the_reference():
    chosen = choose()
    mine, corrected = arm_of(chosen, demo=False), ARMS["corrected"]
    assert replace(mine, name=corrected.name, label=corrected.label) == corrected
    assert chosen.changed == {} and chosen == chosen.reference
    assert twin(chosen) is corrected


@pytest.mark.parametrize(
    ("chosen", "arm"),
    [
        ({"attention": "mean"}, "no-attention"),
        ({"attention": "multi-head"}, "multi-head"),
        ({"axis": "cepstral"}, "cepstral-axis"),
        *(({"features": name}, name) for name in FEATURE_ARMS),
    ],
)
def test_one_change_is_the_arm_of_the_grid_that_makes_it(chosen, arm):
    assert twin(choose(**chosen)) is ARMS[arm]


def test_two_changes_are_two():
    chosen = choose(axis="cepstral", attention="mean")
    assert chosen.changed == {"axis": ("time", "cepstral"), "attention": ("additive", "mean")}
    assert twin(chosen) is None
    assert {"axis", "pooling"} <= set(changes(arm_of(chosen, demo=False), ARMS["corrected"]))


@pytest.mark.parametrize("features", FEATURES)
@pytest.mark.parametrize("axis", ALLOWED["axis"])
def test_every_name_leads_back_to_its_choices_and_is_no_arm_of_the_grid(features, axis):
    for attention in ALLOWED["attention"]:
        chosen = choose(features=features, axis=axis, attention=attention, seeds=[1, 2])
        assert choices_of(chosen.name, choose(seeds=[1, 2])) == chosen
        assert chosen.name not in ARMS
        assert chosen.label


@pytest.mark.parametrize(
    "name", ["corrected", "lab_mfcc_time", "lab_mfcc_sideways_mean", "lab_mfcc_time_mean_x"]
)
def test_a_name_of_something_else_leads_to_nothing(name):
    assert choices_of(name, choose()) is None


def test_runs_are_those_of_each_seed_and_fold():
    chosen = choose(split="speaker", folds=[0, 3], seeds=range(2))
    names = [run.name for run in runs_of(chosen, demo=False)]
    arm = "RAVDESS/speaker/lab_mfcc_time_additive"
    assert names == [f"{arm}/f{fold}-s{seed}" for seed in (0, 1) for fold in (0, 3)]
    assert chosen.where == "RAVDESS, unseen speakers, folds 0 and 3, seeds 0 and 1"


def test_the_demo_corpus_has_a_schedule_of_its_own_and_nothing_else():
    demo, real = (arm_of(choose(axis="cepstral"), demo=made) for made in (True, False))
    assert demo.training.epochs < real.training.epochs
    assert replace(demo, training=real.training) == real


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"axis": "frequency"}, "unknown axis 'frequency'; expected one of time, cepstral"),
        ({"attention": "addative"}, "did you mean 'additive'"),
        ({"features": "MFCC"}, "expected one of mfcc, log-mel"),
        ({"features": None}, "unknown features None"),
        ({"split": ["random"]}, "unknown split"),
        ({"data": "IEMOCAP"}, "expected one of all, RAVDESS, TESS, SAVEE"),
        ({"axes": "time"}, "unknown choice 'axes' (did you mean 'axis'?)"),
        ({"seeds": 3}, "seeds: received 3, expected a list"),
        ({"seeds": []}, "expected a list of different whole numbers"),
        ({"seeds": [0, 0]}, "different"),
        ({"seeds": [-1]}, "whole numbers"),
        ({"seeds": [0.5]}, "whole numbers"),
        ({"seeds": [True]}, "whole numbers"),
        ({"seeds": "01"}, "whole numbers"),
        ({"folds": [1]}, "vary the seeds"),
        ({"split": "speaker", "folds": [5]}, "numbers from 0 to 4"),
        ({"split": "text", "data": "all"}, "expected one corpus"),
        ({"split": "corpus"}, "expected 'all'"),
        ({"split": "corpus", "data": "all", "folds": [3]}, "numbers from 0 to 2"),
        ({"split": "text", "data": "SAVEE"}, "expected RAVDESS or TESS"),
    ],
)
def test_a_wrong_choice_is_one_line_with_what_there_is(chosen, words):
    with pytest.raises(BadValue) as caught:
        choose(**chosen)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_list_and_a_tuple_are_the_same_choice():
    assert Choices(seeds=[1]) == Choices(seeds=(1,))
    assert hash(Choices(seeds=[1])) == hash(Choices(seeds=(1,)))
