"""The paper a figure is drawn on: one column, narrow enough that a phone shows its words."""

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from ser.plots.style import use_style

ACROSS = 5.0
"""Inches across. On a phone the column is some 310 pixels wide, and a letter of 10 points there 8.5 pixels high."""

CORPUS_HATCHES = {"RAVDESS": "", "TESS": "//", "SAVEE": ".."}
CORPUS_LINES = {"RAVDESS": "-", "TESS": "--", "SAVEE": "-."}


def sheet(height: float, *, rows: int = 1, **options) -> tuple[Figure, np.ndarray]:
    """Return an empty figure `height` inches high and its axes, shape (rows,), one below the other.

    `options` go to `Figure.subplots`, such as `sharex=True`.
    """
    use_style()
    mpl.rcParams.update(
        {
            "font.size": 11,
            "axes.labelsize": 11,
            "xtick.labelsize": 10,
            "ytick.labelsize": 10,
            "legend.fontsize": 10,
        }
    )
    figure = Figure(figsize=(ACROSS, height), layout="constrained")
    return figure, figure.subplots(rows, 1, squeeze=False, **options)[:, 0]
