"""Attention along one clip: its weights over the waveform and over the MFCC, on one axis of time."""

from itertools import pairwise

import matplotlib.patheffects as effects
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ser.features import MfccSettings, mfcc
from ser.plots.sheet import sheet
from ser.plots.signal import decibels, over_time
from ser.plots.style import BLACK, GREY, ORANGE
from ser.plots.widths import two_widths

QUIET = -25.0
"""dB below the loudest step of the clip: what is softer is called quiet."""


def quiet_share(table: pd.DataFrame) -> float:
    """Return the share of the weight, 0 to 1, that falls where a clip is quiet; `table` is that of `along_table`."""
    return float(table.loc[table["level_db"] < QUIET, "weight"].sum())


def along_table(window: np.ndarray, found: dict, settings: MfccSettings) -> pd.DataFrame:
    """Return a row a true step of the attention.

    Args:
        window: the samples that the features are taken from, shape (n,), at `settings.rate`.
        found: one clip of `facts/examples.json`: `weights`, `frames`, `frames_all`.
        settings: the window and its frames.

    Returns:
        start and end (s in the window), weight, relative (1 = even over the true steps), level_db
        (0 = the loudest step).
    """
    weights = np.array(found["weights"])
    width = -(-found["frames_all"] // len(weights))
    steps = -(-found["frames"] // width)
    frame = settings.hop / settings.rate
    edges = (np.minimum(np.arange(steps + 1) * width, found["frames"]) - 0.5) * frame
    cuts = (np.maximum(edges, 0) * settings.rate).astype(int)
    power = [np.mean(np.square(window[low : max(high, low + 1)])) for low, high in pairwise(cuts)]
    level = decibels(np.array(power, dtype=np.float64))
    return pd.DataFrame(
        {
            "start": edges[:-1].round(4),
            "end": edges[1:].round(4),
            "weight": weights[:steps],
            "relative": (weights[:steps] * steps).round(4),
            "level_db": (level - level.max()).round(2),
        }
    )


@two_widths
def along_figure(window: np.ndarray, table: pd.DataFrame, settings: MfccSettings) -> Figure:
    """Draw the weights over the waveform (above) and over the coefficients from 1 on (below).

    The first two axes of the figure are those of waveform and coefficients; time is in seconds in the
    window. What is left of the window is hatched.

    Args:
        window: the samples, as for `along_table`.
        table: what `along_table` returns.
        settings: the window and its frames.
    """
    values = mfcc(window, settings)[:, 1:]
    figure, (above, below) = sheet(4.6, rows=2, sharex=True, height_ratios=(1, 1.2))
    end = (settings.frames - 0.5) * settings.hop / settings.rate
    above.plot(np.arange(len(window)) / settings.rate, window, color=GREY, linewidth=0.5)
    tallest = float(np.abs(window).max()) * 1.05
    above.set(ylabel="pressure", ylim=(-tallest, tallest), yticks=[])
    top = float(np.percentile(np.abs(values), 99))
    over_time(below, values, settings, first=1, cmap="RdBu_r", vmin=-top, vmax=top)
    below.set(xlabel="time in the window (s)", ylabel="coefficient", xlim=(0, end))
    edges = [*table["start"].clip(lower=0), table["end"].iloc[-1]]
    for axes in (above, below):
        if edges[-1] < end - settings.hop / settings.rate:
            axes.axvspan(edges[-1], end, facecolor="white", edgecolor=GREY, hatch="//", linewidth=0)
        weight = axes.twinx()
        weight.grid(visible=False)
        weight.spines["right"].set_visible(True)
        weight.set(ylim=(0, max(1.2, 1.1 * table["relative"].max())), ylabel="weight / even")
        if axes is above:
            weight.stairs(table["relative"], edges, fill=True, color=ORANGE, alpha=0.55)
        line = weight.stairs(table["relative"], edges, color=BLACK, linewidth=1.6, baseline=None)
        line.set_path_effects([effects.withStroke(linewidth=4, foreground="white")])
        weight.axhline(1, color=BLACK, linewidth=0.8, linestyle=":")
    return figure


def in_words(table: pd.DataFrame) -> str:
    """Return where the weights lie, in two sentences."""
    peak = table.loc[table["relative"].idxmax()]
    quiet = table.loc[table["level_db"] < QUIET, "weight"].sum()
    share = (table["level_db"] < QUIET).mean()
    return (
        f"Heaviest at {max((peak.start + peak.end) / 2, 0):.1f} s, {peak.relative:.1f} times even. "
        f"{quiet:.0%} of the weight falls where the clip is quiet ({-QUIET:.0f} dB below its loudest step or more), "
        f"which is {share:.0%} of the steps."
    )
