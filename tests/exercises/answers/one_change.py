"""Known wrong answers to `one-change`: what is wrong, the answer, words of its hint."""

import numpy as np
from scipy import stats


def _told(difference, half, verdict=None):
    low, high = difference - half, difference + half
    right = "better" if low > 0 else "worse" if high < 0 else "no difference shown"
    return {"difference": difference, "low": low, "high": high, "verdict": verdict or right}


def _gains(changed, reference):
    return np.array([changed[seed] - reference[seed] for seed in changed])


def _student(ddof=1, quantile=None, root=True, sign=1, verdict=None, middle=np.mean, scale=1):
    def answer(changed, reference):
        gains = scale * sign * _gains(changed, reference)
        t = quantile or stats.t.ppf(0.975, len(gains) - 1)
        half = t * gains.std(ddof=ddof) / (np.sqrt(len(gains)) if root else 1)
        return _told(middle(gains), half, verdict)

    return answer


def _by_place(changed, reference):
    gains = np.array([*changed.values()]) - np.array([*reference.values()])
    return _told(gains.mean(), stats.t.ppf(0.975, len(gains) - 1) * gains.std(ddof=1) / np.sqrt(len(gains)))


def _strangers(changed, reference):
    both = [np.array([*one.values()]) for one in (changed, reference)]
    error = np.sqrt(sum(one.var(ddof=1) / len(one) for one in both))
    return _told(both[0].mean() - both[1].mean(), stats.t.ppf(0.975, len(both[0]) - 1) * error)


def _best(changed, reference):
    return _told(max(changed.values()) - max(reference.values()), 0.01)


def _swapped(changed, reference):
    told = _student()(changed, reference)
    return told | {"low": told["high"], "high": told["low"]}


WRONG = {
    "ddof": (_student(ddof=0), "divides by one less"),
    "1.96": (_student(quantile=1.959964), "belongs to large samples"),
    "one-sided t": (_student(quantile=stats.t.ppf(0.95, 7)), "5% in all"),
    "no root": (_student(root=False), "how much single seeds vary"),
    "paired by place": (_by_place, "place in the list"),
    "not paired": (_strangers, "seeds were strangers"),
    "sign": (_student(sign=-1), "sign is turned"),
    "best seed": (_best, "best seed of each arm"),
    "always better": (_student(verdict="better"), "wrong direction"),
    "another word": (_student(verdict="significant"), "'significant'"),
    "ends swapped": (_swapped, "within its own interval"),
    "per cent": (_student(scale=100), "lie between 0 and 1"),
}
