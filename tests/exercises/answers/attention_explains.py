"""Known wrong answers to `attention-explains`: what is wrong, the answer, words of its hint."""

import numpy as np
from scipy.linalg import null_space


def _along(steps, weights, far=1.0, choose=max):
    free = null_space(np.vstack([steps.T, np.ones(len(weights))]))
    draws = np.random.default_rng(1).normal(size=(500, free.shape[1])) @ free.T
    reach = [(weights[one < 0] / -one[one < 0]).min() * one for one in draws]
    return weights + far * choose(reach, key=lambda one: np.abs(one).sum())


def _no_sum(steps, weights):
    change = null_space(steps.T)[:, 0]
    change = change * np.sign(change.sum())
    return weights + 0.9 * (weights / np.abs(change)).min() * change


WRONG = {
    "the same": (lambda steps, weights: weights, "weights you were given"),
    "another order": (lambda steps, weights: weights[::-1], "in another order"),
    "even": (lambda steps, weights: np.full(len(weights), 1 / len(weights)), "hears something else"),
    "too far": (lambda steps, weights: _along(steps, weights, 1.5), "below zero"),
    "not far enough": (lambda steps, weights: _along(steps, weights, 0.1), "You may go on"),
    "one direction to its end": (
        lambda steps, weights: _along(steps, weights, choose=min),
        "Try another direction",
    ),
    "no sum": (_no_sum, "one more condition"),
    "the vector": (lambda steps, weights: weights @ steps, "shape of the other weights"),
}
