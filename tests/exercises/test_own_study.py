"""Rows that pass as a study of one's own, and rows of the table that do not."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ser.exercises import HINT, PASS
from ser.exercises.checking import judge
from ser.experiments import ARMS, EXPERIMENTS, Experiment, Place, experiment

ROOT = Path(__file__).resolve().parents[2]
_PLACE = Place("RAVDESS", "speaker", (0, 1, 2, 3, 4), (0, 1, 2))


def _passes(answer):
    verdict = judge("own-study", answer, seed=0)
    assert verdict.status == PASS, verdict
    return verdict


def _gets(answer, words):
    verdict = judge("own-study", answer, seed=0)
    assert verdict.status == HINT and words in verdict.message, verdict


def _planned(**changes):
    study = replace(
        experiment("training"), name="mine", arms=("corrected", "mixup"), places=(_PLACE,), required=False
    )
    return replace(study, **changes), {}


def test_the_row_that_the_page_shows_is_no_study_of_ones_own_and_passes_as_part_of_one():
    shown = re.search(
        r'vars\(experiment\("(.+)"\)\)', (ROOT / "notebooks/exercises/16_own_study.py").read_text("utf-8")
    )[1]
    row = experiment(shown)
    _gets((row, {}), f"That is the experiment `{shown}` of the table")
    _gets((replace(row, name="mine"), {}), f"That is the experiment `{shown}`")
    study = replace(row, name="mine", arms=row.arms[:-1], required=False)
    verdict = _passes((study, {}))
    assert "a person has to read it" in verdict.message


def test_no_experiment_of_the_table_is_a_study_of_ones_own():
    for one in EXPERIMENTS:
        _gets((one, {}), f"`{one.name}`")


def test_the_page_on_a_study_says_how_to_run_it():
    page = " ".join((ROOT / "notebooks/exercises/16_own_study.py").read_text("utf-8").split())
    assert "`ser experiments run --experiment NAME --data FOLDER`" in page
    assert "`required=False`" in page


@pytest.mark.parametrize(
    "place",
    [
        replace(_PLACE, folds=range(5), seeds=[3, 1, 7]),
        replace(_PLACE, folds=(4, 3, 2, 1, 0), seeds=tuple(np.arange(3))),
        Place("RAVDESS", "speaker-6", tuple(range(6)), (0, 1, 2)),
        Place("TESS", "speaker", (0, 1), (0, 1, 2)),
        Place("all", "speaker", (0, 1, 2, 3, 4), (0, 1, 2)),
        Place("all", "corpus", (0, 1, 2), (0, 1, 2)),
    ],
    ids=str,
)
def test_every_place_with_all_its_folds_passes(place):
    study, own = _planned()
    _passes((replace(study, places=(place,)), own))
    _gets((replace(study, places=(replace(place, folds=place.folds[:-1]),)), own), "left out")


def test_every_place_of_the_table_has_folds_that_the_check_knows():
    """A place that the book itself runs is none that the check calls impossible."""
    for one in ("training", "architecture", "protocols", "best", "baselines"):
        for place in experiment(one).places:
            study = Experiment(
                "mine",
                "Does mixup help on new speakers?",
                "mixup",
                "the rest",
                (place,),
                ("corrected", "mixup"),
                "corrected",
            )
            said = judge("own-study", (study, {}), seed=0).message
            assert not re.search("has no split|there is not|whole numbers", said), (place, said)
    assert "mixup" in ARMS
