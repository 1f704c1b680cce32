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

    The first four are pairs, the least and the most over the runs: epochs, steps an epoch, the accuracy
    in training in the last epoch, and the share of its starting value that the running mean still held
    at the epoch kept. `silent` has the epochs of each run that names one emotion for every test clip,
    `others` epochs and accuracy of each other run.
    """

    epochs: tuple[int, int]
    steps: tuple[int, int]
    in_training: tuple[float, float]
    unlearnt: tuple[float, float]
    silent: tuple[int, ...] = ()
    others: tuple[tuple[int, float], ...] = ()

    @property
    def one_answer(self) -> int:
        """How many runs name one emotion for every test clip."""
        return len(self.silent)

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return len(self.silent) + len(self.others)


def stopping(results: Sequence[Result]) -> Stopping | None:
    """Return how the runs of networks in `results` stopped, None where there is none."""
    rows, silent, others = [], [], []
    for one in results:
        record = one.record
        if not record["training"]["history"]:
            continue  # not a network
        steps = -(-record["split"]["train"] // record["config"]["training"]["batch"])
        kept = record["training"]["best_epoch"] + 1
        said = one.predictions
        epochs = record["training"]["epochs"]
        if one.one_answer:
            silent.append(epochs)
        else:
            others.append((epochs, float(np.mean(said.predicted == said.truth))))
        rows.append(
            (
                epochs,
                steps,
                record["training"]["history"]["accuracy"][-1],
                MOMENTUM ** (steps * kept),
            )
        )
    if not rows:
        return None
    epochs, steps, in_training, unlearnt = ((min(column), max(column)) for column in zip(*rows, strict=True))
    return Stopping(epochs, steps, in_training, unlearnt, tuple(silent), tuple(others))
