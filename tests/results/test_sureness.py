"""How sure the runs of an arm are, against the same reckoned by hand."""

import numpy as np
import pytest
from made_runs import HAPPY, clips_of, record

from ser.experiments import Predictions
from ser.experiments.record import write
from ser.results import load_results
from ser.results.sureness import sureness

CLIPS = clips_of(range(1, 3))
TRUTH = np.array([HAPPY if "-01-03-" in clip else HAPPY + 2 for clip in CLIPS])


def _leave(folder, seed, sure, right, *, fold=0):
    """Leave a run that is `sure` of every answer, of which the first `right` are right."""
    probabilities = np.full((len(CLIPS), 8), (1 - sure) / 7)
    named = np.where(np.arange(len(CLIPS)) < right, TRUTH, HAPPY - 1)
    probabilities[np.arange(len(CLIPS)), named] = sure
    metrics = {"accuracy": right / len(CLIPS), "uar": right / len(CLIPS)}
    write(
        folder,
        record(f"RAVDESS/speaker/corrected/f{fold}-s{seed}", metrics),
        Predictions(np.array(CLIPS), TRUTH, probabilities),
    )


def test_runs_that_err_to_both_sides_are_calibrated_together_and_not_alone(tmp_path):
    half = len(CLIPS) // 2
    _leave(tmp_path, 0, 0.75, half)
    _leave(tmp_path, 1, 0.75, len(CLIPS))
    found = sureness(load_results(tmp_path))
    share = half / len(CLIPS)
    assert found.confidence == pytest.approx(0.75, abs=1e-3)
    assert found.accuracy == pytest.approx((share + 1) / 2)
    assert found.ece == pytest.approx(abs((share + 1) / 2 - 0.75), abs=1e-3)
    assert found.ece_of_runs == pytest.approx((abs(share - 0.75) + 0.25) / 2, abs=1e-3)
    assert found.ece < found.ece_of_runs


def test_a_seed_that_lacks_folds_does_not_count(tmp_path):
    for fold in range(2):
        _leave(tmp_path, 0, 0.75, len(CLIPS), fold=fold)
    _leave(tmp_path, 1, 0.75, 0)
    assert sureness(load_results(tmp_path)).accuracy == 1
    assert sureness([]) is None
