"""Does a model know how sure it may be: confidence against accuracy.

Confidence is the probability of the label that is named. A model is calibrated when, of the clips
it names with a confidence of 0.8, four in five are named rightly.
"""

import numpy as np

BINS = 10
"""Bins of equal width from 0 to 1; with eight labels, the lowest one cannot be reached."""


def reliability(truth: np.ndarray, probabilities: np.ndarray, *, bins: int = BINS) -> dict[str, np.ndarray]:
    """Return the reliability table: `low`, `high`, `clips`, `confidence` and `accuracy`, each of shape (bins,).

    `truth` (n,) label numbers, `probabilities` (n, labels). The bins are as wide as each other, a bin
    holds its upper edge and not its lower one. `confidence` is the mean confidence of a bin's clips,
    `accuracy` the share of them that is named rightly; NaN where a bin is empty.
    """
    confidence, right = _confidence(truth, probabilities)
    edges = np.arange(bins + 1) / bins
    of_bin = np.searchsorted(edges[1:-1], confidence, side="left")
    clips = np.bincount(of_bin, minlength=bins)
    with np.errstate(invalid="ignore"):
        return {
            "low": edges[:-1],
            "high": edges[1:],
            "clips": clips,
            "confidence": np.bincount(of_bin, confidence, minlength=bins) / clips,
            "accuracy": np.bincount(of_bin, right, minlength=bins) / clips,
        }


def expected_calibration_error(truth: np.ndarray, probabilities: np.ndarray, *, bins: int = BINS) -> float:
    """Return the mean distance of accuracy and confidence over the bins, each counted by its clips, 0 to 1.

    sum over bins of (clips in it / n) |accuracy - confidence|, with `bins` of equal width (Naeini,
    Cooper & Hauskrecht 2015; Guo et al. 2017, "On calibration of modern neural networks", equation 3).
    On few clips it is too high on average, since chance alone moves a bin.
    """
    table = reliability(truth, probabilities, bins=bins)
    held = table["clips"] > 0
    gaps = np.abs(table["accuracy"][held] - table["confidence"][held])
    return float((gaps * table["clips"][held]).sum() / len(truth))


def brier(truth: np.ndarray, probabilities: np.ndarray) -> float:
    """Return the Brier score: the mean over clips of sum over labels (probability - outcome)^2, 0 to 2.

    The outcome is 1 for the true label and 0 for the others (Brier 1950). 0 is best; equal
    probabilities for all labels score 1 - 1 / labels.
    """
    probabilities = np.asarray(probabilities, np.float64)
    of_truth = probabilities[np.arange(len(probabilities)), np.asarray(truth)]
    return float(((probabilities**2).sum(axis=1) - 2 * of_truth + 1).mean())


def _confidence(truth: np.ndarray, probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the confidence of each clip (n,) and whether it is named rightly (n,)."""
    probabilities = np.asarray(probabilities, np.float64)
    predicted = probabilities.argmax(axis=1)
    return probabilities[np.arange(len(predicted)), predicted], predicted == np.asarray(truth)
