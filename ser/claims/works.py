"""Our figures as rows beside those that others have published, under the protocol nearest to theirs."""

import pandas as pd

from ser.experiments import DATA, EXPERIMENTS
from ser.results import Result, select, summary, vote

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

    Columns: name, data, protocol, metric and value, as in `results/published.toml`, and `split`,
    `folds`, `planned_folds` and `known_speakers` (each speaker was scaled by all clips of theirs). On several folds the value is the mean of the folds, as in the works.
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
                    "split": split,
                    "folds": int(row["folds"]),
                    "planned_folds": planned,
                    "known_speakers": known,
                }
            )
    columns = ["name", "data", "protocol", "metric", "value", "split", "folds", "planned_folds"]
    columns.append("known_speakers")
    return pd.DataFrame(rows, columns=columns)


AIM = 0.93
"""Accuracy that a method chosen on validation alone was to reach on random clips of all corpora; set before the runs."""

_FOLDS = {"speaker": ("five", "5"), "speaker-6": ("six", "6")}


def mark(ours: pd.DataFrame, works: pd.DataFrame, *, split: str = "speaker") -> str:
    """Return in words how the highest of our rows stands to the works of others on the same folds of RAVDESS.

    `split` is "speaker", the five folds, or "speaker-6", the six.
    """
    word, digit = _FOLDS[split]
    here = ours[(ours["data"] == "RAVDESS") & (ours["split"] == split)]
    known, here = here[here["known_speakers"]], here[~here["known_speakers"]]
    if here.empty:
        return f"On the {word} folds of RAVDESS, none of our methods has been run yet."
    best = here.loc[here["value"].idxmax()]
    same = works["data"].str.startswith("RAVDESS") & works["protocol"].str.endswith(f", {digit} folds")
    told = [
        f"{_apart(best['value'], row.value)} {row.name} ({row.value:.3f})"
        for row in works[same].sort_values("value").itertuples(index=False)
    ]
    name = best["name"].removeprefix("this book, ")
    return (
        f"On the {word} folds of RAVDESS, the highest of our rows is “{name}”, with a mean UAR of "
        f"{best['value']:.3f} ({best['protocol']}). It lies {'; '.join(told)}."
    ) + "".join(
        f" With {_KNOWN}, “{row.name.removeprefix('this book, ')}” has {row.value:.3f}; that is another task than theirs."
        for row in known.itertuples(index=False)
    )


def _apart(ours: float, theirs: float) -> str:
    """Return "0.021 below" or "0.008 above", as printed; "level with" where the printed numbers agree."""
    apart = round(ours, 3) - round(theirs, 3)
    if abs(apart) < 0.0005:
        return "level with"
    return f"{abs(apart):.3f} {'above' if apart > 0 else 'below'}"


def _tested(found: list[Result]) -> list[str]:
    data = found[0].record["data"]
    return [name for name in DATA[data["name"]] if data["corpora"].get(name, {}).get("found", 0)]
