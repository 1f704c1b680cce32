"""Which figures moved since the tables were last written: what another corpus or another seed has changed."""

from pathlib import Path

import pandas as pd

from ser.errors import DataDamaged
from ser.outside import refused
from ser.results.pooled import summary
from ser.results.runs import Result, read_table
from ser.results.tables import DIGITS

_PLACE = ["data", "split", "arm"]
_FIGURES = ("accuracy", "uar")
_COUNTS = ("clips", "folds", "seeds")


def moved(folder: Path | str, results: list[Result]) -> list[str]:
    """Return a line for each arm on each split whose figures are not those in the tables under `folder`.

    A line holds what moved of accuracy, UAR, clips, folds and seeds, before and after; an arm that was
    not there before is "new". Without tables there is nothing to move: no line.

    Raises:
        DataDamaged: the table cannot be read, or holds other columns.
    """
    path = Path(folder) / "summary.csv"
    if not path.is_file():
        return []
    table = read_table(path)
    lacking = [name for name in (*_PLACE, *_FIGURES, *_COUNTS) if name not in table.columns]
    if lacking:
        raise DataDamaged(f"{path}: {', '.join(lacking)} missing; delete it and run `ser tables`")
    with refused(path, "delete it and run `ser tables`"):
        before = _indexed(table)
    after = _indexed(summary(results))
    lines = []
    for key in after.index.union(before.index, sort=False):
        where = f"{key[0]}, {key[1]} split, {key[2]}"
        if key not in before.index:
            row = after.loc[key]
            told = ", ".join(f"{_name(name)} {_written(name, row[name])}" for name in (*_FIGURES, *_COUNTS))
            lines.append(f"{where}: new, {told}")
        elif key not in after.index:
            lines.append(f"{where}: no longer run")
        else:
            lines += [f"{where}: {told}"] if (told := _changes(before.loc[key], after.loc[key])) else []
    return lines


def _indexed(table: pd.DataFrame) -> pd.DataFrame:
    columns = [*_FIGURES, *_COUNTS]
    return table.set_index(_PLACE)[columns].astype(float).round(DIGITS)


def _changes(before: pd.Series, after: pd.Series) -> str:
    return ", ".join(
        f"{_name(name)} {_written(name, before[name])} → {_written(name, after[name])}"
        for name in (*_FIGURES, *_COUNTS)
        if before[name] != after[name]
    )


def _name(column: str) -> str:
    return "UAR" if column == "uar" else column


def _written(column: str, value: float) -> str:
    return f"{value:.3f}" if column in _FIGURES else f"{value:,.0f}"
