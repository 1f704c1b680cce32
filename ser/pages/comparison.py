"""Arms beside their reference, in words and as a table: what the rows of `ser.results.compare` say."""

from collections.abc import Mapping

import pandas as pd

from ser.corpora import CORPORA
from ser.experiments import ARMS, Experiment, Place
from ser.pages import words
from ser.results.compare import ALPHA, changes, hurdle, verdict

_VERDICTS = ("better", "worse", "no difference shown", "not compared")


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
        + (f" ({words.listed(found['better'])})" if found["better"] else ""),
        f"{len(found['worse']) or 'none'} worse"
        + (f" ({words.listed(found['worse'])})" if found["worse"] else ""),
        f"and {len(found['no difference shown']) or 'none'} without a difference that could be shown",
    ]
    once = int((table["paired_seeds"] == 1).sum())
    seeds = f" ({'all' if once == compared else once} of them on one seed so far)" if once else ""
    return f"of {words.count(compared, 'arm')} compared{seeds}, {', '.join(parts)}."


def leak(table: pd.DataFrame) -> str:
    """Return what copies do that are made before the clips are dealt out, in sentences.

    `table` is that of `ser.results.compare.compare` for the experiment "copies".
    """
    after, before = table.loc["copies-after"], table.loc["copies-before"]
    told = words.between(before, "difference", sign=True)
    if told is None:
        return "What that does to the score is not known yet."
    return (
        f"Made before the split, the copies give an accuracy of {words.between(before)}, and {words.between(after)} where they are made of "
        f"training clips alone: {told}, over {words.count(before['paired_seeds'], 'seed')}. That is no better model: the test clips had "
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
    each = words.listed(
        [
            f"{accuracy:.3f}" + (f" ({words.count(arms, 'arm')})" if len(met) > 1 else "")
            for accuracy, arms in met.items()
        ]
    )
    drawn = table.loc[once.index]
    from_all = drawn["accuracy"] - reference["accuracy"]
    fails = (from_all.abs() <= drawn["hurdle"]) | (from_all * drawn["difference"] < 0)
    passed = drawn["verdict"].isin(("better", "worse"))
    fallen = [f"“{label}”" for label in drawn.loc[passed & fails, "label"]]
    return (
        f"The {words.count(len(once), 'arm')} with one seed so far {'meet' if len(once) > 1 else 'meets'} {runs} of the reference with an "
        f"accuracy of {each}, while that of {words.count(reference['seeds'], 'seed')} is {reference['accuracy']:.3f}: the luck of that "
        "seed enters each of these differences."
        + (
            f" From that of {words.count(reference['seeds'], 'seed')}, {words.listed(fallen)} would not lie far enough to count."
            if fallen
            else ""
        )
        + (" The same seed comes out a little differently on another processor." if len(met) > 1 else "")
    )


def both_lucks(table: pd.DataFrame) -> str:
    """Return which verdicts a single test of both kinds of luck would keep or take back, in a sentence; "" without verdicts.

    `table` is that of `ser.results.compare.compare`, whose `p_joint` is the p of that test.
    """
    passed = table[table["verdict"].isin(("better", "worse")) & table["p_joint"].notna()]
    if passed.empty:
        return ""
    falls = passed["p_joint"] > ALPHA
    lost, kept = (list(passed.loc[these, "label"]) for these in (falls, ~falls))
    test = "One test of both kinds of luck would"
    whole = {1: "the verdict", 2: "both verdicts"}.get(len(passed), f"all {len(passed)} verdicts")
    if not lost or not kept:
        return f"{test} {'take back' if lost else 'keep'} {whole}."
    # The shorter list says as much.
    named, done = (kept, "keep") if len(kept) < len(lost) else (lost, "take back")
    return f"{test} {done} {len(named)} of the {len(passed)} verdicts: {words.listed(named, most=20)}."


def by_reference_alone(table: pd.DataFrame) -> list[str]:
    """Return the arms whose verdict would be another with the noise band of the reference alone: "wide (better)"."""
    told = []
    for _, row in table[table["difference"].notna()].iterrows():
        then = verdict(
            row["difference"], row["p_corrected"], float(hurdle(row["noise"], row["paired_seeds"]))
        )
        told += [f"{row['label']} ({then})"] if then != row["verdict"] else []
    return told


FLAWS = {
    "1. the axis": "cepstral-axis",
    "2. the second LSTM": "second-lstm",
    "3. no mask": "no-mask",
    "4. the scaler": "published-scaler",
}
"""The flaws of the published code that can be turned back one at a time, and the arm that does."""


def flaw_by_flaw(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what each of `FLAWS` does to the corrected model, a row each; what was not run is empty.

    `tables` has a title for each protocol and the rows of `ser.results.compare.compare` there, of all experiments
    that hold such an arm.
    """
    rows: dict[str, dict[str, str | None]] = {}
    for flaw, arm in FLAWS.items():
        rows[flaw] = {"arm": ARMS[arm].label}
        for title, table in tables.items():
            row = table.loc[arm]
            rows[flaw] |= {
                title: words.between(row, "difference", sign=True),
                f"verdict, {title}": row["verdict"] if row["verdict"] != "not run" else None,
                f"seeds, {title}": f"{row['paired_seeds']:.0f}" if row["paired_seeds"] > 0 else None,
            }
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "flaw put back"
    return table


def still_open(table: pd.DataFrame, place: Place) -> str:
    """Return which arms have not been run at a place, or not on all its folds and seeds, or could not be compared."""
    found = tally(table)
    planned = len(place.folds) * len(place.seeds)
    part = table.loc[table["pairs"] < planned, "label"]
    told = []
    if found["open"]:
        # The tables name each of them; many names in a row are read by nobody.
        told.append(f"Not run yet: {words.listed(found['open'], most=4)}.")
    if found["not compared"]:
        told.append(f"Run, but not comparable with the reference: {words.listed(found['not compared'])}.")
    if len(part):
        of = "seeds" if len(place.folds) == 1 else "folds or seeds"
        told.append(f"Run on fewer {of} than planned: {words.listed(part, most=4)}.")
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
            "accuracy": [words.between(row) for _, row in table.iterrows()],
            **parts,
            "UAR": table["uar"].to_numpy(),
            **folds,
            "difference": [words.between(row, "difference", sign=True) for _, row in table.iterrows()],
            **each,
            "counts above": _digits(table["hurdle"]),
            "p (Holm)": [words.small(p) for p in table["p_corrected"]],
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
