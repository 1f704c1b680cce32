"""Additive attention with a mask: answer(steps, mask, W, d, u) -> (pooled, weights).

The formulas are those of the page on the model (Bahdanau et al. 2015), one clip after the other.
"""

from typing import Any

import numpy as np

from ser.exercises import asking
from ser.exercises.verdict import Mistake

_CLIPS, _STEPS, _SIZE = 4, 7, 3
_NEAR = 0.01  # single precision leaves about a thousandth when scores are in the thousands


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    given = _inputs(rng)
    pooled, weights = _weigh(answer, given)
    _sums(weights, given["mask"])
    _ignores_padding(answer, given, pooled, weights, rng)
    _scores(weights, given)
    _pools(pooled, weights, given)
    _holds_large_scores(answer, rng)
    return (
        "the weights add up to one over speech, padding has none and changes nothing, and large scores do no harm. "
        "The layer of this project does the same."
    )


def _inputs(rng: np.random.Generator) -> dict[str, np.ndarray]:
    lengths = np.array([_STEPS, 5, 3, 1])
    return {
        "steps": rng.normal(size=(_CLIPS, _STEPS, _SIZE)),
        "mask": (np.arange(_STEPS) < lengths[:, None]).astype(float),
        "W": rng.normal(size=(_SIZE, _SIZE)),
        "d": rng.normal(size=_SIZE),
        "u": rng.choice([-1.0, 1.0], _SIZE) * rng.uniform(0.8, 1.6, _SIZE),
    }


