"""Runs that stopped before batch normalisation had caught up, and so name one emotion for everything."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ser.results.runs import Result

MOMENTUM = 0.99
"""Of the running mean and variance of the published network: Keras' default."""


@dataclass(frozen=True)
class Stopping:
    """What training and use of one arm's runs said when they stopped.

    `one_answer` counts the runs that name one emotion for every test clip. The other values are pairs,
    the least and the most over the runs: epochs, steps an epoch, the accuracy in training in the last
    epoch, and the share of its starting value that the running mean still held at the epoch kept.
    `silent` has the epochs of each run with one answer, `others` epochs and accuracy of each other run.
    """

    runs: int
    one_answer: int
    epochs: tuple[int, int]
    steps: tuple[int, int]
    in_training: tuple[float, float]
    unlearnt: tuple[float, float]
    silent: tuple[int, ...] = ()
    others: tuple[tuple[int, float], ...] = ()


def stopping(results: Sequence[Result]) -> Stopping | None:
    """Return how the runs of networks in `results` stopped, None where there is none."""
    rows, others = [], []
    for one in results:
        record = one.record
        if not record["training"]["history"]:
            continue  # not a network
        steps = -(-record["split"]["train"] // record["config"]["training"]["batch"])
        kept = record["training"]["best_epoch"] + 1
        said = one.predictions
        alike = len(np.unique(said.predicted)) == 1
        if not alike:
            others.append((record["training"]["epochs"], float(np.mean(said.predicted == said.truth))))
        rows.append(
            (
                record["training"]["epochs"],
                steps,
                record["training"]["history"]["accuracy"][-1],
                MOMENTUM ** (steps * kept),
                alike,
            )
        )
    if not rows:
        return None
    *pairs, alike = zip(*rows, strict=True)
    epochs, steps, in_training, unlearnt = ((min(column), max(column)) for column in pairs)
    silent = tuple(row[0] for row in rows if row[-1])
    return Stopping(len(rows), sum(alike), epochs, steps, in_training, unlearnt, silent, tuple(others))
