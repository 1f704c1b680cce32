"""How like clips are to each other, and what the nearest one gives away."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ser.corpora import CORPORA
from ser.plots.sheet import CORPUS_LINES, in_lines, legend_above, sheet
from ser.plots.style import BLACK, CORPUS_COLOURS, CORPUS_MARKERS, GREY
from ser.plots.widths import is_narrow, two_widths
from ser.results.facts.likeness import STEPS


@two_widths
def relations_figure(spread: pd.DataFrame, *, near: float) -> Figure:
    """Draw how the likeness of two clips is spread, one panel a corpus and one row a relation.

    A thin line holds nine pairs of ten, the bar half of them; the dot is the median.

    Args:
        spread: `likeness.csv`: a row a corpus and relation, with `q05` to `q95`.
        near: where near-duplicates begin, drawn as a line.
    """
    parts = [(name, spread[spread["corpus"] == name]) for name in CORPORA if (spread["corpus"] == name).any()]
    sizes = [len(rows) + 0.6 for _, rows in parts]
    figure, panels = sheet(
        1.0 + (0.5 if is_narrow() else 0.45) * sum(sizes),
        rows=len(parts),
        sharex=True,
        gridspec_kw={"height_ratios": sizes},
    )
    for axes, (name, rows) in zip(panels, parts, strict=True):
        places, colour = np.arange(len(rows)), CORPUS_COLOURS[name]
        axes.hlines(places, rows["q05"], rows["q95"], color=BLACK, linewidth=1.2)
        axes.barh(
            places,
            rows["q75"] - rows["q25"],
            left=rows["q25"],
            height=0.5,
            color=colour,
            edgecolor=BLACK,
            linewidth=0.6,
        )
        axes.plot(rows["q50"], places, "o", color="white", markeredgecolor=BLACK, markersize=7, zorder=3)
        axes.axvline(near, color=GREY, linestyle="--", linewidth=1.2)
        axes.set_yticks(places, [in_lines(one, 34) for one in rows["relation"]], fontsize=9)
        axes.tick_params(axis="y", length=0)
        axes.grid(visible=False, axis="y")
        axes.set_title(name, fontsize=10)
        axes.set(xlim=(-0.05, 1.0), ylim=(len(rows) - 0.5, -0.5))
    panels[-1].set_xlabel("likeness (1 for a copy)")
    return figure


@two_widths
def nearest_figure(nearest: pd.DataFrame) -> Figure:
    """Draw how often the nearest clip has the same emotion, as ever more clips are closed to the search.

    Args:
        nearest: `nearest.csv`: a row a corpus and step (`among`), with `same_emotion`, `low`, `high` and
            `chance`.
    """
    steps = [one for one in STEPS if (nearest["among"] == one).any()]
    present = [name for name in CORPORA if (nearest["corpus"] == name).any()]
    figure, (axes,) = sheet(1.3 + 0.75 * len(steps))
    for lift, name in zip(np.linspace(-0.2, 0.2, len(present)), present, strict=True):
        rows = nearest[nearest["corpus"] == name]
        places = [steps.index(one) + lift for one in rows["among"]]
        colour = CORPUS_COLOURS[name]
        axes.hlines(places, rows["low"], rows["high"], color=colour, linewidth=2.5)
        axes.plot(
            rows["same_emotion"],
            places,
            CORPUS_LINES[name],
            marker=CORPUS_MARKERS[name],
            markersize=9,
            color=colour,
            markeredgecolor="white",
            linewidth=1,
            label=name,
        )
        axes.plot(rows["chance"], places, "|", color=GREY, markersize=12, markeredgewidth=2)
    axes.plot([], [], "|", color=GREY, markersize=12, markeredgewidth=2, label="chance")
    axes.set_yticks(range(len(steps)), [in_lines(one, 20) for one in steps])
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.set(xlabel="nearest clip has the same emotion", xlim=(0, 1.02), ylim=(len(steps) - 0.45, -0.55))
    legend_above(figure, ncols=4, handletextpad=0.4, columnspacing=1.0)
    return figure
