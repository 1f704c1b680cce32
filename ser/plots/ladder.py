"""Where the accuracy goes: one model from the protocol that shares most to the one that shares least."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ser.errors import BadValue
from ser.plots.sheet import in_lines, legend_above, sheet
from ser.plots.style import BLACK, CORPUS_COLOURS, CORPUS_MARKERS, GREY
from ser.plots.widths import two_widths

_NAMES = {"accuracy": "accuracy", "uar": "unweighted average recall (UAR)"}
_WITH_BAND = {"accuracy": "spread", "uar": "spread_uar"}


@two_widths
def ladder_figure(tables: dict[str, pd.DataFrame], *, measure: str = "accuracy") -> Figure:
    """Draw a panel for each corpus: a row for each protocol, with interval, noise band, chance and majority.

    A line joins the protocols that have been run, but for those `aside` (a control, other folds), whose
    marks are hollow. The pale bar is one standard deviation over seeds to
    each side, where there are several; an upright stroke marks chance and a cross the majority label.

    Args:
        tables: for each corpus, a row a protocol in order, with `label`, the measure, its `_low` and
            `_high`, `spread` (`spread_uar`), `chance`, `majority`, NaN where not run, and `aside`.
        measure: "accuracy" or "uar", 0 to 1.

    Raises:
        BadValue: an unknown measure, or no table.
    """
    if measure not in _NAMES:
        raise BadValue(f"unknown measure {measure!r}; expected one of {', '.join(_NAMES)}")
    if not tables:
        raise BadValue("ladder: received no table; expected one for each corpus")
    lengths = [len(table) for table in tables.values()]
    figure, panels = sheet(
        1.3 + 0.42 * sum(lengths) + 0.35 * len(lengths), rows=len(lengths), sharex=True, height_ratios=lengths
    )
    for axes, (corpus, table) in zip(panels, tables.items(), strict=True):
        _panel(axes, corpus, table, measure)
    panels[-1].set(xlim=(0, 1), xlabel=_NAMES[measure])
    legend_above(figure, handles=_legend(tables, measure))
    return figure


def _panel(axes: Axes, corpus: str, table: pd.DataFrame, measure: str) -> None:
    colour, mark = CORPUS_COLOURS.get(corpus, BLACK), CORPUS_MARKERS.get(corpus, "o")
    places = pd.Series(range(len(table)), index=table.index)
    run = table[measure].notna() & ~table["aside"].astype(bool)
    axes.plot(table.loc[run, measure], places[run], color=colour, linewidth=1, alpha=0.6)
    for place, (_, row) in enumerate(table.iterrows()):
        if pd.isna(row[measure]):
            axes.text(0.5, place, "not run yet", color=GREY, va="center", ha="center", fontsize=9)
            continue
        band = row[_WITH_BAND[measure]]
        if pd.notna(band):
            axes.barh(place, 2 * band, left=row[measure] - band, height=0.6, color=colour, alpha=0.25)
        axes.hlines(place, row[f"{measure}_low"], row[f"{measure}_high"], color=colour, linewidth=2)
        axes.plot(
            row[measure],
            place,
            mark,
            color="white" if row["aside"] else colour,
            markeredgecolor=BLACK,
            markersize=7,
            zorder=3,
            clip_on=False,
        )
        axes.plot(row["chance"], place, "|", color=GREY, markersize=14, markeredgewidth=2)
        if measure == "accuracy" and pd.notna(row["majority"]):
            axes.plot(row["majority"], place, "x", color=GREY, markersize=6)
    axes.set(ylim=(len(table) - 0.5, -0.5), title=in_lines(corpus, 40))
    axes.set_yticks(range(len(table)), [in_lines(label, 26) for label in table["label"]])
    axes.grid(axis="y", visible=False)


def _legend(tables: dict[str, pd.DataFrame], measure: str) -> list:
    """Return the marks that every panel shares; the noise band only where one is drawn."""
    majority = "" if measure == "accuracy" else ", also always the majority label"
    handles: list = [Line2D([], [], color=BLACK, linewidth=2, label="95% interval")]
    bands = [table[_WITH_BAND[measure]].notna().any() for table in tables.values()]
    if any(table["aside"].any() for table in tables.values()):
        hollow: dict = {"markerfacecolor": "white", "markeredgecolor": BLACK}
        handles.append(Line2D([], [], marker="o", ls="", label="hollow: a control, or other folds", **hollow))
    noise = "noise band: ± one deviation over seeds" if any(bands) else "one seed: no noise band"
    handles.append(Patch(color=GREY, alpha=0.3 if any(bands) else 0, label=noise))
    handles.append(
        Line2D(
            [], [], color=GREY, marker="|", markersize=12, markeredgewidth=2, ls="", label=f"chance{majority}"
        )
    )
    if measure == "accuracy":
        handles.append(Line2D([], [], color=GREY, marker="x", ls="", label="always the majority label"))
    return handles
