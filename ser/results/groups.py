"""How one arm does on the clips of different people and ways of speaking, from its stored predictions."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from ser.corpora import EMOTIONS, ClipName
from ser.results.pooled import figures
from ser.results.runs import Result, name_of, restricted

_COLUMNS = ("clips", "speakers", "seeds", "accuracy", "accuracy_low", "accuracy_high", "uar", "unit")


def by_group(results: Sequence[Result], group: Callable[[ClipName], str]) -> pd.DataFrame:
    """Return the figures of each group of clips, one row a group, in the order of their names.

    `group` names the group of a clip; "" leaves the clip out. Columns: clips, speakers, seeds, accuracy with its
    95% interval over `unit`, and UAR over the emotions that the group has (`ser.results.pooled.figures`).
    """
    names = sorted(
        {group(name_of(clip)) for one in results for clip in one.predictions.clips.tolist()} - {""}
    )
    rows = {}
    for name in names:
        here = restricted(results, lambda clip, name=name: group(clip) == name)  # type: ignore[misc]
        row = figures(tuple(here))
        rows[name] = {column: row[column] for column in _COLUMNS}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=_COLUMNS)
    table.index.name = "group"
    return table


def merged_accuracy(confusion: np.ndarray, one: str, other: str) -> float:
    """Return the accuracy where two emotions count as one, from counts of shape (8, 8), row = truth."""
    pair = [EMOTIONS.index(one), EMOTIONS.index(other)]
    return float(
        (np.trace(confusion) + confusion[pair[0], pair[1]] + confusion[pair[1], pair[0]]) / confusion.sum()
    )
