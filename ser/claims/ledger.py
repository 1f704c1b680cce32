"""Every published claim beside what was measured, with a verdict and the reason for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from ser.claims.published import Claim, Comparison, read_published
from ser.claims.superiority import Standing, standing_at, together
from ser.experiments import EXPERIMENTS, Place, runs
from ser.results import Result, is_demo, select, summary
from ser.results.numbers_in_prose import by_corpus, counted

VERDICTS = (
    "reproduced",
    "within tolerance",
    "partly tested",
    "differs",
    "cannot be tested here",
    "not tested yet",
)
LEANINGS = {
    "for": "so far in its favour",
    "against": "so far against it",
    "neither": "so far undecided",
    "both": "so far both ways",
    "near": "so far within tolerance",
    "above": "so far above it",
    "below": "so far below it",
}
"""Where a partly tested claim stands, in words: a comparison by the first four, a number by the others."""
DIFFERING = {
    "against": "a rival does better",
    "neither": "no lead over every rival",
    "both": "ahead under one protocol, behind under another",
    "above": "above it",
    "below": "below it",
}
"""How a claim differs of which nothing is open, in words."""
_SAME = 0.005
"""Closer than half a percent, the printed numbers agree."""
_ROUNDING = 1e-9
"""What the subtraction of two decimal fractions may be off by: 0.92 - 0.90 is a little more than 0.02."""


@dataclass(frozen=True)
class Verdict:
    """What was measured on a claim, and why the verdict is what it is.

    `ours` (None: nothing) is a figure of the claim's metric, or the difference between the subject of
    a comparison and the strongest of its rivals, with its interval, at the place where it is lowest.
    `place` is where `ours` was measured, `lacking` the corpora of the claim that were not tested at all.
    `leaning`, where a claim was partly tested or differs, says which way: a comparison "for",
    "against", "both" or "neither", a number "near", "above" or "below". `apart` says how far a number lies from the claimed one, and
    whether the interval holds that.
    """

    claim: Claim
    verdict: str
    reason: str
    ours: float | None = None
    low: float | None = None
    high: float | None = None
    leaning: str = ""
    apart: str = ""
    place: Place | None = None
    lacking: tuple[str, ...] = ()

    @property
    def standing(self) -> str:
        """Verdict and leaning in words, as `recorded` in the ledger holds them."""
        if not self.leaning:
            return self.verdict
        told = DIFFERING if self.verdict == "differs" else LEANINGS
        return f"{self.verdict}, {told[self.leaning]}"


def judge(claim: Claim, results: list[Result]) -> Verdict:
    """Return the verdict on one claim, from the results at hand."""
    if claim.untested:
        return Verdict(claim, claim.verdict, claim.untested)
    if is_demo(results):
        return Verdict(claim, "cannot be tested here", "the demo corpus is made, and no result")
    if claim.comparison is not None:
        return _judge_superiority(claim, claim.comparison, results)
    return _judge_number(claim, results)


def ledger(path: Path | str, results: list[Result]) -> pd.DataFrame:
    """Return one row a claim.

    Columns: id, source, claim, protocol, measure ("accuracy", or "difference" where `ours` is one),
    published, ours, low, high, apart, data and split (of `ours`, "" where there is none), lacking (names
    in a tuple), verdict, leaning, reason, standing, recorded.
    """
    claims, _ = read_published(path)
    return pd.DataFrame(
        {
            "id": verdict.claim.id,
            "source": verdict.claim.source,
            "claim": verdict.claim.text,
            "protocol": verdict.claim.protocol,
            "measure": "difference" if verdict.claim.comparison else verdict.claim.metric,
            "published": verdict.claim.value,
            "ours": verdict.ours,
            "low": verdict.low,
            "high": verdict.high,
            "apart": verdict.apart,
            "data": verdict.place.data if verdict.place else "",
            "split": verdict.place.split if verdict.place else "",
            "lacking": verdict.lacking,
            "verdict": verdict.verdict,
            "leaning": verdict.leaning,
            "reason": verdict.reason,
            "standing": verdict.standing,
            "recorded": verdict.claim.recorded,
        }
        for verdict in (judge(claim, results) for claim in claims)
    ).astype(dict.fromkeys(("published", "ours", "low", "high"), float))


def _judge_number(claim: Claim, results: list[Result]) -> Verdict:
    wanted, value, tolerance = claim.ours or {}, float(claim.value or 0), float(claim.tolerance or 0)
    found = select(results, **wanted)
    if not found:
        where = f"{wanted['arm']} on {wanted['data']}, {wanted['split']} split"
        return Verdict(claim, "not tested yet", f"no run of {where} yet")
    row = summary(found).iloc[0]
    ours = float(row[claim.metric])
    low, high = float(row[f"{claim.metric}_low"]), float(row[f"{claim.metric}_high"])
    difference = ours - value
    near = abs(difference) <= tolerance + _ROUNDING
    side = "above" if difference >= 0 else "below"
    apart = f"{abs(difference):.3f} {side} {value:.2f} (tolerance {tolerance:g}); {_reach(low, high, value)}"
    parts = by_corpus(row, measure=claim.metric)
    said = f"ours is {ours:.3f} ({low:.3f} to {high:.3f}) over {counted(row['seeds'], 'seed')}, {apart}" + (
        f"; by corpus: {parts}" if parts else ""
    )
    lacking = _lacking(claim, found)
    limits = [f"without {', '.join(lacking)}"] if lacking else []
    left = planned_runs(wanted) - {one.record["run"] for one in found}
    limits += [f"{counted(len(left), 'run')} of it still open"] if left else []
    limits += [claim.limits] if claim.limits else []
    at = Place(wanted["data"], wanted["split"])
    judged = Verdict(claim, "", said, ours, low, high, apart=apart, place=at, lacking=tuple(lacking))
    if limits:
        reason = f"{'; '.join(limits)}; {'on the corpora at hand' if lacking else 'so far'} {said}"
        return replace(judged, verdict="partly tested", leaning="near" if near else side, reason=reason)
    if not near:
        return replace(judged, verdict="differs", leaning=side)
    same = abs(difference) <= _SAME + _ROUNDING
    return replace(judged, verdict="reproduced" if same else "within tolerance")


def _reach(low: float, high: float, value: float) -> str:
    """Return whether an interval holds a value, in words.

    Other draws of the bootstrap move its ends by about a thousandth: an end that reads like the value
    neither holds it nor leaves it out.
    """
    begins, ends = (f"{end:.3f}" == f"{value:.3f}" for end in (low, high))
    if begins != ends:
        return f"the interval {'begins' if begins else 'ends'} at {value:.2f}"
    return f"the interval {'contains' if low <= value <= high else 'leaves out'} {value:.2f}"


def planned_runs(wanted: Mapping[str, str]) -> set[str]:
    """Return the names of the runs that any experiment plans of an arm on a split of some data."""
    arm, at = wanted["arm"], (wanted["data"], wanted["split"])
    return {
        run.name
        for one in EXPERIMENTS
        if arm in one.arms
        for run in runs(one)
        if run.arm.name == arm and (run.data, run.split) == at
    }


def _judge_superiority(claim: Claim, comparison: Comparison, results: list[Result]) -> Verdict:
    standings = [standing_at(comparison, *where, results) for where in comparison.places]
    found = [one for one in standings if one.compared]
    if not found:
        return Verdict(claim, "not tested yet", _nothing(standings))
    leaning = together(found)
    lowest = min(found, key=lambda one: one.lead[0])
    difference, low, high = lowest.lead
    reason = "; ".join(one.told for one in found)
    lacking = _lacking(claim, [result for one in found for result in one.results])
    limits = [f"not on {', '.join(lacking)}"] if lacking else []
    limits += [one.told_open for one in standings if one.told_open]
    limits += [claim.limits] if claim.limits else []
    judged = Verdict(claim, "", reason, difference, low, high, place=lowest.place, lacking=tuple(lacking))
    if limits:
        told = "; ".join([reason, *limits])
        return replace(judged, verdict="partly tested", leaning=leaning, reason=told)
    if leaning == "for":
        return replace(judged, verdict="reproduced")
    return replace(judged, verdict="differs", leaning=leaning)


def _lacking(claim: Claim, found: list[Result]) -> list[str]:
    """Return the corpora of the claim that no part of the data had a clip of in all of its runs.

    A corpus that came later, and was there for some of the runs alone, is still lacking.
    """
    had: dict[str, set[str]] = {}
    for one in found:
        data = one.record["data"]
        here = {name for name, counts in data["corpora"].items() if counts["found"]}
        had[data["name"]] = had.get(data["name"], here) & here
    return [name for name in claim.corpora if not any(name in names for names in had.values())]


def _nothing(standings: list[Standing]) -> str:
    places = " or ".join(f"{one.place.data}, {one.place.split} split" for one in standings)
    obstacles = sorted({told for one in standings for told in one.obstacles})
    why = f" ({'; '.join(obstacles)})" if obstacles else ""
    return f"no pair of runs to compare on {places} yet{why}"
