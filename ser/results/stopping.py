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
    """

    runs: int
    one_answer: int
    epochs: tuple[int, int]
    steps: tuple[int, int]
    in_training: tuple[float, float]
    unlearnt: tuple[float, float]


def stopping(results: Sequence[Result]) -> Stopping | None:
    """Return how the runs of networks in `results` stopped, None where there is none."""
    rows = []
    for one in results:
        record = one.record
        if not record["training"]["history"]:
            continue  # not a network
        steps = -(-record["split"]["train"] // record["config"]["training"]["batch"])
        kept = record["training"]["best_epoch"] + 1
        rows.append(
            (
                record["training"]["epochs"],
                steps,
                record["training"]["history"]["accuracy"][-1],
                MOMENTUM ** (steps * kept),
                len(np.unique(one.predictions.predicted)) == 1,
            )
        )
    if not rows:
        return None
    *pairs, silent = zip(*rows, strict=True)
    epochs, steps, in_training, unlearnt = ((min(column), max(column)) for column in pairs)
    return Stopping(len(rows), sum(silent), epochs, steps, in_training, unlearnt)
