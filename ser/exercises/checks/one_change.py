"""One change done properly: answer(changed, reference) -> difference, low, high, verdict; scores by seed."""

from typing import Any

import numpy as np

from ser.exercises import asking
from ser.exercises.verdict import Mistake

VERDICTS = ("better", "worse", "no difference shown")
_KEYS = ("difference", "low", "high", "verdict")


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    for shift in (0.04, -0.04, 0.0):
        changed, reference = _scores(rng, shift)
        told = asking.named(asking.call(answer, changed, reference), _KEYS, "what comes back")
        found = {key: asking.number(told[key], f"`{key}`") for key in _KEYS[:3]}
        _difference(found["difference"], changed, reference)
        _interval(found, changed, reference)
        _verdict(asking.text(told["verdict"], "`verdict`"), found)
    return (
        "seeds are compared in pairs, the interval is that of the mean difference, and the verdict follows from the "
        "interval. Say beforehand which difference you look for: of twenty arms without any effect, one is outside by luck."
    )


def _scores(rng: np.random.Generator, shift: float) -> tuple[dict[int, float], dict[int, float]]:
    """Return two arms' scores by seed, seeds in another order; a seed that is hard is hard for both."""
    seeds = rng.permutation(40)[:8]
    hard = rng.normal(0.6, 0.08, len(seeds))
    gains = rng.normal(0, 0.02, len(seeds))
    gains += shift - gains.mean()
    changed = {int(seed): float(one + gain) for seed, one, gain in zip(seeds, hard, gains, strict=True)}
    reference = {int(seed): float(one) for seed, one in zip(seeds, hard, strict=True)}
    order = sorted(reference, key=lambda seed: -seed)
    return changed, {seed: reference[seed] for seed in order}


def _gains(changed: dict[int, float], reference: dict[int, float]) -> np.ndarray:
    return np.array([changed[seed] - reference[seed] for seed in sorted(changed)])


def _difference(found: float, changed: dict[int, float], reference: dict[int, float]) -> None:
    gains = _gains(changed, reference)
    if np.isclose(found, gains.mean()):
        return
    best = max(changed.values()) - max(reference.values())
    if np.isclose(found, -gains.mean()):
        raise Mistake("The sign is turned: a change for the better should give a difference above zero.")
    if np.isclose(found, best):
        raise Mistake(
            "You compare the best seed of each arm. The best of many is luck as well: compare the mean."
        )
    if np.isclose(found, np.median(gains)):
        raise Mistake("That is the median. The interval that is asked for is one of the mean.")
    if np.isclose(found, 100 * gains.mean()):
        raise Mistake("The scores lie between 0 and 1; so let the difference.")
    raise Mistake("`difference` is not the mean of changed minus reference.")


def _interval(found: dict[str, float], changed: dict[int, float], reference: dict[int, float]) -> None:
    if not found["low"] <= found["difference"] <= found["high"]:
        raise Mistake("The difference does not lie within its own interval. Which end is the low one?")
    gains, half = _gains(changed, reference), (found["high"] - found["low"]) / 2
    if not np.isclose(found["high"] - found["difference"], found["difference"] - found["low"]):
        raise Mistake(
            "The interval is not even on both sides. With Student's t it is: the mean, plus and minus one number."
        )
    for (paired, degrees, quantile, root), hint in _HALVES.items():
        values = (
            gains if paired == "seed" else np.array([*changed.values()]) - np.array([*reference.values()])
        )
        deviation = values.std(ddof=degrees)
        if paired == "none":
            both = [np.array([*scores.values()]).var(ddof=1) for scores in (changed, reference)]
            deviation = np.sqrt(sum(both))
        wide = _quantile(quantile, len(gains)) * deviation / (np.sqrt(len(gains)) if root else 1)
        if np.isclose(half, wide, rtol=1e-4):
            if hint:
                raise Mistake(hint)
            return
    raise Mistake(
        f"The interval reaches {half:.4f} to either side, and that fits none of the usual ways. Take the differences seed by "
        "seed, their standard error, and Student's t."
    )


def _quantile(kind: str, count: int) -> float:
    from scipy import stats

    return 1.959964 if kind == "normal" else float(stats.t.ppf(0.975 if kind == "t" else 0.95, count - 1))


# (paired by, degrees taken off, quantile, divided by the root of the number of seeds): hint
_HALVES = {
    ("seed", 1, "t", True): "",
    ("seed", 0, "t", True): (
        "The deviation divides by the number of seeds. Of a sample, it divides by one less: NumPy's `std` needs to be told."
    ),
    ("seed", 1, "normal", True): (
        "1.96 belongs to large samples. With few seeds the deviation itself is unsure, and Student's t is wider."
    ),
    (
        "seed",
        0,
        "normal",
        True,
    ): "Two things make this interval too narrow: 1.96 is for large samples, and `std` divides by n.",
    ("seed", 1, "t one side", True): "That t leaves 5% on each side. A 95% interval leaves 5% in all.",
    (
        "seed",
        1,
        "t",
        False,
    ): "That is how much single seeds vary. The mean of many varies less: by the root of their number.",
    ("place", 1, "t", True): (
        "You pair the scores by their place in the list. The two arms list their seeds in different orders: pair by seed."
    ),
    ("none", 1, "t", True): (
        "You compare the arms as if their seeds were strangers. Each seed is in both arms, and what makes a seed hard is hard "
        "for both: look at the differences."
    ),
}


def _verdict(verdict: str, found: dict[str, float]) -> None:
    if verdict not in VERDICTS:
        raise Mistake(f"The verdict is {verdict!r}; expected one of: {', '.join(VERDICTS)}.")
    outside = found["low"] > 0 or found["high"] < 0
    if not outside and verdict != VERDICTS[2]:
        raise Mistake("Zero lies within the interval, and your verdict sees a difference all the same.")
    if outside and verdict == VERDICTS[2]:
        raise Mistake("Zero lies outside the interval, and your verdict sees no difference.")
    if outside and verdict != VERDICTS[0 if found["low"] > 0 else 1]:
        raise Mistake("The verdict has the wrong direction: a higher score is better.")
