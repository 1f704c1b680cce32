"""What was measured of time and memory, as the page on cost shows it."""

import pandas as pd

from ser.pages import words
from ser.results.benchmarks import row_of

_HOUR = 60
_TRAINING = "memory of training"


def against_published(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the comparisons of `ser.results.benchmarks.read_benchmarks` as a table, a row each."""
    ratios = rows[rows["measure"] == "ratio"]
    return _table(
        ratios,
        {
            "published": ratios["baseline"],
            "ours": ratios["ours"],
            "ratio": ratios["ratio"],
            "range": [words.span(tuple(ends), ".1f") for ends in ratios["spread"]],
        },
    )


def limits(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that have a limit and no other side as a table."""
    alone = rows[rows["measure"] != "ratio"]
    return _table(alone, {"ours": alone["ours"], "in": alone["measure"].replace("s", "seconds")})


def not_met(rows: pd.DataFrame) -> str:
    """Return the measurements whose mark is not met, in words; "none"."""
    return words.listed([_plain(row) for _, row in rows[~rows["met"].astype(bool)].iterrows()]) or "none"


def once(rows: pd.DataFrame) -> str:
    """Return in a sentence which comparisons were made a single time; nothing where there is none."""
    single = rows[(rows["measure"] == "ratio") & (rows["repeats"] == 1)]
    if single.empty:
        return ""
    these = words.listed([_plain(row) for _, row in single.iterrows()])
    return f"These were run only once, so their range is that of a single pair: {these}."


def reached(found: tuple[float, int, int] | None) -> str:
    """Return in a sentence what `ser.results.benchmarks.getting_there` found."""
    if found is None:
        return "No stored training says how often the corrected network gets there."
    bar, there, stored = found
    return f"Of {words.count(stored, 'stored training')} of the corrected network on the same corpora, {there} {'gets' if there == 1 else 'get'} to a validation accuracy of {bar:.3f} at all."


def two_workers(rows: pd.DataFrame) -> str:
    """Return in a sentence how much faster two workers are than one on one machine, if that was measured."""
    found = row_of(rows, "grid", "grid with two workers")
    if found is None:
        return "How much two of them gain on one machine is not measured yet."
    return f"On one machine two of them were {found['ratio']:.1f} times as fast as one."


def in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `ser.results.benchmarks.plan` with times and sizes as one reads them."""
    if not len(table):
        return table
    shown = table[["clips"]].copy()
    for name in ("features", "answers", "training"):
        shown[name] = [_time(minutes) for minutes in table[name]]
    for name in ("store", "input"):
        shown[name] = [_size(mebibytes) for mebibytes in table[name]]
    shown.index = [f"{hours:,.1f} h" for hours in table.index]
    shown.index.name = table.index.name
    return shown


def _table(rows: pd.DataFrame, columns: dict) -> pd.DataFrame:
    met = [None if pd.isna(row["mark"]) else "yes" if row["met"] else "no" for _, row in rows.iterrows()]
    table = pd.DataFrame({name: list(values) for name, values in columns.items()})
    table = table.assign(mark=list(rows["mark"]), met=met)
    table.index = pd.Index([_plain(row) for _, row in rows.iterrows()], name="what")
    return table


def _plain(row: pd.Series) -> str:
    name = row["name"]
    if name == _TRAINING:
        # Each method is trained once; elsewhere, what is measured several times is the same each time.
        name += f" (median of {row['repeats']} methods, the most {row['spread'][1]:,.0f} {row['measure']})"
    return f"{name} (demo corpus)" if row["corpus"] == "demo" else name


def _time(minutes: float | None) -> str | None:
    if minutes is None or minutes != minutes:
        return None
    if minutes < 1:
        return f"{minutes * 60:.0f} s"
    return f"{minutes:.0f} min" if minutes < 2 * _HOUR else f"{minutes / _HOUR:.0f} h"


def _size(mebibytes: float | None) -> str | None:
    if mebibytes is None or mebibytes != mebibytes:
        return None
    return f"{mebibytes:.0f} MiB" if mebibytes < 1024 else f"{mebibytes / 1024:.1f} GiB"
