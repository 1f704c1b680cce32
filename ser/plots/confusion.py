"""The confusion matrix: which emotion was taken for which."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ser.corpora import EMOTIONS
from ser.errors import BadValue
from ser.plots.sheet import SMALLEST, paper
from ser.plots.style import BLACK
from ser.plots.widths import is_narrow, two_widths


@two_widths
def confusion_figure(counts: np.ndarray, *, title: str = "", note: str = "") -> Figure:
    """Draw a confusion matrix: a row for each true emotion, a column for each predicted one.

    A cell has its share of the row as colour and in per cent, so that a rare emotion can be read like
    a common one, and under it its count of clips; the number beside a true emotion is the sum of its
    row. For a phone, the per cent are written without their sign. Emotions that occur neither in truth nor in prediction are left out.

    Args:
        counts: clips, shape (8, 8), in the order of `EMOTIONS`; row = truth.
        title: above the figure.
        note: small, under the figure.

    Raises:
        BadValue: another shape, or no clips at all.
    """
    kept, shown, shares = _kept(counts)
    totals = shown.sum(axis=1)
    figure = paper(5.6, narrow_height=4.4)
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.ndindex(*shown.shape):
        if shown[row, column]:
            ink = "white" if shares[row, column] > 0.55 else BLACK
            place: dict[str, Any] = {"ha": "center", "color": ink}
            share = _percent(float(shares[row, column])).removesuffix("%" if is_narrow() else "")
            axes.text(column, row, share, va="bottom", fontsize=SMALLEST, weight="bold", **place)
            count = f"{shown[row, column]:{'' if is_narrow() else ','}}"
            axes.text(column, row + 0.05, count, va="top", fontsize=SMALLEST, **place)
    between = "\n" if is_narrow() else " "
    sums = [f"{name}{between}({total:,})" for name, total in zip(kept, totals, strict=True)]
    turned = 60 if is_narrow() else 40
    axes.set_xticks(range(len(kept)), kept, rotation=turned, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(kept)), sums)
    axes.set_xticks(np.arange(len(kept) + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(kept) + 1) - 0.5, minor=True)
    axes.grid(visible=False)
    axes.grid(visible=True, which="minor", color="#DDDDDD", linewidth=0.5)
    axes.tick_params(which="both", length=0)
    axes.set(xlabel="predicted emotion", ylabel="true emotion (clips)", title=title)
    if note:
        figure.supxlabel(note, x=0.01, ha="left", fontsize=9)
    return figure


def confusion_table(counts: np.ndarray) -> pd.DataFrame:
    """Return what `confusion_figure` draws in words: "86% (101)", a row for each true emotion.

    The last column, `clips`, is the sum of the row. A cell without clips is None.
    """
    kept, shown, shares = _kept(counts)
    cells = [
        [f"{_percent(share)} ({count:,})" if count else None for share, count in zip(row, line, strict=True)]
        for row, line in zip(shares, shown, strict=True)
    ]
    table = pd.DataFrame(cells, index=pd.Index(kept, name="true emotion"), columns=kept, dtype=object)
    return table.assign(clips=shown.sum(axis=1))


def confusion_data(counts: np.ndarray) -> pd.DataFrame:
    """Return a row a cell of the whole matrix: true emotion, predicted emotion, clips, share of the true ones."""
    counts = np.asarray(counts)
    shares = counts / np.maximum(counts.sum(axis=1), 1)[:, None]
    rows = [
        (EMOTIONS[row], EMOTIONS[column], int(counts[row, column]), round(float(shares[row, column]), 4))
        for row, column in np.ndindex(*counts.shape)
    ]
    return pd.DataFrame(rows, columns=["true", "predicted", "clips", "share"]).set_index("true")


def _percent(share: float) -> str:
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def _kept(counts: np.ndarray) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the emotions that occur, their part of the matrix, and its shares of the rows."""
    counts = np.asarray(counts)
    if counts.shape != (len(EMOTIONS), len(EMOTIONS)) or not counts.sum():
        raise BadValue(
            f"confusion matrix: received shape {counts.shape} and {int(counts.sum())} clips; "
            f"expected {len(EMOTIONS)} x {len(EMOTIONS)} with at least one clip"
        )
    places = np.flatnonzero(counts.sum(axis=0) + counts.sum(axis=1))
    shown = counts[np.ix_(places, places)]
    return [EMOTIONS[place] for place in places], shown, shown / np.maximum(shown.sum(axis=1), 1)[:, None]
