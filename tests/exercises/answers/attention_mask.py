"""Known wrong answers to `attention-mask`: what is wrong, the answer, words of its hint."""

import numpy as np


def _pool(
    axis=1, low=-np.inf, stable=True, tanh=True, after=False, masked=True, shift=True, turn=True, mean=False
):
    def answer(steps, mask, W, d, u):
        inner = steps @ (W.T if turn else W) + (d if shift else 0)
        scores = (np.tanh(inner) if tanh else inner) @ u
        if masked and not after:
            scores = np.where(mask > 0, scores, low)
        powers = np.exp(scores - (scores.max(axis=axis, keepdims=True) if stable else 0))
        weights = powers / powers.sum(axis=axis, keepdims=True)
        weights = weights * mask if after else weights
        pooled = (
            (steps * weights[..., None]).mean(axis=1) if mean else (steps * weights[..., None]).sum(axis=1)
        )
        return pooled, weights

    return answer


def _unweighed(steps, mask, W, d, u):
    speech = mask[..., None]
    return (steps * speech).sum(axis=1) / speech.sum(axis=1), _pool()(steps, mask, W, d, u)[1]


def _weighed(steps, scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = powers / powers.sum(axis=1, keepdims=True)
    return (steps * weights[..., None]).sum(axis=1), weights


def _hundred_less(steps, mask, W, d, u):
    return _weighed(steps, np.tanh(steps @ W.T + d) @ u - 100 * (1 - mask))


def _cut_off(steps, mask, W, d, u):
    scores = np.clip(np.tanh(steps @ W.T + d) @ u, -30, 30)
    return _weighed(steps, np.where(mask > 0, scores, -np.inf))


WRONG = {
    "softmax over the clips": (_pool(axis=0, masked=False), "over the clips of the batch"),
    "softmax over everything": (_pool(axis=None, masked=False), "over the whole batch"),
    "no mask": (_pool(masked=False), "as if it were speech"),
    "score 0": (_pool(low=0.0), "exponential of 0 is one"),
    "mask after the softmax": (_pool(after=True), "the mask came after the division"),
    "no tanh": (_pool(tanh=False), "hyperbolic tangent"),
    "no shift": (_pool(shift=False), "The vector d"),
    "W the wrong way": (_pool(turn=False), "wrong way round"),
    "overflow": (_pool(stable=False), "exponentials overflow"),
    "a hundred less for padding": (_hundred_less, "padding has weight again"),
    "scores cut off": (_cut_off, "no longer those of the scores"),
    "mean of the weighed": (_pool(mean=True), "weighed already"),
    "plain mean": (_unweighed, "pooled vector is not"),
    "weights alone": (lambda *given: _pool()(*given)[1], "2 things"),
}
