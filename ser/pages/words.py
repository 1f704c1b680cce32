"""Findings in words: sentences that are computed, so that they stay true when the numbers change."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ser.experiments import Place
from ser.pages.show import NOT_RUN
from ser.results import Result
from ser.results.numbers_in_prose import by_corpus as by_corpus
from ser.results.numbers_in_prose import counted, p_value, signed
from ser.results.pooled import figures
from ser.results.steps import LABELS

NO_BREAK = "\N{NO-BREAK SPACE}"

PROTOCOLS = LABELS | {"random": "random clips", "corpus": "an unseen corpus"}
"""What a sentence calls each split."""
_COUNTED = ("clip", "speaker", "seed")
_FAR = 0.1
"""Seeds whose accuracies have a larger standard deviation than this have no common one."""


def listed(names: Iterable[str], *, most: int = 6, none: str = "none") -> str:
    """Return names as a list in prose: "a, b and c"; of more than `most`, the rest as a number.

    Where a name has a comma in it, semicolons part the names.
    """
    names = list(names)
    if len(names) > most + 1:
        names = [*names[:most], f"{len(names) - most} more"]
    if len(names) < 2:
        return names[0] if names else none
    if any(", " in name for name in names):
        return f"{'; '.join(names[:-1])}; and {names[-1]}"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def verdicts(claims: Mapping[str, list[str]]) -> str:
    """Return how the claims, listed under their verdicts, came out: "1 is reproduced (C1) and 2 differ (S1 and S3)"."""
    told = []
    for verdict, names in claims.items():
        if not names:
            continue
        one = len(names) == 1
        if verdict == "differs":
            verb = "differs" if one else "differ"
        elif verdict.startswith("cannot"):
            verb = verdict
        else:
            verb = f"{'is' if one else 'are'} {verdict}"
        told.append(f"{len(names)} {verb} ({listed(names, most=20)})")
    return listed(told)


def device(kind: str) -> str:
    """Return "a processor (AMD EPYC)" for "cpu: AMD EPYC", as the runs name what they were trained on."""
    sort, _, model = kind.partition(": ")
    told = {"cpu": "a processor", "gpu": "a graphics processor"}.get(sort, sort)
    return f"{told} ({model})" if model else told


def devices(kinds: Iterable[str]) -> str:
    """Return "processors (AMD EPYC, Intel Xeon)" for all that the runs name; one alone is "a processor (AMD EPYC)"."""
    kinds = list(dict.fromkeys(kinds))
    sorts: dict[str, list[str]] = {}
    for kind in kinds:
        sort, _, model = kind.partition(": ")
        sorts.setdefault(sort, []).append(model)
    many = {"cpu": "processors", "gpu": "graphics processors"}
    return listed(
        f"{many.get(sort, sort)} ({'; '.join(filter(None, models))})"
        if len(models) > 1
        else device(f"{sort}: {models[0]}" if models[0] else sort)
        for sort, models in sorts.items()
    )


def count(number: float | None, word: str) -> str:
    """Return "1 seed", "5 seeds", "no seed" for 0, and "not run" for what is not known."""
    if number is None or pd.isna(number):
        return NOT_RUN
    if number == 0:
        return f"no {word}"
    return counted(number, word)


def between(row: Mapping, name: str = "accuracy", *, fmt: str = ".3f", sign: bool = False) -> str | None:
    """Return "0.734 (0.701 to 0.765)" from `name`, its `_low` and `_high`; None where there is no figure."""
    if pd.isna(row[name]):
        return None
    write = (lambda value: signed(value, fmt)) if sign else (lambda value: format(value, fmt))
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return write(row[name]) if pd.isna(low) else f"{write(row[name])} ({write(low)} to {write(high)})"


def span(ends: tuple[float, float] | None, fmt: str) -> str | None:
    """Return "17 to 19", or "15" where both ends read alike; None for None."""
    if ends is None:
        return None
    low, high = (format(end, fmt) for end in ends)
    return low if low == high else f"{low} to {high}"


def limits(row: Mapping, name: str = "accuracy", *, fmt: str = ".1%") -> str | None:
    """Return the 95% interval alone, "70.1% to 76.5%"; None where there is none."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return None if pd.isna(low) else f"{format(low, fmt)} to {format(high, fmt)}"


def so_far(row: Mapping) -> str:
    """Return what a figure rests on, "2 of 5 folds, 3 seeds": the folds only where they are several."""
    if pd.isna(row["seeds"]):
        return NOT_RUN
    planned = row.get("planned_folds", row["folds"])
    of = f" of {planned:.0f}" if planned > row["folds"] else ""
    folds = "" if planned == 1 else f"{row['folds']:.0f}{of} folds, "
    return folds + count(row["seeds"], "seed")


def moved(row: Mapping, name: str = "difference") -> str | None:
    """Return "falls by 12.3 percentage points (10.1 to 14.5)" from a difference and its interval.

    The interval counts as the verb does: where it holds zero, what goes the other way is negative.
    """
    value, low, high = (row[name], row[f"{name}_low"], row[f"{name}_high"])
    if pd.isna(value):
        return None
    verb = "falls" if value < 0 else "rises"
    told = f"{verb} by {abs(100 * value):.1f} percentage points"
    if pd.isna(low):
        return told
    near, far = (100 * low, 100 * high) if value >= 0 else (-100 * high, -100 * low)
    if low <= 0 <= high:
        return f"{told} ({signed(near, '.1f')} to {signed(far, '.1f')}, zero included)"
    return f"{told} ({near:.1f} to {far:.1f})"


