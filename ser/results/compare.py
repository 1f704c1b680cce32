"""The arms of one experiment beside its reference, with a verdict on each."""

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import pandas as pd
from scipy.stats import norm

from ser.evaluation import holm
from ser.evaluation.intervals import LEVEL
from ser.experiments import ARMS, DATA, Arm, Experiment, Place
from ser.results.numbers_in_prose import p_value
from ser.results.paired import PAIRED, paired
from ser.results.pooled import COUNTS, FIGURES, WORDS, corpus_columns, figures, pooled_report
from ser.results.runs import Result, select

VERDICTS = ("better", "worse", "no difference shown", "not compared", "reference", "not run")
ALPHA = 0.05
"""A p-value above this, after Holm's correction, shows no difference."""
LUCK = 2
"""So many standard deviations a difference has to be away from zero, as seeds alone scatter it."""

_NOISE = ("noise", "noise_uar", "noise_seeds")
_OWN = tuple(f"own_{name}" for name in _NOISE)
_CORRECTED = ("p_corrected", "p_uar_corrected")
_JOINT = ("p_joint", "p_uar_joint")
_HURDLES = ("hurdle", "hurdle_uar")
_MEASURES = ("", "_uar")


def hurdle(
    noise: pd.Series | float, seeds: pd.Series | int, others: pd.Series | int | None = None
) -> pd.Series | float:
    """Return what a difference over so many seeds has to exceed, from the noise band of one run.

    Two arms that are equally good, run with k and m seeds, differ with a standard deviation of the band
    times sqrt(1 / k + 1 / m); the hurdle is `LUCK` of these. `others` is m, k where it is left out.
    """
    return LUCK * noise * np.sqrt(1 / seeds + 1 / (seeds if others is None else others))


def verdict(difference: float, p: float, needed: float) -> str:
    """Return "better" or "worse" where p is at most `ALPHA` and the difference exceeds the hurdle `needed`.

    Else "no difference shown"; "not compared" where the difference is NaN. A hurdle that is not known
    (NaN) stops nothing: whoever shows the verdict says that it lacks.
    """
    if np.isnan(difference):
        return "not compared"
    if not p <= ALPHA or abs(difference) <= needed or difference == 0:
        return "no difference shown"
    return "better" if difference > 0 else "worse"


