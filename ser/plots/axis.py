"""Which way the LSTM walks over the pooled features: along cepstral bands, or along time."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ser.models import ModelSettings
from ser.plots.sheet import sheet
from ser.plots.style import ORANGE, SKY, VERMILLION
from ser.plots.widths import two_widths

_PUBLISHED_POOLING = (2, 2, 2, 2)


@two_widths
def steps_figure(published: ModelSettings, corrected: ModelSettings) -> Figure:
    """Draw the plane of features, cut the way each model pools it; colours tell its steps apart.

    Args:
        published: settings of the published model, which walks along bands.
        corrected: settings of the corrected model, which walks along time.
    """
    figure, (above, below) = sheet(5.0, rows=2, sharex=True)
    bands = cut(published.coefficients, _PUBLISHED_POOLING)
    frames = cut(published.frames, _PUBLISHED_POOLING)
    count = len(bands) - 1
    _plane(above, frames, bands, along_time=False)
    above.set_title(f"published: {count} steps, one above the other", fontsize=10)
    for step, (low, high) in enumerate(pairwise(bands), 1):
        above.text(frames[-1] / 2, (low + high) / 2, f"step {step}", ha="center", va="center", fontsize=10)
    _arrow(above, (frames[-1] * 0.94, 1), (frames[-1] * 0.94, bands[-1] - 1))
    bands = cut(corrected.coefficients, (2,) * len(corrected.filters))
    frames = cut(corrected.frames, corrected.time_pooling)
    _plane(below, frames, bands, along_time=True)
    below.set_title(f"corrected: {len(frames) - 1} steps, one after the other", fontsize=10)
    _arrow(below, (1, bands[-1] * 0.5), (frames[-1] - 1, bands[-1] * 0.5))
    below.set_xlabel("time (frames)")
    figure.supylabel("coefficient", fontsize=10)
    return figure


def cut(size: int, pools: tuple[int, ...]) -> np.ndarray:
    """Return the edges of the cells that `pools` leave of an axis of `size`, shape (cells + 1,).

    Pooling with padding "same" rounds up, so the last cell may be narrower than the others.
    """
    width, cells = 1, size
    for pool in pools:
        width, cells = width * pool, -(-cells // pool)
    return np.minimum(np.arange(cells + 1) * width, size)


def _plane(axes: Axes, frames: np.ndarray, bands: np.ndarray, *, along_time: bool) -> None:
    for column in range(len(frames) - 1):
        for row in range(len(bands) - 1):
            step = column if along_time else row
            corner = frames[column], bands[row]
            size = frames[column + 1] - frames[column], bands[row + 1] - bands[row]
            face = SKY if step % 2 else ORANGE
            axes.add_patch(Rectangle(corner, *size, facecolor=face, alpha=0.45, edgecolor="white"))
    axes.set(xlim=(0, frames[-1]), ylim=(0, bands[-1]))
    axes.grid(visible=False)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": VERMILLION, "linewidth": 2.5})
