"""Our figures as rows beside those that others have published, under the protocol nearest to theirs."""

from collections.abc import Mapping

import pandas as pd

from ser.experiments import DATA, EXPERIMENTS
from ser.results import Result, select, summary, vote
from ser.results.pooled import complete

ARMS_BESIDE = ("published", "corrected", "svm", "best-random", "best-speaker", "best-known", "vote")
"""Each was named before its score was known: the best of many arms, chosen on test scores, would be flattered."""

_KNOWN = "each speaker scaled by all their clips, without labels"

_PROTOCOLS = (
    ("RAVDESS", "speaker", "folds_mean_uar", "UAR"),
    ("RAVDESS", "speaker-6", "folds_mean_uar", "UAR"),
    ("SAVEE", "speaker", "folds_mean_uar", "UAR"),
    ("TESS", "random", "uar", "UAR"),
    ("RAVDESS", "random", "accuracy", "accuracy"),
    ("all", "random", "accuracy", "accuracy"),
)


def our_works(results: list[Result]) -> pd.DataFrame:
    """Return a row for each arm of `ARMS_BESIDE` under each protocol that others report and we have run.

    Columns: name, data, protocol, metric and value, as in `results/published.toml`, `low` and `high` (the
    95% interval of the same metric over all predictions together), `split`, `folds`, `planned_folds` and
    `known_speakers` (each speaker was scaled by all clips of theirs). On several folds the value is the
    mean of the folds, and `pooled` the same metric over the answers of all folds together.
    """
    results = [*results, *vote(results)]
    rows = []
    for data, split, measure, metric in _PROTOCOLS:
        planned = max(
            len(place.folds)
            for one in EXPERIMENTS
            for place in one.places
            if (place.data, place.split) == (data, split)
        )
        for arm in ARMS_BESIDE:
            found = select(results, data=data, split=split, arm=arm)
            if not found:
                continue
            row = summary(found).iloc[0]
            known = bool(found[0].record["config"]["training"].get("known_speakers", False))
            seeds = f"{row['seeds']:.0f} seed{'' if row['seeds'] == 1 else 's'}"
            seeds += ", all with the same answers" if row["seeds"] > 1 and _alike(complete(found)) else ""
            if arm == "published":
                seeds += _silent(complete(found))
            how = (
                f"speaker-independent, {row['folds']:.0f} of {planned} folds"
                if planned > 1
                else "random utterances"
            )
            rows.append(
                {
                    "name": f"this book, {row['label']}",
                    "data": " + ".join(_tested(found)),
                    "protocol": f"{how}, {seeds}" + (f", {_KNOWN}" if known else ""),
                    "metric": metric,
                    "value": row[measure],
                    "pooled": row[metric.lower()],
                    "low": row[f"{metric.lower()}_low"],
                    "high": row[f"{metric.lower()}_high"],
                    "split": split,
                    "folds": int(row["folds"]),
                    "planned_folds": planned,
                    "known_speakers": known,
                }
            )
    columns = ["name", "data", "protocol", "metric", "value", "pooled", "low", "high"]
    columns += ["split", "folds", "planned_folds", "known_speakers"]
    return pd.DataFrame(rows, columns=columns)


AIM = 0.93
"""Accuracy that a method chosen on validation alone was to reach on random clips of all corpora."""

_FOLDS = {"speaker": ("five", "5"), "speaker-6": ("six", "6")}
_POOLED = ("speaker",)
"""Folds on which the works of others give a UAR that is pooled over them; elsewhere it is taken for the mean of folds."""


def mark(ours: pd.DataFrame, works: pd.DataFrame, *, split: str = "speaker", brief: bool = False) -> str:
    """Return in words how the highest of our rows stands to the works of others on the same folds of RAVDESS.

    `split` is "speaker", the five folds, or "speaker-6", the six. Where `brief`, neither the interval nor methods
    that know the speakers are told.
    """
    word, digit = _FOLDS[split]
    here = ours[(ours["data"] == "RAVDESS") & (ours["split"] == split)]
    known, here = here[here["known_speakers"]], here[~here["known_speakers"]]
    if here.empty:
        return f"On the {word} folds of RAVDESS, none of our methods has been run yet."
    figure = "pooled" if split in _POOLED else "value"
    best = here.loc[here[figure].idxmax()]
    same = works["data"].str.startswith("RAVDESS") & works["protocol"].str.endswith(f", {digit} folds")
    beside = works[same].sort_values("value")
    distances = [
        f"{_apart(best[figure], row['value'])} {row['name']} ({value_told(row)})"
        for _, row in beside.iterrows()
    ]
    name = best["name"].removeprefix("this book, ")
    mean, pooled = f"a mean UAR of {best['value']:.3f}", f"pooled over the folds, {best['pooled']:.3f}"
    if figure == "pooled":
        mean, pooled = (
            f"a UAR of {best['pooled']:.3f} pooled over the folds, as theirs is",
            f"mean of the folds, {best['value']:.3f}",
        )
    told = (
        f"On the {word} folds of RAVDESS, the highest of our rows is “{name}”, with {mean} "
        f"({best['protocol']}; {pooled}). It lies {'; '.join(distances)}."
    )
    if brief:
        return told
    return f"{told}{_held(best, beside)}" + "".join(
        f" With {_KNOWN}, “{row.name.removeprefix('this book, ')}” has {row.value:.3f}; that is another task than theirs."
        for row in known.itertuples(index=False)
    )


def value_told(row: Mapping) -> str:
    """Return the value of a work as it is published, with the deviation of its runs where that is known.

    >>> value_told({"value": 0.623, "deviation": 0.012})
    '0.623 ± 0.012'
    """
    deviation = row.get("deviation", float("nan"))
    return f"{row['value']:.3f}" + ("" if pd.isna(deviation) else f" ± {deviation:.3f}")


def _held(best: Mapping, beside: pd.DataFrame) -> str:
    """Return which of the works our interval over speakers holds, and that this is no paired test."""
    within = [f"{value:.3f}" for value in beside["value"] if best["low"] <= value <= best["high"]]
    told = f" The 95% interval of ours, all folds pooled, is {best['low']:.3f} to {best['high']:.3f}"
    if not within:
        return f"{told}, and holds none of these." if len(beside) else f"{told}."
    return (
        f"{told}. It holds {' and '.join(within)}. That is no test: the same people were tested, and it takes the "
        "answers of both systems to compare them pair by pair."
    )


def _alike(found: list[Result]) -> bool:
    """Whether every seed names the same emotions, as a method does that leaves nothing to chance."""
    answers: dict[int, set[tuple]] = {}
    for one in found:
        held = sorted(zip(one.predictions.clips.tolist(), one.predictions.predicted.tolist(), strict=True))
        answers.setdefault(one.fold, set()).add(tuple(held))
    return all(len(different) == 1 for different in answers.values())


def _silent(found: list[Result]) -> str:
    """Return in how many runs one emotion is named for every clip, as such a score is none of the method."""
    alike = sum(one.one_answer for one in found)
    return f", one emotion for every clip in {alike} of {len(found)} runs" if alike else ""


def _apart(ours: float, theirs: float) -> str:
    """Return "0.021 below" or "0.008 above", as printed; "level with" where the printed numbers agree."""
    apart = round(ours, 3) - round(theirs, 3)
    if abs(apart) < 0.0005:
        return "level with"
    return f"{abs(apart):.3f} {'above' if apart > 0 else 'below'}"


def _tested(found: list[Result]) -> list[str]:
    data = found[0].record["data"]
    return [name for name in DATA[data["name"]] if data["corpora"].get(name, {}).get("found", 0)]
