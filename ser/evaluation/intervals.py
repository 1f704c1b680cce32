"""How sure is a figure: bootstrap intervals over the units that were drawn."""

from collections.abc import Callable

import numpy as np

from ser.evaluation.metrics import accuracy, confusion_matrix

SPEAKERS_NEEDED = 10


def bootstrap(
    truth: np.ndarray,
    predicted: np.ndarray,
    units: np.ndarray,
    *,
    statistic: Callable[[np.ndarray], float] = accuracy,
    draws: int = 2000,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the percentile interval of `statistic`, drawing whole `units` with replacement.

    `truth`, `predicted` and `units` have shape (n,); `statistic` takes a confusion matrix. Clips of
    one unit (a speaker, a word) stay together, because they are not independent (Efron & Tibshirani
    1993, chapter 8).
    """
    truth, predicted = np.asarray(truth), np.asarray(predicted)
    _, unit = np.unique(np.asarray(units), return_inverse=True)
    labels = int(max(truth.max(), predicted.max())) + 1
    by_unit = np.zeros((unit.max() + 1, labels, labels), np.int64)
    np.add.at(by_unit, (unit, truth, predicted), 1)
    rng = np.random.default_rng(seed)
    chosen = rng.integers(0, len(by_unit), (draws, len(by_unit)))
    counts = np.stack([np.bincount(row, minlength=len(by_unit)) for row in chosen])
    drawn = np.tensordot(counts, by_unit, axes=1)
    values = np.array([statistic(matrix) for matrix in drawn])
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def interval(
    truth: np.ndarray, predicted: np.ndarray, speakers: np.ndarray, texts: np.ndarray, **options
) -> tuple[float, float, str]:
    """Return (low, high, unit): over speakers where there are ten or more, else over texts or clips.

    An interval over texts or clips says nothing about other speakers; `unit` tells which it is, so
    that the page can say so.
    """
    for units, name in ((speakers, "speakers"), (texts, "texts"), (np.arange(len(truth)), "clips")):
        if len(set(units)) >= SPEAKERS_NEEDED or name == "clips":
            return *bootstrap(truth, predicted, units, **options), name
    raise AssertionError("unreachable: clips always serve")


__all__ = ["SPEAKERS_NEEDED", "bootstrap", "confusion_matrix", "interval"]
