"""How sure a model is, beside how often it is right: confidence and calibration of an arm's runs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ser.evaluation import expected_calibration_error
from ser.results.pooled import complete, pool
from ser.results.runs import Result, metrics_of


@dataclass(frozen=True)
class Sureness:
    """Shares of 1: mean confidence and accuracy of all answers, and the expected calibration error.

    `ece` is that of the answers of all runs together, in which the errors of single runs cancel in part;
    `ece_of_runs` the mean of those of the runs.
    """

    confidence: float
    accuracy: float
    ece: float
    ece_of_runs: float


def sureness(results: Sequence[Result]) -> Sureness | None:
    """Return how sure the runs of an arm are, over the seeds that have all folds; None where there is no run."""
    found = complete(results)
    if not found:
        return None
    held = pool(found)
    return Sureness(
        confidence=float(held.probabilities.max(axis=1).mean()),
        accuracy=float((held.predicted == held.truth).mean()),
        ece=expected_calibration_error(held.truth, held.probabilities),
        ece_of_runs=float(np.mean([metrics_of(one)["ece"] for one in found])),
    )