def by_fold(runs: Iterable[tuple[int, str, Result]]) -> list[str]:
    """Return for each fold on whom it is tested, the accuracy over its seeds with its interval, and between what they lie.

    `runs` has (fold, name of who is tested, run) of each run.
    """
    found: dict[tuple[int, str], list[Result]] = {}
    for fold, tested, one in runs:
        found.setdefault((fold, tested), []).append(one)
    told = []
    for (_, tested), group in sorted(found.items()):
        row = figures(tuple(group))
        scores = [one.record["metrics"]["accuracy"] for one in group]
        several = (
            f"; its {len(scores)} seeds lie between {min(scores):.3f} and {max(scores):.3f}"
            if len(scores) > 1
            else ""
        )
        told.append(
            f"tested on {tested}, {row['accuracy']:.3f} (over {row['unit']}, {limits(row, fmt='.3f')}{several})"
        )
    return told


def deals(runs: Iterable[Result]) -> str:
    """Return how far the folds of a control lie apart, each over its seeds: "5 deals, standard deviation 0.020"; "" of one."""
    found = pd.DataFrame(
        [(one.fold, one.record["metrics"]["accuracy"]) for one in runs], columns=["fold", "score"]
    )
    means = found.groupby("fold")["score"].mean()
    return f"{len(means)} deals, standard deviation {means.std(ddof=1):.3f}" if len(means) > 1 else ""


def apart(row: Mapping, runs: Iterable[Result]) -> str:
    """Return the accuracy of each seed where they lie so far apart that the mean describes none of them; "" elsewhere.

    That is where their standard deviation exceeds `_FAR`. The seeds of folds are not told: there each has several runs.
    """
    if not row["spread"] > _FAR or row["folds"] > 1:
        return ""
    scores = sorted(one.record["metrics"]["accuracy"] for one in runs)
    return f"its seeds one by one: {', '.join(f'{score:.3f}' for score in scores)}"


def scatter(row: Mapping) -> str:
    """Return that the seeds of an accuracy lie further apart than its interval is wide; "" where they do not."""
    half = (row["accuracy_high"] - row["accuracy_low"]) / 2
    if not row["spread"] > half:
        return ""
    return (
        f"Over its seeds, the accuracy of all folds together has a standard deviation of {row['spread']:.3f}, and its interval "
        f"reaches {half:.3f} to either side: the interval does not cover how far luck in training goes."
    )


def luck(row: Mapping) -> str:
    """Return, after a blank, that an interval over units leaves out the luck of the seeds; "" of one seed."""
    if pd.isna(row["spread"]):
        return ""
    return (
        f" These intervals are drawn over {row['unit']}. The luck of training is not in them: over {count(row['seeds'], 'seed')}, "
        f"the accuracy has a standard deviation of {100 * row['spread']:.1f} percentage points."
    )


def ends(row: Mapping) -> str:
    """Return how many seeds the two ends of a step have, "3 seeds before, 1 seed after", or "3 seeds" for both.

    `row` is one of `ser.results.steps.falls`.
    """
    before, after = count(row["seeds_before"], "seed"), count(row["seeds_after"], "seed")
    return before if before == after else f"{before} before, {after} after"


def where(place: Place) -> str:
    """Return what a place is called on the pages, such as "RAVDESS, unseen speakers"."""
    return (
        f"{'all corpora' if place.data == 'all' else place.data}, {PROTOCOLS.get(place.split, place.split)}"
    )


def model(label: str) -> str:
    """Return the label of an arm as a sentence names it: "the corrected model", "the published code"."""
    return "the corrected model" if label == "corrected" else f"the {label}"


def small(p: float) -> str | None:
    """Return a p-value with three digits for a table, "< 0.001" in one piece where it is less; None for NaN."""
    return None if pd.isna(p) else p_value(p).removeprefix("= ").replace(" ", NO_BREAK)


def most(tables: Iterable[pd.DataFrame]) -> dict[str, Any]:
    """Return the most clips, speakers and seeds that a row of any of the tables has; empty where none was run."""
    rows = pd.concat([table.loc[table["clips"].notna(), ["clips", "speakers", "seeds"]] for table in tables])
    return {} if rows.empty else {name: int(value) for name, value in rows.max().items()}


def basis(row: Mapping) -> dict[str, Any]:
    """Return clips, speakers and seeds of a row of figures for a caption; empty where it was not run."""
    names = ("clips", "speakers", "seeds")
    return {} if pd.isna(row["clips"]) else {name: int(row[name]) for name in names}


def counts(row: Mapping) -> str:
    """Return "1,440 clips, 24 speakers, 3 seeds" of a row of figures; "not run" where it was not."""
    return NOT_RUN if pd.isna(row["clips"]) else ", ".join(count(row[f"{name}s"], name) for name in _COUNTED)
