"""Is one arm better than another on the same clips: a permutation test, corrected for many arms.

If two arms were equally good, their predictions for a unit (a speaker, a word) could be exchanged
without anyone noticing. Exchanging turns the sign of what the unit adds to the difference.
"""

import numpy as np

EXACT = 16
"""Up to this many units, every one of the 2^n ways to exchange is looked at."""

DRAWS = 20_000
_AT_ONCE = 2000
_SLACK = 1e-9


def contributions(truth: np.ndarray, change: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Return what each unit adds to the difference of two arms, shape (units, 2): in accuracy, in UAR.

    `truth` (n,) label numbers; `change` (n,) is 1 where only the arm is right, -1 where only the
    reference is, else 0; `units` (n,) numbers. Summed over units, they are the differences. Several
    seeds of one clip are several entries, which averages them. Where every unit has as many clips of
    each label, both columns are the units' mean differences, divided by the number of units.

    In UAR, a clip counts 1 / (labels that occur x clips of its label), since both arms have the same
    clips and so the same supports.
    """
    truth, change, units = np.asarray(truth), np.asarray(change, float), np.asarray(units)
    support = np.bincount(truth)
    weights = 1 / (np.count_nonzero(support) * support[truth])
    _, unit = np.unique(units, return_inverse=True)
    return np.stack([np.bincount(unit, change / len(truth)), np.bincount(unit, change * weights)], axis=1)


def sign_flips(added: np.ndarray, *, draws: int = DRAWS, seed: int = 0) -> np.ndarray:
    """Return the two-sided p-value of each column of `added`, shape (units, columns) -> (columns,).

    The share of the ways to turn signs for which the sum over units is at least as far from 0 as it
    is. All 2^n ways where n units of `EXACT` or fewer are not 0 throughout; else `draws` ways drawn
    at random, to which the one that was seen is added, so that p is never 0 (Phipson & Smyth 2010).
    All columns share the same exchanges.
    """
    added = np.asarray(added, float)
    # Sums that are equal on paper may differ in the last digit, and those that are 0 may not be.
    moved = added[np.any(np.abs(added) > _SLACK * np.abs(added).max(initial=0.0), axis=1)]
    if not len(moved):
        return np.ones(added.shape[1])
    seen = np.abs(moved.sum(axis=0)) - _SLACK * np.abs(moved).sum(axis=0)
    if len(moved) <= EXACT:
        ways = np.arange(2 ** len(moved))[:, None] >> np.arange(len(moved)) & 1
        return (np.abs((1.0 - 2.0 * ways) @ moved) >= seen).mean(axis=0)
    rng = np.random.default_rng(seed)
    beyond = np.zeros(added.shape[1])
    for start in range(0, draws, _AT_ONCE):
        ways = rng.integers(0, 2, (min(_AT_ONCE, draws - start), len(moved)), dtype=np.int8)
        beyond += (np.abs((1.0 - 2.0 * ways) @ moved) >= seen).sum(axis=0)
    return (beyond + 1) / (draws + 1)


def holm(values: np.ndarray) -> np.ndarray:
    """Return p-values corrected for their number by Holm's step-down method, same shape, at most 1.

    The smallest of m is multiplied by m, the next by m - 1, and so on; none may be smaller than one
    before it (Holm 1979). NaN stays NaN and is not counted.
    """
    values = np.asarray(values, float)
    corrected = np.full(values.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(values))
    order = tested[np.argsort(values[tested], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    corrected[order] = np.minimum(np.maximum.accumulate(values[order] * factors), 1.0)
    return corrected
