"""Every published claim beside what was measured, with a verdict and the reason for it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ser.errors import DataDamaged, DataMissing
from ser.results import Result, is_demo, select, summary

VERDICTS = (
    "reproduced",
    "within tolerance",
    "partly tested",
    "differs",
    "cannot be tested here",
    "not tested yet",
)
_SAME = 0.005
"""Closer than half a percent, the printed numbers agree."""


@dataclass(frozen=True)
class Claim:
    """One published claim, as `results/published.toml` holds it; `verdict` is that of an `untested` one."""

    id: str
    source: str
    text: str
    protocol: str
    metric: str = ""
    value: float | None = None
    tolerance: float | None = None
    corpora: tuple[str, ...] = ()
    ours: dict | None = None
    comparison: dict | None = None
    untested: str = ""
    verdict: str = "not tested yet"


@dataclass(frozen=True)
class Verdict:
    """What was measured on a claim: `ours` (None: nothing), the interval, and why the verdict is what it is."""

    claim: Claim
    verdict: str
    reason: str
    ours: float | None = None
    low: float | None = None
    high: float | None = None


def read_published(path: Path | str) -> tuple[list[Claim], pd.DataFrame]:
    """Return the claims and the table of other published figures (name, data, protocol, metric, value).

    Raises:
        DataMissing: no such file.
        DataDamaged: not TOML, or a claim with fields it should not have.
    """
    path = Path(path)
    if not path.is_file():
        raise DataMissing(f"no ledger {path}; expected results/published.toml of the project; restore it")
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        claims = [
            Claim(**{name: tuple(value) if isinstance(value, list) else value for name, value in one.items()})
            for one in held["claim"]
        ]
    except (tomllib.TOMLDecodeError, TypeError, KeyError) as error:
        raise DataDamaged(f"{path}: cannot be read as a ledger ({error}); restore it") from error
    return claims, pd.DataFrame(held.get("work", []))


def judge(claim: Claim, results: list[Result]) -> Verdict:
    """Return the verdict on one claim, from the results at hand."""
    if claim.untested:
        return Verdict(claim, claim.verdict, claim.untested)
    if is_demo(results):
        return Verdict(claim, "cannot be tested here", "the demo corpus is made, and no result")
    if claim.comparison:
        return _compare(claim, results)
    found = select(results, **claim.ours)
    if not found:
        return Verdict(claim, "not tested yet", f"no run of {_place(claim.ours)} yet")
    row = summary(found).iloc[0]
    ours = float(row[claim.metric])
    low, high = float(row[f"{claim.metric}_low"]), float(row[f"{claim.metric}_high"])
    difference = ours - claim.value
    said = f"ours lies {abs(difference):.3f} {'above' if difference >= 0 else 'below'} it"
    had = found[0].record["data"]["corpora"]
    lacking = [name for name in claim.corpora if had.get(name, {}).get("found", 0) == 0]
    if lacking:
        verdict, reason = "partly tested", f"without {', '.join(lacking)}; on the corpora at hand {said}"
    elif abs(difference) <= _SAME:
        verdict, reason = "reproduced", said
    elif abs(difference) <= (claim.tolerance or 0):
        verdict, reason = "within tolerance", f"{said}, tolerance {claim.tolerance:g}"
    else:
        verdict, reason = "differs", f"{said}, tolerance {claim.tolerance:g}"
    return Verdict(claim, verdict, reason, ours, low, high)


def ledger(path: Path | str, results: list[Result]) -> pd.DataFrame:
    """Return one row a claim: id, source, claim, protocol, published, ours, low, high, verdict, reason."""
    claims, _ = read_published(path)
    rows = []
    for verdict in (judge(claim, results) for claim in claims):
        claim = verdict.claim
        rows.append(
            {
                "id": claim.id,
                "source": claim.source,
                "claim": claim.text,
                "protocol": claim.protocol,
                "published": claim.value,
                "ours": verdict.ours,
                "low": verdict.low,
                "high": verdict.high,
                "verdict": verdict.verdict,
                "reason": verdict.reason,
            }
        )
    return pd.DataFrame(rows)


def _compare(claim: Claim, results: list[Result]) -> Verdict:
    """Compare an arm with the arm that lacks one part; one seed settles nothing, and the reason says so."""
    place = {name: claim.comparison[name] for name in ("data", "split")}
    arm, without = (select(results, **place, arm=claim.comparison[name]) for name in ("arm", "without"))
    if not arm or not without:
        both = f"{claim.comparison['arm']} and {claim.comparison['without']}"
        where = f"{place['data']}, {place['split']} split"
        return Verdict(claim, "not tested yet", f"needs runs of {both} on {where}; not both are there yet")
    here, there = summary(arm).iloc[0], summary(without).iloc[0]
    difference = float(here["accuracy"] - there["accuracy"])
    seeds = int(min(here["seeds"], there["seeds"]))
    return Verdict(
        claim,
        "partly tested",
        f"accuracy with it minus without it on {place['data']}, {place['split']} split: {difference:+.3f}, "
        f"{seeds} seed{'s' if seeds > 1 else ''}; too few to tell it from chance",
        difference,
    )


def _place(where: dict) -> str:
    return f"{where['arm']} on {where['data']}, {where['split']} split"
