"""Findings in words: sentences that are computed, so that they stay true when the numbers change."""

from collections.abc import Iterable, Mapping

import pandas as pd

from ser.corpora import CORPORA
from ser.experiments import ARMS, Experiment, Place
from ser.pages.show import NOT_RUN
from ser.results import Result
from ser.results.compare import changes
from ser.results.pooled import figures
from ser.results.steps import LABELS
from ser.results.written import by_corpus as by_corpus
from ser.results.written import p_value, signed

NO_BREAK = "\N{NO-BREAK SPACE}"

PROTOCOLS = LABELS | {"random": "random clips", "corpus": "an unseen corpus"}
"""What a sentence calls each split."""
_COUNTED = ("clip", "speaker", "seed")
_VERDICTS = ("better", "worse", "no difference shown", "not compared")
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
    return f"{number:,.0f} {word}{'' if number == 1 else 's'}"


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


def most(tables: Iterable[pd.DataFrame]) -> dict[str, int]:
    """Return the most clips, speakers and seeds that a row of any of the tables has; empty where none was run."""
    rows = pd.concat([table.loc[table["clips"].notna(), ["clips", "speakers", "seeds"]] for table in tables])
    return {} if rows.empty else {name: int(value) for name, value in rows.max().items()}


def basis(row: Mapping) -> dict[str, int]:
    """Return clips, speakers and seeds of a row of figures for a caption; empty where it was not run."""
    names = ("clips", "speakers", "seeds")
    return {} if pd.isna(row["clips"]) else {name: int(row[name]) for name in names}


def counts(row: Mapping) -> str:
    """Return "1,440 clips, 24 speakers, 3 seeds" of a row of figures; "not run" where it was not."""
    return NOT_RUN if pd.isna(row["clips"]) else ", ".join(count(row[f"{name}s"], name) for name in _COUNTED)


def tally(table: pd.DataFrame, measure: str = "") -> dict[str, list[str]]:
    """Return the labels of the arms by verdict, and "open" those not run; `measure` is "" or "_uar"."""
    verdicts = table[f"verdict{measure}"]
    found = {verdict: list(table.loc[verdicts == verdict, "label"]) for verdict in _VERDICTS}
    return found | {"open": list(table.loc[verdicts == "not run", "label"])}


def outcome(table: pd.DataFrame, reference: str) -> str:
    """Return what an experiment found at one place, in a sentence or a few.

    `table` is that of `ser.results.compare.compare`.
    """
    found = tally(table)
    compared = sum(len(found[verdict]) for verdict in _VERDICTS[:3])
    if not table.loc[reference, "run"]:
        return "the reference has not been run here yet, so nothing can be compared with it."
    if not table.drop(index=reference)["run"].any():
        return "no other arm has been run here yet."
    if not compared:
        return "no other arm has been run here yet in a way that can be compared."
    if compared == 1:
        verdict = next(verdict for verdict in _VERDICTS[:3] if found[verdict])
        told = "shows no difference from" if verdict == "no difference shown" else f"is {verdict} than"
        return f"one arm has been compared so far: {found[verdict][0]} {told} the reference."
    parts = [
        f"{len(found['better']) or 'none'} better than the reference"
        + (f" ({listed(found['better'])})" if found["better"] else ""),
        f"{len(found['worse']) or 'none'} worse" + (f" ({listed(found['worse'])})" if found["worse"] else ""),
        f"and {len(found['no difference shown']) or 'none'} without a difference that could be shown",
    ]
    once = int((table["paired_seeds"] == 1).sum())
    seeds = f" ({'all' if once == compared else once} of them on one seed so far)" if once else ""
    return f"of {count(compared, 'arm')} compared{seeds}, {', '.join(parts)}."


def leak(table: pd.DataFrame) -> str:
    """Return what copies do that are made before the clips are dealt out, in sentences.

    `table` is that of `ser.results.compare.compare` for the experiment "copies".
    """
    after, before = table.loc["copies-after"], table.loc["copies-before"]
    told = between(before, "difference", sign=True)
    if told is None:
        return "What that does to the score is not known yet."
    return (
        f"Made before the split, the copies give an accuracy of {between(before)}, and {between(after)} where they are made of "
        f"training clips alone: {told}, over {count(before['paired_seeds'], 'seed')}. That is no better model: the test clips had "
        "changed copies of themselves in training."
    )


def same_run(table: pd.DataFrame, reference: Mapping) -> str:
    """Return which runs of the reference the arms with one seed are paired with, and how those came out.

    `table` is that of `ser.results.compare.compare`, `reference` the figures of the reference over its
    seeds. A run that was done again on another processor has an accuracy of its own. "" where no arm has
    one seed, or the reference has no other.
    """
    once = table.loc[table["paired_seeds"] == 1, "met"]
    if once.empty or not reference["seeds"] > 1:
        return ""
    met = once.round(3).value_counts()
    runs = "a run" if reference["folds"] == 1 else "runs"
    each = listed(
        [
            f"{accuracy:.3f}" + (f" ({count(arms, 'arm')})" if len(met) > 1 else "")
            for accuracy, arms in met.items()
        ]
    )
    return (
        f"The {count(len(once), 'arm')} with one seed so far {'meet' if len(once) > 1 else 'meets'} {runs} of the reference with an "
        f"accuracy of {each}, while that of {count(reference['seeds'], 'seed')} is {reference['accuracy']:.3f}: the luck of that "
        "seed enters each of these differences."
        + (" The same seed comes out a little differently on another processor." if len(met) > 1 else "")
    )


