"""The grid as a reader explores it in the page: compact data for the script, and whole tables without it."""

import html
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ser.experiments import ARMS, EXPERIMENTS, Experiment, Place, plan, profile
from ser.pages import words
from ser.pages.banner import BANNER
from ser.pages.show import Page, table_html
from ser.results.compare import VERDICTS, compare
from ser.results.runs import Result, select

NUMBERS = (
    *(f"{name}{end}" for name in ("accuracy", "uar") for end in ("", "_low", "_high")),
    *(f"{name}{end}" for name in ("difference", "difference_uar") for end in ("", "_low", "_high")),
    "p_corrected",
    "p_uar_corrected",
    "chance",
    "majority",
)
COUNTS = ("clips", "speakers", "folds", "seeds")
COLUMNS = ("arm", "done", "planned", "verdict", "verdict_uar", *COUNTS, *NUMBERS)
"""What a row of the data says, in this order; trailing empty values are left out."""

FIRST = "features RAVDESS speaker"
"""The view that the explorer opens with, once two of its arms have been run."""

_DIGITS = 6  # fewer, and a number would be rounded twice before it is read


@dataclass(frozen=True, eq=False)
class View:
    """One experiment at one place: the table of `ser.results.compare.compare`, and runs done and planned by arm."""

    experiment: Experiment
    place: Place
    table: pd.DataFrame
    done: Mapping[str, int]
    planned: Mapping[str, int]

    @property
    def name(self) -> str:
        """What the view is called in the page and in addresses, such as "features RAVDESS speaker"."""
        return f"{self.experiment.name} {self.place.data} {self.place.split}"


def views(results: list[Result], profile_name: str) -> list[View]:
    """Return every experiment that compares arms at every place a profile plans it for, or where it was run."""
    chosen = profile(profile_name)
    found = []
    for one in EXPERIMENTS:
        if len(one.arms) < 2:
            continue  # it compares places; the page of the protocols shows it
        planned = Counter((run.data, run.split, run.arm.name) for run in plan(chosen, [one]))
        for place in one.places:
            here = select(
                results, data=place.data, split=place.split, arm=one.arms, fold=place.folds, seed=place.seeds
            )
            if not here and not any(key[:2] == (place.data, place.split) for key in planned):
                continue
            found.append(
                View(
                    experiment=one,
                    place=place,
                    table=compare(results, one, place),
                    done=Counter(run.record["arm"] for run in here),
                    planned={arm: planned[place.data, place.split, arm] for arm in one.arms},
                )
            )
    return found


def data(shown: list[View], *, demo: bool) -> dict[str, Any]:
    """Return what the script of the page reads, ready for JSON.

    `demo` is the banner where the results rest on the demo corpus, otherwise "".
    """
    experiments: dict[str, dict] = {}
    for view in shown:
        one = view.experiment
        about = {"name": one.name, "question": one.question, "reference": one.reference, "views": []}
        first = view.table.iloc[0]
        experiments.setdefault(one.name, about)["views"].append(
            {
                "view": view.name,
                "data": view.place.data,
                "split": view.place.split,
                "protocol": words.PROTOCOLS.get(view.place.split, view.place.split),
                "noise": [_number(first["noise"]), _number(first["noise_uar"])],
                "unit": next((unit for unit in view.table["unit"] if unit), ""),
                "rows": list(_rows(view)),
            }
        )
    first = next((one for one in shown if one.name == FIRST and sum(map(bool, one.done.values())) > 1), None)
    arms = {arm: ARMS[arm].label for view in shown for arm in view.experiment.arms}
    return {
        "demo": BANNER if demo else "",
        "first": {"experiment": first.experiment.name, "data": first.place.data, "split": first.place.split}
        if first
        else {},
        "columns": list(COLUMNS),
        "verdicts": list(VERDICTS),
        "arms": arms,
        "experiments": list(experiments.values()),
    }


def table(view: View) -> pd.DataFrame:
    """Return the arms of a view as a reader sees them, a row for each in the order of the experiment."""
    rows = view.table
    parts = [words.by_corpus(row) or None for _, row in rows.iterrows()]
    return pd.DataFrame(
        {
            "accuracy": [words.between(row) for _, row in rows.iterrows()],
            **({"by corpus": parts} if any(parts) else {}),
            "UAR": [words.between(row, "uar") for _, row in rows.iterrows()],
            "difference": [words.between(row, "difference", sign=True) for _, row in rows.iterrows()],
            "verdict": rows["verdict"].to_numpy(),
            "difference, UAR": [
                words.between(row, "difference_uar", sign=True) for _, row in rows.iterrows()
            ],
            "verdict by UAR": rows["verdict_uar"].to_numpy(),
            "clips": rows["clips"].to_numpy(),
            "speakers": rows["speakers"].to_numpy(),
            "seeds": rows["seeds"].to_numpy(),
            "runs": [f"{view.done.get(arm, 0)} of {view.planned[arm]}" for arm in rows.index],
        },
        index=pd.Index(rows["label"], name="arm"),
    )


def caption(view: View) -> str:
    """Return what stands above the table of a view."""
    noise = view.table.iloc[0]["noise"]
    band = "not known, it takes two seeds" if pd.isna(noise) else f"{noise:.3f}"
    chance = view.table["chance"].dropna()
    told = f" Chance {chance.iloc[0]:.3f}." if len(chance) else ""
    return (
        f"{view.experiment.name.capitalize()} on {words.where(view.place)}: accuracy and UAR with 95% intervals, "
        f"and the difference from {ARMS[view.experiment.reference].label}.{told} "
        f"Noise band of the reference: {band}. A dash: not run yet, or nothing to compare."
    )


def explorer_html(shown: list[View], *, demo: bool) -> str:
    """Return the explorer: a place for the script to draw in, every table, and the data."""
    # "<" could end the element that holds the data.
    held = json.dumps(data(shown, demo=demo), separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    warning = f" {BANNER.capitalize()}." if demo else ""
    tables = [
        f'<div data-view="{html.escape(view.name)}">\n'
        + table_html(
            table(view),
            caption=caption(view) + warning,
            formats=dict.fromkeys(("clips", "speakers", "seeds"), ",.0f"),
        )
        + "\n</div>"
        for view in shown
    ]
    return "\n".join(
        [
            '<div id="ser-explorer"></div>',
            '<noscript><p class="ser-noscript">The controls need JavaScript, which is off or missing here. '
            "The tables below hold everything that they show.</p></noscript>",
            '<div id="ser-explorer-tables">',
            *tables,
            "</div>",
            f'<script type="application/json" id="ser-explorer-data">{held}</script>',
        ]
    )


def show_explorer(page: Page, shown: list[View]) -> None:
    """Show the explorer on a page."""
    from IPython.display import display

    plain = "\n\n".join(f"{caption(view)}\n{table(view).to_string()}" for view in shown)
    plain = f"{BANNER}\n\n{plain}" if page.demo else plain
    display({"text/html": explorer_html(shown, demo=page.demo), "text/plain": plain}, raw=True)


def _rows(view: View) -> Iterator[list]:
    for arm, row in view.table.iterrows():
        values = [arm, view.done.get(arm, 0), view.planned[arm]]
        values += [VERDICTS.index(row["verdict"]), VERDICTS.index(row["verdict_uar"])]
        values += [None if pd.isna(row[name]) else int(row[name]) for name in COUNTS]
        values += [_number(row[name]) for name in NUMBERS]
        while values[-1] is None:
            values.pop()
        yield values


def _number(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), _DIGITS)
