"""Read a confusion matrix: answer(counts) -> recall and precision of each label, and the most frequent confusion."""

from typing import Any

import numpy as np

from ser.exercises import asking
from ser.exercises.verdict import Mistake

_KEYS = ("recall", "precision", "confused")


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    counts = _counts(rng)
    told = asking.named(asking.call(answer, counts), _KEYS, "what comes back")
    hits = np.diag(counts)
    recall, precision = hits / counts.sum(axis=1), hits / counts.sum(axis=0)
    found = {
        key: asking.numbers(told[key], f"`{key}`", shape=(len(counts),)) for key in ("recall", "precision")
    }
    _shares(found, recall, precision, hits / counts.sum())
    _pair(told["confused"], counts)
    empty = counts.copy()
    empty[:, 2] = 0
    _nothing_claimed(answer, empty)
    return "rows are the truth, columns are what was said, and you read both."


def _counts(rng: np.random.Generator) -> np.ndarray:
    """Return counts of five labels in which truth and claim, count and share, and share of all and share of the
    mistakes, cannot be taken for each other.
    """
    while True:
        counts = rng.integers(1, 12, (5, 5)) + np.diag(rng.integers(20, 40, 5))
        counts[1] *= 6
        off = counts - np.diag(np.diag(counts))
        shares = off / counts.sum(axis=1, keepdims=True)
        tables = (off, off.T, shares, shares.T, off / counts.sum(axis=0), _of_mistakes(off))
        places = {int(one.argmax()) for one in tables}
        first, second = np.sort(shares.ravel())[::-1][:2]
        if len(places) == len(tables) and first > second + 1e-6:
            return counts


def _of_mistakes(off: np.ndarray) -> np.ndarray:
    """Return the share of each mistake among the mistakes of its row."""
    return off / off.sum(axis=1, keepdims=True)


def _shares(
    found: dict[str, np.ndarray], recall: np.ndarray, precision: np.ndarray, of_all: np.ndarray
) -> None:
    if np.allclose(found["recall"], recall) and np.allclose(found["precision"], precision):
        return
    if np.allclose(found["recall"], precision) and np.allclose(found["precision"], recall):
        raise Mistake(
            "Recall and precision have changed places. Recall asks: of the clips that are sad, how many were called sad? "
            "Which way do you add up for that?"
        )
    if np.allclose(found["recall"], 100 * recall):
        raise Mistake("Your shares go up to 100. Give shares from 0 to 1.")
    if any(np.allclose(one, of_all) for one in found.values()):
        raise Mistake(
            "You divide by the number of all clips. Divide by those of the one label, each row by its own sum."
        )
    if np.allclose(found["recall"], recall):
        raise Mistake(
            "Recall is right, precision is not. Of the clips that were called sad, how many are sad?"
        )
    if np.allclose(found["precision"], precision):
        raise Mistake("Precision is right, recall is not. A row holds the clips of one true emotion.")
    raise Mistake(
        "Neither recall nor precision is right. What stands in a row, what in a column, what on the diagonal?"
    )


def _pair(confused: Any, counts: np.ndarray) -> None:
    found = [
        asking.number(one, "`confused`") for one in asking.pair(confused, "`confused`", ("true", "said"))
    ]
    if any(one != round(one) for one in found):
        raise Mistake("`confused` holds places in the matrix, a row and a column. Places are whole numbers.")
    off = counts - np.diag(np.diag(counts))
    shares = off / counts.sum(axis=1, keepdims=True)
    if found == list(divmod(int(shares.argmax()), len(counts))):
        return
    if found[0] == found[1]:
        raise Mistake("The pair you name stands on the diagonal. There nothing was confused.")
    if found == list(divmod(int(shares.argmax()), len(counts)))[::-1]:
        raise Mistake("It is the right pair the wrong way round. The true label comes first.")
    if found == list(divmod(int(off.argmax()), len(counts))):
        raise Mistake(
            "You take the largest count. One label has many more clips than the others; take the largest share of a row."
        )
    if found == list(divmod(int(_of_mistakes(off).argmax()), len(counts))):
        raise Mistake(
            "You take the largest share of the mistakes in a row. Asked for is the share of the row: what is right counts "
            "in its sum too."
        )
    raise Mistake("`confused` is not the largest share of a row outside the diagonal.")


def _nothing_claimed(answer: Any, counts: np.ndarray) -> None:
    hint = "A label that was never said has no precision: 0 divided by 0. Give 0 there."
    try:
        told = asking.named(asking.call(answer, counts), _KEYS, "what comes back")
        found = asking.numbers(told["precision"], "`precision`", shape=(len(counts),))
    except Mistake:
        raise Mistake(hint) from None
    if found[2] != 0:
        raise Mistake(hint)
