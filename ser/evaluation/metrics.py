"""How good are predictions: accuracy, unweighted average recall, F1, and the confusion matrix.

Written out here because this is what the project is about; the tests compare each with
scikit-learn.
"""

from typing import Any

import numpy as np

from ser.corpora import EMOTIONS
from ser.errors import BadValue
from ser.evaluation.calibration import brier, expected_calibration_error


def confusion_matrix(truth: np.ndarray, predicted: np.ndarray, *, labels: int = len(EMOTIONS)) -> np.ndarray:
    """Return counts, shape (labels, labels): row = true label, column = predicted label."""
    counts = np.zeros((labels, labels), np.int64)
    np.add.at(counts, (np.asarray(truth), np.asarray(predicted)), 1)
    return counts


def accuracy(confusion: np.ndarray) -> Any:
    """Return the share of clips on the diagonal, a float from 0 to 1.

    Of a stack of confusion matrices, shape (..., labels, labels), the shares as an array, shape (...).
    """
    confusion = np.asarray(confusion)
    return _one_or_many(np.trace(confusion, axis1=-2, axis2=-1) / confusion.sum(axis=(-2, -1)))


def per_class(confusion: np.ndarray) -> dict[str, np.ndarray]:
    """Return precision, recall, f1 and support, each of shape (..., labels).

    A share whose denominator is 0 is 0, as scikit-learn has it with `zero_division=0`.
    """
    confusion = np.asarray(confusion)
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    support, claimed = confusion.sum(axis=-1), confusion.sum(axis=-2)
    return {
        "precision": hits / np.maximum(claimed, 1),
        "recall": hits / np.maximum(support, 1),
        "f1": 2 * hits / np.maximum(support + claimed, 1),
        "support": support,
    }


def uar(confusion: np.ndarray) -> Any:
    """Return the unweighted average recall: the mean recall of the labels that occur, 0 to 1.

    A label absent from the test side has no recall and does not enter. Of a stack of confusion
    matrices, shape (..., labels, labels), the averages as an array, shape (...).
    """
    return _mean_of_present(per_class(confusion), "recall")


def macro_f1(confusion: np.ndarray) -> Any:
    """Return the mean F1 of the labels that occur, 0 to 1; stacks as `uar`."""
    return _mean_of_present(per_class(confusion), "f1")


def weighted_f1(confusion: np.ndarray) -> Any:
    """Return the mean F1 of the clips' own labels, 0 to 1; stacks as `uar`."""
    figures = per_class(confusion)
    weights = figures["support"] / figures["support"].sum(axis=-1, keepdims=True)
    return _one_or_many((figures["f1"] * weights).sum(axis=-1))


def chance(confusion: np.ndarray) -> Any:
    """Return 1 over the labels that occur: what a blind guess among them gets; stacks as `uar`."""
    return _one_or_many(1 / (per_class(confusion)["support"] > 0).sum(axis=-1))


def summarise(truth: np.ndarray, probabilities: np.ndarray, corpora: np.ndarray, *, majority: int) -> dict:
    """Return every figure of one run as plain numbers.

    `truth` (n,) label numbers, `probabilities` (n, labels), `corpora` (n,) corpus names; `majority`
    is the commonest label of the training side, whose share of the test side is the score of a
    model that always says it. `chance` is 1 over the labels that occur; `ece` and `brier` are those
    of `ser.evaluation.calibration`.

    Raises:
        BadValue: no clips, or lengths that disagree.
    """
    truth, corpora = np.asarray(truth), np.asarray(corpora)
    if not len(truth) == len(probabilities) == len(corpora) or not len(truth):
        raise BadValue(
            f"received {len(truth)} labels, {len(probabilities)} predictions and {len(corpora)} corpora; "
            "expected as many of each, and at least one"
        )
    predicted = np.argmax(probabilities, axis=1)
    confusion = confusion_matrix(truth, predicted, labels=probabilities.shape[1])
    figures = per_class(confusion)
    present = figures["support"] > 0
    return {
        "accuracy": accuracy(confusion),
        "uar": uar(confusion),
        "macro_f1": macro_f1(confusion),
        "weighted_f1": weighted_f1(confusion),
        "ece": expected_calibration_error(truth, probabilities),
        "brier": brier(truth, probabilities),
        "chance": chance(confusion),
        "majority": float((truth == majority).mean()),
        "majority_label": EMOTIONS[majority],
        "per_class": {
            emotion: {name: _plain(figures[name][number]) for name in figures}
            for number, emotion in enumerate(EMOTIONS)
            if present[number]
        },
        "per_corpus": {
            str(name): _brief(confusion_matrix(truth[corpora == name], predicted[corpora == name]))
            for name in sorted(set(corpora))
        },
        "confusion": confusion.tolist(),
    }


def _mean_of_present(figures: dict[str, np.ndarray], name: str) -> Any:
    present = figures["support"] > 0
    return _one_or_many(np.where(present, figures[name], 0.0).sum(axis=-1) / present.sum(axis=-1))


def _one_or_many(values: np.ndarray) -> Any:
    return float(values) if np.ndim(values) == 0 else values


def _brief(confusion: np.ndarray) -> dict:
    return {"accuracy": accuracy(confusion), "uar": uar(confusion), "clips": int(confusion.sum())}


def _plain(value: np.generic) -> int | float:
    return int(value) if isinstance(value, np.integer) else float(value)
