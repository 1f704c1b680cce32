"""An arm against its reference on the clips both were tested on: how far apart, and could it be luck."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import product

import numpy as np

from ser.corpora import CATALOGUE
from ser.evaluation import contributions, sign_flips
from ser.evaluation.intervals import SPEAKERS_NEEDED, percentiles, resample
from ser.results.numbers_in_prose import signed
from ser.results.pooled import Pool, complete, pool
from ser.results.runs import Result, in_order, same_clips, same_split

PAIRED = (
    "difference",
    "difference_low",
    "difference_high",
    "p",
    "difference_uar",
    "difference_uar_low",
    "difference_uar_high",
    "p_uar",
    "disagree",
    "gained",
    "lost",
    "pairs",
    "paired_seeds",
    "met",
)
"""The names of the numbers that `paired` returns; `by_seed` and `reason`, in words, come with them."""


def paired(found: Sequence[Result], reference: Sequence[Result]) -> dict:
    """Return how an arm and its reference differ on the clips both were tested on.

    Runs of the same fold and seed are paired. Where two networks were trained on different machines and
    one of the two was done again on that of the other (`Result.again`), the two on one machine are taken.
    A pair is left out when two networks were trained on
    another backend or another kind of device (`Result.arithmetic`), or when the split, the test clips or
    their labels differ; `reason` says so, and with no pair left it is all there is. It also counts the pairs that
    were trained on processors of different models, neither of them on both.

    `difference` and `difference_uar` (arm minus reference) pool folds and seeds. Their 95% intervals
    are a percentile bootstrap over `unit`: speakers where a corpus has ten or more, else its texts or
    clips. `p` and `p_uar` come from the permutation test of `ser.evaluation.permutation` over the same
    units, not yet corrected for the number of arms; but where a corpus has ten speakers or more, and
    fewer of them have been tested so far, p stays with the speakers, whose clips are not independent.
    Both tell how far the difference depends on who was tested, not on the seed. `disagree` is the share of the predictions that are not the same,
    `gained` and `lost` count those that only the arm, or only the reference, has right. `pairs` counts
    the runs compared, `paired_seeds` their seeds. `met` is the accuracy of the reference in the runs it is paired
    with here, `by_seed` the difference in accuracy of each seed in order, as text ("−0.042, +0.010").

    """
    return dict(_paired(tuple(found), tuple(reference)))


@lru_cache(maxsize=2048)
def _paired(found: tuple[Result, ...], reference: tuple[Result, ...]) -> dict:
    others = {(one.fold, one.seed): one for one in reference}
    partners = dict(
        _on_one_machine(one, others[one.fold, one.seed]) for one in found if (one.fold, one.seed) in others
    )
    if not partners:
        return {"reason": "no fold and seed that the reference was run on too"}
    obstacles = {ours: _obstacle(ours, theirs) for ours, theirs in partners.items()}
    reason = _told(obstacles)
    kept = complete([one for one, obstacle in obstacles.items() if not obstacle])
    if not kept:
        return {"reason": reason}
    ours, theirs = pool(kept), pool([in_order(partners[one], one) for one in kept])
    right, before = ours.predicted == ours.truth, theirs.predicted == ours.truth
    change = right.astype(int) - before.astype(int)
    corpora, corpus = np.unique(ours.corpora, return_inverse=True)
    unit = exchanged(ours) * len(corpora) + corpus
    added = contributions(ours.truth, change, unit)
    p, p_uar = sign_flips(added)
    labels = int(ours.truth.max()) + 1
    # A prediction of each label is lost, unchanged or gained: all that either difference needs.
    drawn = resample(ours.truth * 3 + change + 1, labels * 3, ours.units, strata=ours.corpora)
    drawn = drawn.reshape(-1, labels, 3)
    low, high = percentiles(_difference(drawn))
    uar_low, uar_high = percentiles(_difference_uar(drawn))
    return {
        "difference": float(change.mean()),
        "difference_low": low,
        "difference_high": high,
        "p": float(p),
        "difference_uar": float(added[:, 1].sum()),
        "difference_uar_low": uar_low,
        "difference_uar_high": uar_high,
        "p_uar": float(p_uar),
        "disagree": float((ours.predicted != theirs.predicted).mean()),
        "gained": int((change > 0).sum()),
        "lost": int((change < 0).sum()),
        "pairs": len(kept),
        "paired_seeds": len({one.seed for one in kept}),
        "met": float(before.mean()),
        "by_seed": ", ".join(signed(gain) for gain in _by_seed(ours, change)),
        "reason": "; ".join(filter(None, (reason, _told_processors(kept, partners)))),
    }


def exchanged(held: Pool) -> np.ndarray:
    """Return the units, numbered within a corpus, within which a permutation test exchanges answers, shape (n,).

    They are those of the intervals, but for a corpus of ten speakers or more of whom fewer were tested:
    exchanged clip by clip, a few speakers would look like as many witnesses as they have clips.
    """
    units = held.units.copy()
    for corpus in set(held.corpora.tolist()):
        if len(CATALOGUE[corpus].speakers) >= SPEAKERS_NEEDED:
            here = held.corpora == corpus
            units[here] = np.unique(held.speakers[here].astype(str), return_inverse=True)[1]
    return units


def _on_one_machine(ours: Result, theirs: Result) -> tuple[Result, Result]:
    """Return the two as they were done on one machine, as they are where they were not."""
    every = product((ours, *ours.again), (theirs, *theirs.again))
    return next((pair for pair in every if pair[0].machine == pair[1].machine), (ours, theirs))


def _by_seed(ours: Pool, change: np.ndarray) -> list[float]:
    """Return the mean change of the answers of each seed, in the order of the seeds."""
    seeds = ours.seed[ours.run]
    return [float(change[seeds == seed].mean()) for seed in np.unique(seeds)]


def _told_processors(kept: Sequence[Result], partners: dict[Result, Result]) -> str:
    pairs = [(one, partners[one]) for one in kept]
    count = sum(_networks(*pair) and pair[0].machine != pair[1].machine for pair in pairs)
    return f"{count} of {len(pairs)} pairs trained on two models of processor" if count else ""


def _networks(ours: Result, theirs: Result) -> bool:
    return ours.is_network and theirs.is_network


def _obstacle(ours: Result, theirs: Result) -> str:
    """Return why a run and its counterpart cannot be compared, "" when they can."""
    if _networks(ours, theirs) and ours.arithmetic != theirs.arithmetic:
        (backend, device), (other, there) = ours.machine, theirs.machine
        return f"computed on {device} ({backend or '?'}), the reference on {there} ({other or '?'})"
    if not same_split(ours, theirs):
        return "trained or tested on other clips than the reference"
    if not same_clips(ours, theirs):
        return "tested on other clips than the reference"
    if not np.array_equal(in_order(theirs, ours).predictions.truth, ours.predictions.truth):
        return "clips labelled otherwise than those of the reference"
    return ""


def _told(obstacles: dict[Result, str]) -> str:
    """Return the obstacles in words, with the runs they concern where there are runs that have none."""
    runs: dict[str, list[str]] = {}
    for one, obstacle in obstacles.items():
        if obstacle:
            runs.setdefault(obstacle, []).append(f"f{one.fold}-s{one.seed}")
    if "" not in obstacles.values():
        return "; ".join(runs)
    return "; ".join(f"without {', '.join(names)}: {obstacle}" for obstacle, names in runs.items())


def _difference(drawn: np.ndarray) -> np.ndarray:
    """Return the difference in accuracy of each draw, from (draws, labels, [lost, unchanged, gained])."""
    counts = drawn.sum(axis=1)
    return (counts[:, 2] - counts[:, 0]) / counts.sum(axis=1)


def _difference_uar(drawn: np.ndarray) -> np.ndarray:
    """Return the difference in UAR of each draw; a label that was not drawn does not enter."""
    support = drawn.sum(axis=2)
    change = (drawn[:, :, 2] - drawn[:, :, 0]) / np.maximum(support, 1)
    return change.sum(axis=1) / (support > 0).sum(axis=1)
