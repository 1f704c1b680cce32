"""One arm under two protocols, side by side: data for the script of the page, and a table without it."""

import json
from collections import Counter
from typing import Any

import pandas as pd

from ser.experiments import ARMS, experiment, plan, profile
from ser.pages import words
from ser.pages.banner import BANNER
from ser.pages.show import Page
from ser.pages.tables import folded, table_html
from ser.results.pooled import summary
from ser.results.runs import Result, select
from ser.results.steps import LABELS, fall

ENDS = ("random", "speaker")
"""The two protocols that are shown at first, and those whose difference has an interval."""

FIRST = experiment("protocols").reference
"""The arm that is shown at first: the one whose steps the page of the protocols follows."""

FIGURES = tuple(f"{name}{end}" for name in ("accuracy", "uar") for end in ("", "_low", "_high"))
CHANGES = tuple(f"{name}{end}" for name in ("difference", "difference_uar") for end in ("", "_low", "_high"))
COUNTS = ("clips", "speakers", "folds", "seeds")
COLUMNS = ("split", "done", "planned", *COUNTS, *FIGURES, "chance")
"""What an entry says about a protocol, in this order; trailing empty values are left out."""

_DIGITS = 6  # fewer, and a number would be rounded twice before it is read


def protocols(results: list[Result], profile_name: str) -> pd.DataFrame:
    """Return a row for each arm, data and split that a profile plans or that was run.

    The index is (data, arm, split). Columns: `label`, `done` and `planned` (runs), and the figures of
    `ser.results.pooled.summary`, NaN where nothing was run.
    """
    runs = [run for run in plan(profile(profile_name)) if run.side == "test"]
    planned = Counter((run.data, run.arm.name, run.split) for run in runs)
    places = [(one.record["data"]["name"], one.record["arm"], one.record["split"]["name"]) for one in results]
    done = Counter(places)
    known = [place for place in [*planned, *done] if place[1] in ARMS and place[2] in LABELS]
    order = list(LABELS)
    index = sorted(dict.fromkeys(known), key=lambda place: (*_first(place), order.index(place[2])))
    table = pd.DataFrame(
        {
            "label": [ARMS[arm].label for _, arm, _ in index],
            "done": [done[place] for place in index],
            "planned": [max(planned[place], done[place]) for place in index],
        },
        index=pd.MultiIndex.from_tuples(index, names=["data", "arm", "split"]),
    )
    figures = summary(results).set_index(["data", "arm", "split"])[[*COUNTS, *FIGURES, "chance"]]
    return table.join(figures)


def changes(results: list[Result], shown: pd.DataFrame) -> pd.DataFrame:
    """Return how far each arm moves from `ENDS[0]` to `ENDS[1]`, where both have been run on the same corpora; see `fall`."""
    run = shown.index[shown["done"] > 0]
    rows = {}
    for data, arm in dict.fromkeys((data, arm) for data, arm, _ in run):
        ends = [select(results, data=data, arm=arm, split=split) for split in ENDS]
        # Of several corpora, a random split tests all and one by speakers the first: no change of protocol alone.
        if all((data, arm, split) in run for split in ENDS) and _tested(ends[0]) == _tested(ends[1]):
            rows[data, arm] = fall(*ends)
    index = pd.MultiIndex.from_tuples(list(rows), names=["data", "arm"]) if rows else None
    return pd.DataFrame(list(rows.values()), index=index, columns=[*CHANGES, "unit"])


def held(shown: pd.DataFrame, moved: pd.DataFrame, *, demo: bool) -> dict[str, Any]:
    """Return what the script reads, ready for JSON."""
    cases = []
    for (data, arm), rows in shown.groupby(level=["data", "arm"], sort=False):
        if len(rows) < 2:
            continue
        change = moved.loc[(data, arm)] if (data, arm) in moved.index else None
        cases.append(
            {
                "data": data,
                "arm": arm,
                "label": rows["label"].iloc[0],
                "rows": [_row(split, row) for (_, _, split), row in rows.iterrows()],
                "change": None if change is None else [_number(change[name]) for name in CHANGES],
            }
        )
    return {
        "demo": BANNER if demo else "",
        "columns": list(COLUMNS),
        "names": words.PROTOCOLS,
        "ends": list(ENDS),
        "first": FIRST,
        "cases": cases,
    }


def table(shown: pd.DataFrame, moved: pd.DataFrame) -> pd.DataFrame:
    """Return what a reader without script sees: a row for each arm and data that have both `ENDS` planned."""
    rows = {}
    for (data, arm), of_arm in shown.groupby(level=["data", "arm"], sort=False):
        ends = [of_arm.loc[(data, arm, split)] for split in ENDS if (data, arm, split) in of_arm.index]
        if len(ends) < len(ENDS) or not any(end["done"] for end in ends):
            continue
        told = [words.between(end) if end["done"] else f"open, 0 of {end['planned']} runs" for end in ends]
        change = moved.loc[(data, arm)] if (data, arm) in moved.index else None
        told.append(None if change is None else words.between(change, "difference", sign=True))
        rows[f"{of_arm['label'].iloc[0]}, {'all corpora' if data == 'all' else data}"] = told
    names = [words.PROTOCOLS[split] for split in ENDS]
    made = pd.DataFrame.from_dict(rows, orient="index", columns=[*names, "change"])
    return made.rename_axis("arm and data")


def show_two_protocols(page: Page, results: list[Result]) -> None:
    """Show the choice of an arm and two protocols on a page, and the table that holds the same."""
    from IPython.display import display

    shown = protocols(results, page.profile)
    moved = changes(results, shown)
    made = table(shown, moved)
    warning = f" {BANNER.capitalize()}." if page.demo else ""
    caption = f"Accuracy on {' and on '.join(made.columns[:2])}, and the change, with 95% intervals.{warning}"
    whole = folded("All arms as a table", table_html(made, caption=caption, formats={}, close=False))
    # "<" could end the element that holds the data.
    data = json.dumps(held(shown, moved, demo=page.demo), separators=(",", ":"), allow_nan=False)
    text = "\n".join(
        [
            '<div id="ser-protocols"></div>',
            whole,
            f'<script type="application/json" id="ser-protocols-data">{data.replace("<", chr(92) + "u003c")}</script>',
        ]
    )
    plain = "\n".join(filter(None, [warning.strip(), caption, made.to_string()]))
    display({"text/html": text, "text/plain": plain}, raw=True)


def _tested(results: list[Result]) -> set[str]:
    return {clip.partition("/")[0] for one in results for clip in one.predictions.clips.tolist()}


def _first(place: tuple[str, str, str]) -> tuple[int, str, int]:
    """Sort RAVDESS first, where speakers are many, and arms in the order of the experiment table."""
    data, arm, _ = place
    return (data != "RAVDESS", data, list(ARMS).index(arm))


def _row(split: str, row: pd.Series) -> list:
    values = [split, int(row["done"]), int(row["planned"])]
    values += [None if pd.isna(row[name]) else int(row[name]) for name in COUNTS]
    values += [_number(row[name]) for name in (*FIGURES, "chance")]
    while values[-1] is None:
        values.pop()
    return values


def _number(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), _DIGITS)
