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
    strata: np.ndarray | None = None,
    statistic: Callable[[np.ndarray], float] = accuracy,
    draws: int = 2000,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the percentile interval of `statistic`, drawing whole `units` with replacement.

    `truth`, `predicted` and `units` have shape (n,); `statistic` takes a confusion matrix. Clips of
    one unit (a speaker, a word) stay together, because they are not independent (Efron & Tibshirani
    1993, chapter 8). With `strata` (n,), each stratum draws as many of its own units as it has, so
    that a corpus keeps its share of the clips in every draw.
    """
    truth, predicted, units = np.asarray(truth), np.asarray(predicted), np.asarray(units)
    strata = np.zeros(len(truth), int) if strata is None else np.asarray(strata)
    labels = int(max(truth.max(), predicted.max())) + 1
    rng = np.random.default_rng(seed)
    drawn = np.zeros((draws, labels, labels), np.int64)
    for stratum in np.unique(strata):
        here = strata == stratum
        _, unit = np.unique(units[here], return_inverse=True)
        by_unit = np.zeros((unit.max() + 1, labels, labels), np.int64)
        np.add.at(by_unit, (unit, truth[here], predicted[here]), 1)
        chosen = rng.integers(0, len(by_unit), (draws, len(by_unit)))
        counts = np.stack([np.bincount(row, minlength=len(by_unit)) for row in chosen])
        drawn += np.tensordot(counts, by_unit, axes=1)
    values = np.array([statistic(matrix) for matrix in drawn])
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def interval(
    truth: np.ndarray,
    predicted: np.ndarray,
    speakers: np.ndarray,
    texts: np.ndarray,
    corpora: np.ndarray | None = None,
    **options,
) -> tuple[float, float, str]:
    """Return (low, high, unit) of `bootstrap` over the units that `drawing_units` chooses."""
    corpora = np.zeros(len(truth), int) if corpora is None else corpora
    units, unit = drawing_units(speakers, texts, corpora)
    return *bootstrap(truth, predicted, units, strata=corpora, **options), unit


def drawing_units(speakers: np.ndarray, texts: np.ndarray, corpora: np.ndarray) -> tuple[np.ndarray, str]:
    """Return the number of the unit each clip belongs to within its corpus, shape (n,), and what to call them.

    In each corpus: speakers where there are ten or more, else texts, else single clips. An interval
    over texts or clips says nothing about other speakers; the name tells which it is, such as
    "speakers", or "speakers of RAVDESS, texts of TESS".
    """
    units = np.empty(len(corpora), dtype=np.int64)
    names = {}
    for corpus in np.unique(corpora):
        here = corpora == corpus
        for candidates, name in (
            (speakers, "speakers"),
            (texts, "texts"),
            (np.arange(len(corpora)), "clips"),
        ):
            if len(set(candidates[here])) >= SPEAKERS_NEEDED or name == "clips":
                _, units[here] = np.unique(candidates[here], return_inverse=True)
                names[corpus] = name
                break
    if len(set(names.values())) == 1:
        return units, next(iter(names.values()))
    return units, ", ".join(f"{name} of {corpus}" for corpus, name in names.items())


__all__ = ["SPEAKERS_NEEDED", "bootstrap", "confusion_matrix", "drawing_units", "interval"]
