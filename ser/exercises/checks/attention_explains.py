"""Attention is not explanation: answer(steps, weights) -> other weights that give the same pooled vector."""

from typing import Any

import numpy as np

from ser.exercises import asking
from ser.exercises.verdict import Mistake

_ENOUGH = 0.2
"""The share of the weight that has to lie elsewhere: half the sum of the sizes of the changes."""

_ZERO = 1e-9
"""A weight below this counts as zero."""


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    moved = []
    for _ in range(3):
        steps, weights = _clip(rng)
        found = asking.numbers(asking.call(answer, steps, weights), "the other weights", shape=weights.shape)
        _are_weights(found)
        _same_vector(found, steps, weights)
        share = np.abs(found - weights).sum() / 2
        if share < 1e-3:
            raise Mistake("Those are the weights you were given. Find others.")
        if share < _ENOUGH:
            further = (
                "You went until a weight was zero, and in this direction there is no more. Try another direction."
                if found.min() < _ZERO
                else "You may go on in the same direction until a weight reaches zero."
            )
            raise Mistake(
                f"A share of {share:.3f} of the weight has moved; move {_ENOUGH:.3f} of it. {further}"
            )
        moved.append(share)
    return (
        f"other weights, with up to {max(moved):.0%} of the weight elsewhere, and the network hears the very same. So the "
        "weights do not say why it answered. They say one way in which it could."
    )


def _clip(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return 16 steps of 4 numbers, and weights none of which is near zero."""
    steps = rng.normal(size=(16, 4))
    powers = np.exp(rng.uniform(-0.4, 0.4, 16))
    return steps, powers / powers.sum()


def _are_weights(found: np.ndarray) -> None:
    if (found < -_ZERO).any():
        raise Mistake(
            "A weight is below zero. You went too far in that direction: stop where the first one reaches zero."
        )
    if not np.isclose(found.sum(), 1, atol=1e-6):
        raise Mistake(
            f"The weights add up to {found.sum():.3f}. That they add up to one is one more condition, beside those of the "
            "pooled vector."
        )


def _same_vector(found: np.ndarray, steps: np.ndarray, weights: np.ndarray) -> None:
    before, after = weights @ steps, found @ steps
    if np.allclose(before, after, atol=1e-6):
        return
    if np.isclose(np.linalg.norm(before), np.linalg.norm(after), atol=1e-6):
        raise Mistake("The pooled vector is as long as before, but another one.")
    if np.allclose(np.sort(found), np.sort(weights)):
        raise Mistake(
            "You dealt the same weights out in another order. The pooled vector changes with that. Which changes of the "
            "weights does it not notice?"
        )
    raise Mistake(
        f"The pooled vector changes by up to {np.abs(after - before).max():.2g}, so the network hears something else. Look for a "
        "change d with d @ steps = 0."
    )
