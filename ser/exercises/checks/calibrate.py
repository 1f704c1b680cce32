"""Calibrate and abstain: answer(probabilities, truth, target) -> (temperature, threshold)."""

from typing import Any

import numpy as np

from ser.exercises import asking
from ser.exercises.verdict import Missing, Mistake

_CLIPS, _LABELS = 600, 8
_FEW = 3  # clips that are kept by who stops at the first wrong one
_ROUNDING = 1e-6
_NEAR = 1.3  # times the best temperature, or a part of it: a step of a coarse grid away
_AHEAD = 6.0  # by how much the logarithm of the surest probability exceeds the next, at most


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    sure, truth = _overconfident(rng)
    target = _reachable(sure, truth)
    temperature, threshold = asking.pair(
        asking.call(answer, sure, truth, target), "what comes back", ("temperature", "threshold")
    )
    temperature, threshold = (
        asking.number(temperature, "`temperature`"),
        asking.number(threshold, "`threshold`"),
    )
    _check_temperature(temperature, sure, truth)
    _check_threshold(threshold, temperature, sure, truth, target)
    _unreachable(answer, sure, truth)
    return (
        f"on the clips of this check, with temperature {temperature:.2f}, the model is as sure as it may be, and above {threshold:.2f} it is right often "
        "enough. Both were chosen on clips that must not be in the test."
    )


def warmed(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Return probabilities to the power of 1 / temperature, so that each row adds up to one again."""
    logs = np.log(np.maximum(probabilities, 1e-300)) / temperature
    powers = np.exp(logs - logs.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _overconfident(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities that are too sure, and labels drawn from what they should have been.

    Of the two surest clips the first is right and the second wrong, so that the share of right ones falls
    below the target and rises again.
    """
    scores = rng.normal(0, 1.6, (_CLIPS, _LABELS))
    honest = warmed(np.exp(scores), 1.0)
    truth = np.array([rng.choice(_LABELS, p=row) for row in honest])
    first, second = np.argsort(-honest.max(axis=1))[:2]
    truth[first], truth[second] = honest[first].argmax(), honest[second].argsort()[-2]
    return warmed(honest, 1 / rng.uniform(2.0, 3.0)), truth


def _loss(probabilities: np.ndarray, truth: np.ndarray) -> float:
    return float(-np.log(np.maximum(probabilities[np.arange(len(truth)), truth], 1e-300)).mean())


def _best_temperature(probabilities: np.ndarray, truth: np.ndarray) -> float:
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(
        lambda log: _loss(warmed(probabilities, float(np.exp(log))), truth), bounds=(-3, 3), method="bounded"
    )
    return float(np.exp(found.x))


def _reachable(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """Return a share between that of all clips and that of the surest quarter."""
    right = probabilities.argmax(axis=1) == truth
    surest = np.argsort(-probabilities.max(axis=1))[: len(truth) // 4]
    return round(float(0.4 * right.mean() + 0.6 * right[surest].mean()), 2)


def _check_temperature(found: float, sure: np.ndarray, truth: np.ndarray) -> None:
    best = _best_temperature(sure, truth)
    if found <= 0:
        raise Mistake("A temperature is above zero.")
    if _loss(warmed(sure, found), truth) <= _loss(warmed(sure, best), truth) + 0.002:
        return
    if np.isclose(found, 1):
        raise Mistake(
            "At temperature 1 nothing changes, and the model is too sure: compare its confidence and its accuracy."
        )
    if np.isclose(found, 1 / best, rtol=0.12):
        raise Mistake("Your temperature is the wrong way up: it makes a model that is too sure surer still.")
    if best / _NEAR < found < best * _NEAR:
        raise Mistake(
            "Your temperature is near the best one, and there is a better. Search in finer steps, and see whether yours lies at "
            "an end of where you looked."
        )
    if found > best:
        raise Mistake(
            "The temperature is too high. It makes the model less sure than it may be. What should become as small as it can: "
            "the mean of minus the logarithm of the probability of the true label."
        )
    raise Mistake(
        "The temperature is too low: the model is still more sure than it is right. Search a wider range."
    )


def _kept(confidence: np.ndarray, right: np.ndarray, threshold: float) -> tuple[int, float]:
    kept = confidence >= threshold - 1e-9
    return int(kept.sum()), float(right[kept].mean()) if kept.any() else 1.0


def _lowest(confidence: np.ndarray, right: np.ndarray, target: float) -> float:
    order = np.argsort(-confidence)
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= target)
    return float(confidence[order][enough[-1]])


def _check_threshold(
    found: float, temperature: float, sure: np.ndarray, truth: np.ndarray, target: float
) -> None:
    warm = warmed(sure, temperature)
    right, confidence = warm.argmax(axis=1) == truth, warm.max(axis=1)
    lowest = _lowest(confidence, right, target)
    most = _kept(confidence, right, lowest)[0]
    count, share = _kept(confidence, right, found)
    if found <= confidence.min():
        raise Mistake("The model never abstains. Its weakest guesses are among those that count.")
    unwarmed = _lowest(sure.max(axis=1), sure.argmax(axis=1) == truth, target)
    if np.isclose(found, unwarmed, atol=1e-3) and not np.isclose(found, lowest, atol=1e-3):
        raise Mistake(
            "The threshold fits the probabilities before they were warmed. Which ones will it be held to?"
        )
    if count == 0:
        raise Mistake("The model always abstains: no confidence reaches the threshold.")
    if count <= _FEW:
        raise Mistake(
            f"You keep {count} of {len(truth)} clips. Among the surest the share falls below the target after a single wrong one, and "
            "rises again. Look for the last place at which it is high enough, and not for the first at which it is not."
        )
    # One clip less or more is a matter of rounding.
    if share < target - 1.5 / count:
        raise Mistake(
            f"Of the clips that are kept, {share:.0%} are right; {target:.0%} was asked for. Abstain more often."
        )
    if count < 0.9 * most:
        raise Mistake(
            f"Right often enough, but {count} clips are kept where {most} could be. Go down with the threshold as far as the "
            "target allows."
        )


def _unreachable(answer: Any, sure: np.ndarray, truth: np.ndarray) -> None:
    """The surest clip is wrong at any temperature, so that no threshold leaves only right ones."""
    logs = np.sort(np.log(np.maximum(sure, 1e-300)), axis=1)
    ahead = logs[:, -1] - logs[:, -2]
    surest = int(ahead.argmax())
    sure, truth = warmed(sure, ahead.max() / _AHEAD), truth.copy()
    # Its rival is a tenth farther behind than that of any other clip, and the rest are twice as far.
    row = np.exp(-1.1 * _AHEAD * np.array([0, 1] + [2] * (_LABELS - 2)))
    sure[surest], truth[surest] = row / row.sum(), 1
    hint = (
        "Where no threshold reaches the target, because the surest clip of all is wrong and every clip has to be right, your "
        "function has no good answer. Give the highest confidence there is."
    )
    try:
        temperature, threshold = asking.pair(
            asking.call(answer, sure, truth, 1.0), "what comes back", ("temperature", "threshold")
        )
        temperature, threshold = asking.number(temperature), asking.number(threshold)
    except (Mistake, Missing):
        raise Mistake(hint) from None
    if temperature <= 0 or abs(threshold - warmed(sure, temperature).max()) > _ROUNDING:
        raise Mistake(hint)
