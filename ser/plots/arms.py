"""Arms side by side: a dot each, its interval, and what it has to beat."""

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ser.errors import BadValue
from ser.plots.sheet import sheet
from ser.plots.style import BLUE, GREY, ORANGE, VERMILLION

_NAMES = {"accuracy": "accuracy", "uar": "unweighted average recall (UAR)"}


def arms_figure(
    table: pd.DataFrame,
    *,
    reference: str | None = None,
    measure: str = "accuracy",
    published: float | None = None,
) -> Figure:
    """Draw each arm as a dot with its 95% interval; an arm without a figure is an open row.

    Dashed lines mark chance and the majority label. Where the reference has more than one seed, the
    band around it is one standard deviation over seeds to each side; else the figure says that there
    is one seed and so no band.

    Args:
        table: a row an arm, with `label`, the measure, its `_low` and `_high`, and where known
            `chance`, `majority`, `spread` and `seeds`; the index names the arms.
        reference: the arm that the others are compared with; drawn as a diamond.
        measure: "accuracy" or "uar", 0 to 1.
        published: a published value of the same measure, marked as a line.

    Raises:
        BadValue: an unknown measure, or a reference that is no row of the table.
    """
    if measure not in _NAMES:
        raise BadValue(f"unknown measure {measure!r}; expected one of {', '.join(_NAMES)}")
    if reference is not None and reference not in table.index:
        raise BadValue(f"unknown reference {reference!r}; expected one of {', '.join(map(str, table.index))}")
    figure, (axes,) = sheet(1.5 + 0.42 * len(table))
    for place, (arm, row) in enumerate(table.iterrows()):
        value = row[measure]
        if pd.isna(value):
            axes.text(0.5, place, "not run yet", color=GREY, va="center", ha="center", fontsize=9)
            continue
        axes.hlines(place, row[f"{measure}_low"], row[f"{measure}_high"], color=BLUE, linewidth=2)
        mark, colour = ("D", ORANGE) if arm == reference else ("o", BLUE)
        axes.plot(
            value, place, mark, color=colour, markeredgecolor=BLUE, markersize=7, zorder=3, clip_on=False
        )
    for name, line in (("chance", ":"), ("majority", "--")):
        if name in table and table[name].notna().any():
            value = float(table[name].mean())
            label = "chance" if name == "chance" else "always the majority label"
            axes.axvline(value, color=GREY, linestyle=line, label=f"{label} {value:.1%}")
    if published is not None:
        axes.axvline(published, color=VERMILLION, linestyle="-.", label=f"claimed {published:.1%}")
    axes.set(xlim=(0, 1), ylim=(len(table) - 0.5, -0.5))
    axes.set_xlabel(_NAMES[measure] + _noise(axes, table, reference, measure))
    axes.set_yticks(range(len(table)), [textwrap.fill(str(label), 24) for label in table["label"]])
    axes.grid(axis="y", visible=False)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="lower right", bbox_to_anchor=(1.02, 1.0))
    return figure


def _noise(axes: Axes, table: pd.DataFrame, reference: str | None, measure: str) -> str:
    """Draw the band of the reference over seeds, or return the words that say why there is none."""
    if reference is None or pd.isna(table.loc[reference, measure]):
        return ""
    row = table.loc[reference]
    spread = row.get("spread", float("nan"))
    if measure == "accuracy" and pd.notna(spread):
        label = f"reference ± one deviation over {int(row['seeds'])} seeds"
        axes.axvspan(row[measure] - spread, row[measure] + spread, color=ORANGE, alpha=0.25, label=label)
    return "\n(one seed: no noise band)" if row.get("seeds") == 1 else ""