def joint(
    difference: pd.Series | float,
    low: pd.Series | float,
    high: pd.Series | float,
    needed: pd.Series | float,
) -> np.ndarray:
    """Return p of a difference from one test of both kinds of luck, not yet corrected; NaN where one is not known.

    A difference scatters by who was tested, which its 95% interval (`low`, `high`) tells, and by the seeds, which the
    hurdle `needed` tells. `verdict` asks of each alone whether it explains the difference, and so passes some that
    only both together explain. Here their variances are added, and the difference is divided by the root of the
    sum and held against a normal distribution. What speakers and seeds do to each other is in both, and counts
    twice: this p is rather too large than too small.
    """
    people = (np.asarray(high) - np.asarray(low)) / (2 * norm.isf((1 - LEVEL) / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return 2 * norm.sf(np.abs(difference) / np.hypot(people, np.asarray(needed) / LUCK))


def compare(results: list[Result], chosen: Experiment, place: Place | None = None) -> pd.DataFrame:
    """Return one row for each arm of an experiment in its order, NaN where an arm has not been run.

    The runs are those of the folds and seeds of `place`, the experiment's first place unless given.
    Beside the figures of `ser.results.pooled.figures`, each arm is paired with the reference on the
    folds, seeds and clips both were tested on (`ser.results.paired.paired`); `p_corrected` and
    `p_uar_corrected` are its p-values after Holm's correction for the arms of this table.

    `noise` and `noise_uar` are the noise band: the standard deviation of the reference over all seeds
    at hand on these folds, `noise_seeds` of them; `own_noise`, `own_noise_uar` and `own_noise_seeds` are
    the same of the arm itself. `hurdle` and `hurdle_uar` are what a difference has to exceed so that luck
    with the seeds does not explain it (see the function `hurdle`), reckoned from the wider of the two
    bands: which arm is called the reference must not decide. So where one of the two has a single seed, the band of
    the other serves; where both have, there is neither band nor hurdle, and `reason` says so. `verdict` (on accuracy)
    and `verdict_uar` are those of the function `verdict`, on p after the correction.

    `p_joint` and `p_uar_joint` are those of the function `joint`, corrected in the same way. No verdict looks at
    them: they tell which verdicts a stricter rule would take back.
    """
    place = place or chosen.place
    everywhere = select(results, data=place.data, split=place.split, fold=place.folds)
    here = select(everywhere, seed=place.seeds)
    reference = select(here, arm=chosen.reference)
    noise = _noise(select(everywhere, arm=chosen.reference))
    corpora = dict.fromkeys([*DATA.get(place.data, ()), *(name for one in here for name in _corpora(one))])
    of_corpora = corpus_columns(tuple(corpora))
    head, tail = FIGURES[: FIGURES.index("chance")], FIGURES[FIGURES.index("chance") :]
    numbers = (
        *COUNTS[:4],
        *head,
        *of_corpora,
        *tail,
        *_NOISE,
        *_OWN,
        *_HURDLES,
        *PAIRED,
        *_CORRECTED,
        *_JOINT,
    )
    numbers += COUNTS[4:]
    rows = []
    for arm in chosen.arms:
        found = select(here, arm=arm)
        row: dict = {"arm": arm, "label": ARMS[arm].label if arm in ARMS else arm, "run": bool(found)}
        row |= dict.fromkeys(numbers, float("nan")) | dict.fromkeys((*WORDS, "by_seed", "reason"), "") | noise
        own = _noise(select(everywhere, arm=arm))
        row |= {f"own_{name}": value for name, value in own.items()}
        if found:
            row |= figures(tuple(found))
            row |= paired(found, reference) if arm != chosen.reference else {}
        rows.append(row)
    table = pd.DataFrame(rows).set_index("arm").astype(dict.fromkeys(numbers, float))
    for measure in _MEASURES:
        table[f"p{measure}_corrected"] = holm(table[f"p{measure}"].to_numpy())
        wider = np.fmax(table[f"noise{measure}"], table[f"own_noise{measure}"])
        table[f"hurdle{measure}"] = hurdle(wider, table["paired_seeds"])
        apart, low, high = (table[f"difference{measure}{end}"] for end in ("", "_low", "_high"))
        table[f"p{measure}_joint"] = holm(joint(apart, low, high, table[f"hurdle{measure}"]))
        table[f"verdict{measure}"] = [_verdict(row, chosen.reference, measure) for _, row in table.iterrows()]
    table["reason"] = [_reason(row) for _, row in table.iterrows()]
    return table[["label", "run", "verdict", "verdict_uar", *numbers, *WORDS, "by_seed", "reason"]]


def every_place(results: list[Result], chosen: Experiment) -> pd.DataFrame:
    """Return the rows of `compare` at every place of an experiment, one after the other.

    Columns `place`, `data`, `split` and `arm` come first; the figures of a corpus are NaN where it
    was not tested.
    """
    tables = []
    for place in chosen.places:
        about = {"place": str(place), "data": place.data, "split": place.split}
        tables.append(compare(results, chosen, place).reset_index().assign(**about))
    table = pd.concat(tables, ignore_index=True)
    first = ["place", "data", "split", "arm"]
    return table[first + [name for name in table.columns if name not in first]]


def changes(arm: Arm, reference: Arm) -> dict[str, tuple]:
    """Return each setting in which two arms differ: name -> (of the reference, of the arm)."""
    found: dict[str, tuple] = {}
    for part in ("model", "training", "features"):
        before, after = asdict(getattr(reference, part)), asdict(getattr(arm, part))
        found |= {name: (before.get(name), after[name]) for name in after if before.get(name) != after[name]}
    return found


def _noise(found: Sequence[Result]) -> dict[str, float]:
    if not found:
        return dict.fromkeys(_NOISE, float("nan"))
    row = figures(tuple(found))
    return {"noise": row["spread"], "noise_uar": row["spread_uar"], "noise_seeds": float(row["seeds"])}


def _corpora(result: Result) -> list[str]:
    return [name for name, counts in result.record["data"].get("corpora", {}).items() if counts["found"]]


def _verdict(row: pd.Series, reference: str, measure: str) -> str:
    if not row["run"]:
        return "not run"
    if row.name == reference:
        return "reference"
    return verdict(row[f"difference{measure}"], row[f"p{measure}_corrected"], row[f"hurdle{measure}"])


def _reason(row: pd.Series) -> str:
    """Return what the verdict rests on: p after Holm's correction and hurdle of accuracy, then what was left out."""
    told = [row["reason"]] if row["reason"] else []
    if row["verdict"] in ("better", "worse", "no difference shown"):
        by_uar = f"by UAR {p_value(row['p_uar_corrected'])}"
        told.insert(0, f"p (Holm) {p_value(row['p_corrected'])} ({by_uar}), {_band(row)}")
    return "; ".join(told)


def _band(row: pd.Series) -> str:
    """Return in words what the hurdle of a row comes from."""
    theirs, own = row["noise"], row["own_noise"]
    needed = (
        f"so that a difference of {row['paired_seeds']:.0f} seed{'' if row['paired_seeds'] == 1 else 's'} "
        f"counts above {row['hurdle']:.3f}"
    )
    if np.isnan(theirs) and np.isnan(own):
        return "no noise band: the arm and the reference have one complete seed each"
    if np.isnan(theirs):
        return f"noise band of the arm {own:.3f} over {row['own_noise_seeds']:.0f} seeds (the reference has one), {needed}"
    wider = f" (wider: the arm's own, {own:.3f} over {row['own_noise_seeds']:.0f})" if own > theirs else ""
    return f"noise band {theirs:.3f} over {row['noise_seeds']:.0f} seeds{wider}, {needed}"


__all__ = [
    "ALPHA",
    "LUCK",
    "VERDICTS",
    "changes",
    "compare",
    "every_place",
    "hurdle",
    "joint",
    "paired",
    "pooled_report",
    "verdict",
]
