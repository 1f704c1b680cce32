"""Arms side by side: a dot each, its interval, the noise band, and what it has to beat."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ser.errors import BadValue
from ser.plots.sheet import in_lines, legend_above, sheet
from ser.plots.style import BLUE, GREEN, GREY, ORANGE, VERMILLION
from ser.plots.widths import is_narrow, two_widths

_NAMES = {"accuracy": "accuracy", "uar": "unweighted average recall (UAR)"}
_BANDS = {"accuracy": ("noise", "spread"), "uar": ("noise_uar", "spread_uar")}
_SERIES = ((BLUE, "o", "-"), (VERMILLION, "s", "--"), (GREEN, "^", "-."))
_SAME = 0.005
"""Lines of one kind that are closer than this are drawn as one."""
_TOUCH = 0.015
"""Closer than this, a dotted and a dashed line make a pattern that is neither."""


@two_widths
def arms_figure(
    tables: pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    reference: str | None = None,
    measure: str = "accuracy",
    published: float | None = None,
) -> Figure:
    """Draw each arm as a dot with its 95% interval; an arm without a figure is an open row.

    With several tables, such as one for each protocol, every arm has a dot of another shape and
    colour for each. A vertical line stands at the reference, with a band of one standard deviation
    over seeds to each side; where one seed gives no band, the axis says so. Grey lines mark chance and
    the majority label, which in UAR are the same.

    Args:
        tables: a row an arm, with `label`, the measure, its `_low` and `_high`, and where known
            `chance`, `majority`, and of the reference `noise` (or `spread`) and `noise_seeds` (or
            `seeds`), with `_uar` for that measure; the index names the arms. Several: by name, with
            the same index.
        reference: the arm that the others are compared with.
        measure: "accuracy" or "uar", 0 to 1.
        published: a published value of the same measure, marked as a line.

    Raises:
        BadValue: an unknown measure, no table or more than three, tables of different arms, or a
            reference that is no row.
    """
    if measure not in _NAMES:
        raise BadValue(f"unknown measure {measure!r}; expected one of {', '.join(_NAMES)}")
    series = {"": tables} if isinstance(tables, pd.DataFrame) else dict(tables)
    if not 1 <= len(series) <= len(_SERIES):
        raise BadValue(f"received {len(series)} tables, expected 1 to {len(_SERIES)}")
    first, *others = series.values()
    if any(list(table.index) != list(first.index) for table in others):
        raise BadValue("received tables of different arms, expected the same index in each")
    if reference is not None and reference not in first.index:
        raise BadValue(f"unknown reference {reference!r}; expected one of {', '.join(map(str, first.index))}")
    labels = [in_lines(str(label), 26) for label in first["label"]]
    lines = max(label.count("\n") + 1 for label in labels)
    row = max(0.42 + 0.06 * len(others), 0.16 * lines)
    figure, (axes,) = sheet(1.9 + row * len(first))
    notes = []
    for number, (name, table) in enumerate(series.items()):
        shift = 0.34 * (number - len(others) / 2) / max(len(others), 1)
        _dots(axes, table, measure, name, shift, _SERIES[number], reference)
        notes.append(_band(axes, table, measure, name, _SERIES[number], reference))
    run = pd.concat([table[measure] for table in series.values()], axis=1).notna()
    for place in range(len(first)):
        if not run.iloc[place].any():
            # On a ground of its own: the lines of the reference run through the middle.
            ground = {"facecolor": "white", "edgecolor": "none", "pad": 1}
            axes.text(
                0.5, place, "not run yet", color=GREY, va="center", ha="center", fontsize=9, bbox=ground
            )
    _to_beat(axes, series, measure)
    if published is not None:
        axes.axvline(published, color=BLUE, linestyle="-.", label=f"claimed {published:.1%}")
    axes.set(xlim=(0, 1), ylim=(len(first) - 0.5, -0.5))
    # Beside long names the axis is short: its words may stand below them.
    under = "right" if is_narrow() else "center"
    axes.set_xlabel("\n".join([_NAMES[measure], *filter(None, notes)]), loc=under)
    axes.set_yticks(range(len(first)), labels)
    axes.grid(axis="y", visible=False)
    if axes.get_legend_handles_labels()[0]:
        legend_above(figure, ncols=1)
    return figure


def _dots(axes: Axes, table: pd.DataFrame, measure: str, name: str, shift: float, look, reference) -> None:
    colour, mark, _ = look
    named = not name
    for place, (arm, row) in enumerate(table.iterrows()):
        value = row[measure]
        if pd.isna(value):
            continue
        of_reference = arm == reference
        axes.hlines(place + shift, row[f"{measure}_low"], row[f"{measure}_high"], color=colour, linewidth=2)
        axes.plot(
            value,
            place + shift,
            "D" if of_reference and not name else mark,
            color=ORANGE if of_reference else colour,
            markeredgecolor=colour,
            markersize=6 if name else 7,
            zorder=3,
            clip_on=False,
            label=None if named or of_reference else name,
            linestyle="none",
        )
        named = named or not of_reference


def _band(axes: Axes, table: pd.DataFrame, measure: str, name: str, look, reference: str | None) -> str:
    """Draw the reference's line and its band over seeds; return the words that say why there is none."""
    if reference is None or pd.isna(table.loc[reference, measure]):
        return ""
    colour, _, line = look
    row = table.loc[reference]
    where = f", {name}" if name else ""
    label = f"reference{where} {row[measure]:.1%}"
    column = next((column for column in _BANDS[measure] if column in table), "")
    spread = row[column] if column else float("nan")
    told = f"(one seed{where}: no noise band)"
    if pd.notna(spread):
        seeds = row["noise_seeds" if column.startswith("noise") else "seeds"]
        axes.axvspan(row[measure] - spread, row[measure] + spread, color=colour, alpha=0.2)
        label += f" ± {100 * spread:.1f} (noise band, {seeds:.0f} seeds)"
        told = ""
    axes.axvline(row[measure], color=colour, linestyle=line, linewidth=1, label=label)
    return told


def _to_beat(axes: Axes, series: Mapping[str, pd.DataFrame], measure: str) -> None:
    """Draw chance and the majority label of each series, once where they agree, as one line where they touch."""
    chance, majority = (_values(series, column) for column in ("chance", "majority"))
    words = "chance, also always the majority label" if measure == "uar" else "chance"
    told = {column: _span(_means(series, column)) for column in ("chance", "majority")}
    lines = [(chance, f"{words} {told['chance']}", ":")] if chance else []
    if majority and measure != "uar":
        label = f"always the majority label {told['majority']}"
        if len(chance) == len(majority) == 1 and abs(majority[0] - chance[0]) < _TOUCH:
            lines = [(chance, f"{lines[0][1]}, {label}", ":")]
        else:
            lines.append((majority, label, "--"))
    for values, label, line in lines:
        for number, value in enumerate(values):
            axes.axvline(value, color=GREY, linestyle=line, label=None if number else label)


def _means(series: Mapping[str, pd.DataFrame], column: str) -> list[float]:
    means = [float(table[column].mean()) for table in series.values() if column in table]
    return sorted({value for value in means if pd.notna(value)})


def _values(series: Mapping[str, pd.DataFrame], column: str) -> list[float]:
    """Where lines are drawn: those too close to be told apart are one."""
    found = _means(series, column)
    return [sum(found) / len(found)] if found and found[-1] - found[0] < _SAME else found


def _span(values: list[float]) -> str:
    ends = [f"{value:.1%}" for value in (values[0], values[-1])] if values else [""]
    return " to ".join(dict.fromkeys(ends))