def _weigh(answer: Any, given: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    back = asking.call(answer, *given.values())
    pooled, weights = asking.pair(back, "what comes back", ("pooled", "weights"))
    shape = asking.numbers(weights, "the weights")
    if shape.shape == (_STEPS, _CLIPS):
        raise Mistake(
            "The weights lie on their side: one row for each clip, one column for each step, please."
        )
    weights = asking.numbers(weights, "the weights", shape=(_CLIPS, _STEPS))
    return asking.numbers(pooled, "the pooled vector", shape=(_CLIPS, _SIZE)), weights


def _sums(weights: np.ndarray, mask: np.ndarray) -> None:
    if np.allclose(weights.sum(axis=0), 1):
        raise Mistake(
            "Your weights add up to one over the clips of the batch, so clips compete with each other. Which axis holds "
            "the steps of one clip?"
        )
    if np.isclose(weights.sum(), 1):
        raise Mistake("Your weights add up to one over the whole batch. Each clip needs weights of its own.")
    if (weights < -1e-9).any():
        raise Mistake("A weight is below zero. What turns any number into one above zero?")
    padding, total = weights[mask == 0], weights.sum(axis=1)
    short = mask.sum(axis=1) < _STEPS
    if (padding > 1e-6).any():
        last = weights[-1, 1:]
        if np.allclose(total, 1) and np.allclose(last, last[0]):
            raise Mistake(
                "All padding has the same weight: a masked score becomes 0 before the exponential, and the exponential of "
                "0 is one. What score has no weight at all?"
            )
        if np.allclose(total, 1):
            raise Mistake("Padding has weight, as if it were speech. The mask says which steps are speech.")
        raise Mistake("Padding has weight, and the weights of a clip do not add up to one.")
    if np.allclose(total[~short], 1) and (total[short] < 1 - 1e-6).all():
        raise Mistake(
            "In clips with padding the weights add up to less than one: the mask came after the division. What padding "
            "was given has to be shared out among the steps of speech."
        )
    if not np.allclose(total, 1, atol=1e-5):
        raise Mistake("The weights of a clip do not add up to one. What do you divide by?")


def _ignores_padding(
    answer: Any,
    given: dict[str, np.ndarray],
    pooled: np.ndarray,
    weights: np.ndarray,
    rng: np.random.Generator,
) -> None:
    noise = rng.normal(0, 50, given["steps"].shape) * (1 - given["mask"][..., None])
    pooled_then, weights_then = _weigh(answer, given | {"steps": given["steps"] + noise})
    if not (np.allclose(pooled, pooled_then, atol=1e-6) and np.allclose(weights, weights_then, atol=1e-6)):
        raise Mistake(
            "What stands in the padding changes your result. Look at what else goes through the steps: the maximum that "
            "you subtract, or the sum."
        )


def _scores(weights: np.ndarray, given: dict[str, np.ndarray]) -> None:
    """Ratios of weights tell the scores, whatever was subtracted."""
    for name, right in _SCORES.items():
        scores = right(given)[0]
        shares = np.exp(scores - scores.max())
        if np.allclose(weights[0], shares / shares.sum(), atol=1e-6):
            if _HINTS[name]:
                raise Mistake(_HINTS[name])
            return
    if np.allclose(weights[0], 1 / _STEPS):
        raise Mistake("Every step weighs the same. The scores do not reach the weights.")
    raise Mistake(
        "The weights are weights, but not those of these scores. Compare yours with the formula: first W times the "
        "step, then d, then the hyperbolic tangent, and last the product with u."
    )


_SCORES = {
    "right": lambda g: np.tanh(g["steps"] @ g["W"].T + g["d"]) @ g["u"],
    "no tanh": lambda g: (g["steps"] @ g["W"].T + g["d"]) @ g["u"],
    "no shift": lambda g: np.tanh(g["steps"] @ g["W"].T) @ g["u"],
    "transposed": lambda g: np.tanh(g["steps"] @ g["W"] + g["d"]) @ g["u"],
    "no context": lambda g: np.tanh(g["steps"] @ g["W"].T + g["d"]).sum(axis=-1),
}
_HINTS = {
    "right": "",
    "no tanh": "The hyperbolic tangent is missing. Without it, two layers of weights are as good as one.",
    "no shift": "The vector d is not in your scores.",
    "transposed": (
        "You multiply with W the wrong way round. The formula has W h: each row of W meets the step. With steps in rows, "
        "which side is transposed?"
    ),
    "no context": "The vector u is not in your scores: it says which of the numbers count, and how much.",
}


def _pools(pooled: np.ndarray, weights: np.ndarray, given: dict[str, np.ndarray]) -> None:
    right = (given["steps"] * weights[..., None]).sum(axis=1)
    if np.allclose(pooled, right, atol=1e-6):
        return
    if np.allclose(pooled, right / _STEPS, atol=1e-6):
        raise Mistake(
            "You take a mean of what is weighed already. The weights add up to one, so a sum is the mean."
        )
    raise Mistake(
        "The weights are right, the pooled vector is not. It is the sum of the steps, each times its weight."
    )


def _large(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return inputs with scores in the thousands.

    In the longest clip two scores are far above any bound that one might cut them at, and in a shorter one
    padding would win by more than a small number taken from it.
    """
    while True:
        given = _inputs(rng)
        given["u"] = given["u"] * 2000
        scores, speech = _SCORES["right"](given), given["mask"] > 0
        second, first = np.sort(scores[0])[-2:]
        ahead = np.where(speech, -np.inf, scores).max(axis=1) - np.where(speech, scores, -np.inf).max(axis=1)
        if second > 1000 and first > second + 10 and ahead.max() > 1000:
            return given


def _holds_large_scores(answer: Any, rng: np.random.Generator) -> None:
    given = _large(rng)
    try:
        _, weights = _weigh(answer, given)
    except Mistake as mistake:
        if "NaN" in str(mistake) or "infinite" in str(mistake):
            raise Mistake(
                "With large scores your function gives no numbers: exponentials overflow, or all of them are zero. "
                "Which number may be subtracted from every score of a clip without changing a weight, and from which steps "
                "should it be taken?"
            ) from None
        raise
    if not np.allclose(weights.sum(axis=1), 1, atol=1e-5):
        raise Mistake("With large scores the weights of a clip no longer add up to one.")
    if (weights[given["mask"] == 0] > _NEAR).any():
        raise Mistake(
            "With large scores padding has weight again: what you take from its score is less than the scores differ by. "
            "Which score stays below every other, however low those are?"
        )
    scores = np.where(given["mask"] > 0, _SCORES["right"](given), -np.inf)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    if not np.allclose(weights, powers / powers.sum(axis=1, keepdims=True), atol=_NEAR):
        raise Mistake(
            "With large scores the weights are no longer those of the scores: scores that differ get the same weight. A "
            "bound at which scores are cut off saves the exponential, but loses what lies beyond it."
        )
