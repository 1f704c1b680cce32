"""Accuracy or UAR: the answer is a confusion matrix of high accuracy whose UAR is no better than chance."""

from typing import Any

import numpy as np

from ser.evaluation import accuracy, uar
from ser.exercises import asking
from ser.exercises.verdict import Mistake

_HIGH = 0.9


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    counts = asking.numbers(answer, "the matrix")
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or len(counts) < 2:
        received = " x ".join(map(str, counts.shape)) or "one number"
        raise Mistake(f"Expected as many rows as columns, two or more; received {received}.")
    if (counts < 0).any() or (counts != np.round(counts)).any():
        raise Mistake("A confusion matrix holds numbers of clips: whole, and none below zero.")
    if (counts.sum(axis=1) == 0).any():
        raise Mistake(
            "An emotion has no clips: its row is empty (a row is what a clip is, a column what was said). Then it has no recall, and the mean is over fewer. Give each row at "
            "least one clip."
        )
    right, mean, chance = accuracy(counts), uar(counts), 1 / len(counts)
    if right < _HIGH and mean > chance:
        raise Mistake(
            f"The accuracy is {right:.0%}: not high enough. Which emotion is tested most, and is it named rightly?"
        )
    if right < _HIGH:
        raise Mistake(
            f"The UAR is no better than chance, but the accuracy is {right:.0%}. What if nearly all clips were of one emotion?"
        )
    if mean > chance:
        raise Mistake(
            f"The accuracy is high, but so is the UAR: {mean:.2f}, and chance is {chance:.2f}. Every emotion counts the same in "
            "it. How does a program behave that has learnt nothing but which emotion is frequent?"
        )
    return (
        f"accuracy {right:.0%}, and UAR {mean:.2f}, where chance is {chance:.2f}. Nothing was learnt but which emotion is "
        "frequent. So this book gives both."
    )
