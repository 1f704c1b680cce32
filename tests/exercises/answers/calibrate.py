"""Known wrong answers to `calibrate`: what is wrong, the answer, words of its hint."""

import numpy as np


def _warm(probabilities, temperature):
    powers = np.maximum(probabilities, 1e-12) ** (1 / temperature)
    return powers / powers.sum(axis=1, keepdims=True)


def _temperature(probabilities, truth):
    grid = np.geomspace(0.1, 10, 400)
    places = np.arange(len(truth))
    losses = [-np.log(np.maximum(_warm(probabilities, one)[places, truth], 1e-12)).mean() for one in grid]
    return grid[int(np.argmin(losses))]


def _threshold(probabilities, truth, target):
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
    order = np.argsort(-confidence)
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    return confidence[order][np.flatnonzero(shares >= target)[-1]]


def _with(temperature=lambda best: best, threshold=lambda best: best):
    def answer(probabilities, truth, target):
        warm = temperature(_temperature(probabilities, truth))
        return warm, threshold(_threshold(_warm(probabilities, warm), truth, target))

    return answer


def _before_warming(probabilities, truth, target):
    return _temperature(probabilities, truth), _threshold(probabilities, truth, target)


def _first_below(before):
    def answer(probabilities, truth, target):
        warm = _temperature(probabilities, truth)
        warmer = _warm(probabilities, warm)
        confidence, right = warmer.max(axis=1), warmer.argmax(axis=1) == truth
        order = np.argsort(-confidence)
        shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
        return warm, confidence[order][np.flatnonzero(shares < target)[0] - before]

    return answer


def _nothing_reached(otherwise):
    """The right answer, which gives something else (None: an error) where no threshold reaches the target."""

    def answer(probabilities, truth, target):
        warm = _temperature(probabilities, truth)
        try:
            return warm, _threshold(_warm(probabilities, warm), truth, target)
        except IndexError:
            if otherwise is None:
                raise
            return warm, otherwise

    return answer


WRONG = {
    "temperature 1": (_with(lambda best: 1.0), "At temperature 1 nothing changes"),
    "wrong way up": (_with(lambda best: 1 / best), "wrong way up"),
    "too high": (_with(lambda best: 2 * best), "too high"),
    "too low": (_with(lambda best: 0.75 * best), "too low"),
    "one step of a coarse grid too low": (_with(lambda best: 0.85 * best), "Search in finer steps"),
    "below zero": (lambda *given: (-1.0, 0.5), "above zero"),
    "threshold before warming": (_before_warming, "before they were warmed"),
    "never abstains": (_with(threshold=lambda best: 0.0), "never abstains"),
    "always abstains": (_with(threshold=lambda best: 1.1), "always abstains"),
    "abstains too rarely": (_with(threshold=lambda best: 0.7 * best), "Abstain more often"),
    "abstains too often": (
        _with(threshold=lambda best: best + 0.3 * (1 - best)),
        "Go down with the threshold",
    ),
    "the first place at which it is below": (_first_below(0), "not for the first"),
    "the place before that": (_first_below(1), "not for the first"),
    "an error where none reaches it": (_nothing_reached(None), "no threshold reaches the target"),
    "temperature alone": (lambda p, t, s: _temperature(p, t), "2 things"),
}
