"""The paper a figure is drawn on: the text column of a screen, and again that of a phone."""

import re
import textwrap
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.legend import Legend

from ser.plots.style import use_style
from ser.plots.widths import ACROSS, across, is_narrow

SMALLEST = 9
"""Points: no letter of a figure is smaller."""

CORPUS_HATCHES = {"RAVDESS": "", "TESS": "//", "SAVEE": ".."}
CORPUS_LINES = {"RAVDESS": "-", "TESS": "--", "SAVEE": "-."}

_UNIT = re.compile(r"(?<=\d) (?=s\b)")
_OF_LEGEND = 70  # characters of 9 points that a figure is wide, beside a mark


def sheet(
    height: float, *, rows: int = 1, narrow_height: float | None = None, **options: Any
) -> tuple[Figure, np.ndarray]:
    """Return an empty figure `height` inches high and its axes, shape (rows,), one below the other.

    `narrow_height` is its height for a phone, if another. `options` go to `Figure.subplots`, such as
    `sharex=True`.
    """
    figure = paper(height, narrow_height=narrow_height)
    return figure, figure.subplots(rows, 1, squeeze=False, **options)[:, 0]


def paper(height: float, *, narrow_height: float | None = None) -> Figure:
    """Return an empty figure without axes, as `sheet` does."""
    use_style()
    mpl.rcParams.update(
        {
            "font.size": 11,
            "axes.labelsize": 10 if is_narrow() else 11,
            "axes.titlesize": 10 if is_narrow() else 11,
            "xtick.labelsize": SMALLEST if is_narrow() else 10,
            "ytick.labelsize": SMALLEST if is_narrow() else 10,
            "legend.fontsize": SMALLEST if is_narrow() else 10,
        }
    )
    height = narrow_height if is_narrow() and narrow_height else height
    return Figure(figsize=(across(), height), layout="constrained")


def in_lines(text: str, characters: int) -> str:
    """Return a label in lines of at most so many characters, in shorter ones for a phone."""
    text = _UNIT.sub("\N{NO-BREAK SPACE}", text)
    return textwrap.fill(text, round(characters * across() / ACROSS), break_long_words=False)


def legend_above(figure: Figure, *entries: Any, ncols: int = 1, **options: Any) -> Legend:
    """Put a legend above a figure in `ncols` columns, or in fewer where they would be wider than the paper.

    `entries` and `options` are those of `Figure.legend`.
    """
    for columns in range(ncols, 0, -1):
        legend = figure.legend(*entries, loc="outside upper left", ncols=columns, **options)
        for text in legend.get_texts() if columns == 1 else ():
            text.set_text(in_lines(text.get_text(), _OF_LEGEND))
        if columns == 1 or legend.get_window_extent().width <= figure.bbox.width:
            break
        legend.remove()
    return legend