def still_open(table: pd.DataFrame, place: Place) -> str:
    """Return which arms have not been run at a place, or not on all its folds and seeds, or could not be compared."""
    found = tally(table)
    planned = len(place.folds) * len(place.seeds)
    part = table.loc[table["pairs"] < planned, "label"]
    told = []
    if found["open"]:
        # The tables name each of them; many names in a row are read by nobody.
        told.append(f"Not run yet: {listed(found['open'], most=4)}.")
    if found["not compared"]:
        told.append(f"Run, but not comparable with the reference: {listed(found['not compared'])}.")
    if len(part):
        of = "seeds" if len(place.folds) == 1 else "folds or seeds"
        told.append(f"Run on fewer {of} than planned: {listed(part, most=4)}.")
    return " ".join(told) or "Every arm has been run on all its folds and seeds."


def extremes(table: pd.DataFrame, measure: str = "accuracy") -> str:
    """Return the highest and the lowest arm with their figures, for an alternative text."""
    run = table[table[measure].notna()]
    if run.empty:
        return "none of its arms has been run yet"
    high, low = run.loc[run[measure].idxmax()], run.loc[run[measure].idxmin()]
    told = f"highest {high['label']}, {high[measure]:.1%}"
    if len(run) == 1:
        return f"{high['label']} alone so far, {high[measure]:.1%}"
    return f"{told}; lowest {low['label']}, {low[measure]:.1%}"


def changes_table(chosen: Experiment) -> pd.DataFrame:
    """Return what each arm of an experiment changes in its reference, computed from the settings."""
    rows = {
        arm: {"name": ARMS[arm].label, "changes": _written(changes(ARMS[arm], ARMS[chosen.reference]))}
        for arm in chosen.arms
    }
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "arm"
    return table


def verdict_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `ser.results.compare.compare` as a page shows them; `VERDICT_FORMATS` go with it.

    The verdict is that on accuracy; where the one on UAR is another, it stands behind it. Where several
    folds were run, their mean UAR stands beside the pooled one; where several corpora were tested
    together, the accuracy on each; where arms were paired over several seeds, the difference of each.
    """
    corpora = [name.removeprefix("accuracy_") for name in table.columns if name.startswith("accuracy_")]
    corpora = [name for name in corpora if name in CORPORA and table[f"accuracy_{name}"].notna().any()]
    parts = {f"on {name}": _digits(table[f"accuracy_{name}"]) for name in corpora} if len(corpora) > 1 else {}
    folds = {"UAR, mean of folds": _digits(table["folds_mean_uar"])} if (table["folds"] > 1).any() else {}
    several = table["paired_seeds"] > 1
    each = {"seed by seed": table["by_seed"].where(several, None).to_numpy()} if several.any() else {}
    return pd.DataFrame(
        {
            "accuracy": [between(row) for _, row in table.iterrows()],
            **parts,
            "UAR": table["uar"].to_numpy(),
            **folds,
            "difference": [between(row, "difference", sign=True) for _, row in table.iterrows()],
            **each,
            "counts above": _digits(table["hurdle"]),
            "p (Holm)": [small(p) for p in table["p_corrected"]],
            "verdict": [
                here if here == there else f"{here}; by UAR: {there}"
                for here, there in zip(table["verdict"], table["verdict_uar"], strict=True)
            ],
            "runs": (table["seeds"] * table["folds"]).to_numpy(),
        },
        index=pd.Index(table["label"], name="arm"),
    )


VERDICT_FORMATS = {"UAR": ".3f", "runs": ".0f"}


def _digits(figures: pd.Series) -> list[str | None]:
    return [None if pd.isna(figure) else f"{figure:.3f}" for figure in figures]


def _written(found: dict[str, tuple]) -> str:
    if "name" in found:
        # Another method altogether: it has no epochs, and what else it lacks is no change of a setting.
        found = {"method": found["name"]}
    if "kinds" in found:
        # Another kind of feature has settings of its own: only what the model sees of it is told.
        found = {
            name: found[name]
            for name in ("kinds", "coefficients", "frames", "learning_rate")
            if name in found
        }
        found["kinds"] = (found["kinds"][0] or "mfcc", found["kinds"][1])
    told = (f"{name}: {_value(before)} → {_value(after)}" for name, (before, after) in found.items())
    return "; ".join(told) or "nothing"


def _value(value: object) -> str:
    if value is None or value == ():
        return "none"
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
