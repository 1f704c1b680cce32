"""How good are predictions: accuracy, unweighted average recall, F1, and the confusion matrix.

Written out here because this is what the project is about; the tests compare each with
scikit-learn.
"""

import numpy as np

from ser.corpora import EMOTIONS
from ser.errors import BadValue


def confusion_matrix(truth: np.ndarray, predicted: np.ndarray, *, labels: int = len(EMOTIONS)) -> np.ndarray:
    """Return counts, shape (labels, labels): row = true label, column = predicted label."""
    counts = np.zeros((labels, labels), np.int64)
    np.add.at(counts, (np.asarray(truth), np.asarray(predicted)), 1)
    return counts


def accuracy(confusion: np.ndarray) -> float:
    """Return the share of clips on the diagonal, 0 to 1."""
    return float(np.trace(confusion) / confusion.sum())


def per_class(confusion: np.ndarray) -> dict[str, np.ndarray]:
    """Return precision, recall, f1 and support, each of shape (labels,).

    A share whose denominator is 0 is 0, as scikit-learn has it with `zero_division=0`.
    """
    hits, support, claimed = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    return {
        "precision": hits / np.maximum(claimed, 1),
        "recall": hits / np.maximum(support, 1),
        "f1": 2 * hits / np.maximum(support + claimed, 1),
        "support": support,
    }


def uar(confusion: np.ndarray) -> float:
    """Return the unweighted average recall: the mean recall of the labels that occur, 0 to 1.

    A label absent from the test side has no recall and does not enter.
    """
    figures = per_class(confusion)
    return float(figures["recall"][figures["support"] > 0].mean())


def summarise(truth: np.ndarray, probabilities: np.ndarray, corpora: np.ndarray, *, majority: int) -> dict:
    """Return every figure of one run as plain numbers.

    `truth` (n,) label numbers, `probabilities` (n, labels), `corpora` (n,) corpus names; `majority`
    is the commonest label of the training side, whose share of the test side is the score of a
    model that always says it. `chance` is 1 over the labels that occur.

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
    weights = figures["support"] / figures["support"].sum()
    return {
        "accuracy": accuracy(confusion),
        "uar": uar(confusion),
        "macro_f1": float(figures["f1"][present].mean()),
        "weighted_f1": float((figures["f1"] * weights).sum()),
        "chance": 1.0 / int(present.sum()),
        "majority": float((truth == majority).mean()),
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


def _brief(confusion: np.ndarray) -> dict:
    return {"accuracy": accuracy(confusion), "uar": uar(confusion), "clips": int(confusion.sum())}


def _plain(value: np.generic) -> int | float:
    return int(value) if isinstance(value, np.integer) else float(value)
