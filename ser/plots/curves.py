"""Learning curves: how loss and accuracy went, epoch by epoch."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ser.errors import BadValue
from ser.plots.sheet import ACROSS
from ser.plots.style import BLUE, GREY, VERMILLION, WIDTH, use_style
from ser.results import Result

_SIDES = {"": ("training", GREY, "--"), "val_": ("validation", BLUE, "-")}


def training_history(
    history: dict[str, list[float]], *, best_epoch: int | None = None, title: str = "", note: str = ""
) -> Figure:
    """Draw loss and accuracy of one training, training and validation side in each panel.

    Args:
        history: loss, accuracy, val_loss and val_accuracy, one number an epoch.
        best_epoch: the epoch whose weights were kept, counted from 0; it is marked.
        title: above the figure.
        note: small, under the figure.

    Raises:
        BadValue: a curve is missing or empty.
    """
    use_style()
    figure = Figure(figsize=(WIDTH, 3.0), layout="constrained")
    for axes, measure in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        _draw(axes, history, measure, best_epoch)
        axes.set(xlabel="epoch", ylabel=measure)
    axes.legend(loc="best")
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize="medium")
    if note:
        figure.supxlabel(note, x=0.01, ha="left", fontsize=9)
    return figure


def learning_curves(results: list[Result], *, labels: dict[str, str]) -> Figure:
    """Draw loss above accuracy, a column for each arm; every run of an arm is a line.

    Args:
        results: finished runs; those of arms that `labels` does not name are left out.
        labels: what to call each arm, in the order of the columns.

    Raises:
        BadValue: no run of any of the arms.
    """
    by_arm = {arm: [one for one in results if one.record["arm"] == arm] for arm in labels}
    by_arm = {arm: runs for arm, runs in by_arm.items() if runs}
    if not by_arm:
        raise BadValue(f"learning curves: received no run of {', '.join(labels)}; expected one or more")
    use_style()
    figure = Figure(figsize=(ACROSS, 4.4), layout="constrained")
    panels = figure.subplots(2, len(by_arm), sharey="row", sharex="col", squeeze=False)
    for column, (arm, runs) in zip(panels.T, by_arm.items(), strict=True):
        for axes, measure in zip(column, ("loss", "accuracy"), strict=True):
            for number, one in enumerate(runs):
                told = one.record["training"]
                _draw(
                    axes, told["history"], measure, told["best_epoch"], kept="kept epoch", named=number == 0
                )
        column[0].set(title=labels[arm])
        column[1].set(xlabel="epoch", ylim=(0, 1.02))
    for axes, measure in zip(panels[:, 0], ("loss", "accuracy"), strict=True):
        axes.set(ylabel=measure)
    panels[1, -1].legend(loc="best")
    return figure


def history_table(results: list[Result]) -> pd.DataFrame:
    """Return what `learning_curves` draws: run, epoch (from 1) and the four curves, a row an epoch."""
    tables = []
    for one in results:
        curves = pd.DataFrame(one.record["training"]["history"])
        curves.insert(0, "epoch", range(1, len(curves) + 1))
        curves.insert(0, "run", one.record["run"])
        tables.append(curves)
    return pd.concat(tables, ignore_index=True)


def _draw(
    axes: Axes,
    history: dict[str, list[float]],
    measure: str,
    best_epoch: int | None,
    *,
    kept: str = "",
    named: bool = True,
) -> None:
    for prefix, (name, colour, line) in _SIDES.items():
        values = history.get(prefix + measure)
        if not values:
            raise BadValue(f"history: {prefix + measure} is missing or empty; expected a number an epoch")
        epochs = range(1, len(values) + 1)
        dot = "o" if len(values) < 3 else ""
        axes.plot(epochs, values, line, color=colour, label=name if named else None, marker=dot)
    if best_epoch is not None and 0 <= best_epoch < len(epochs):
        chosen = history["val_" + measure][best_epoch]
        axes.axvline(best_epoch + 1, color=VERMILLION, linewidth=0.8, linestyle=":")
        axes.plot(
            [best_epoch + 1],
            [chosen],
            "D",
            color=VERMILLION,
            markersize=6,
            label=(kept or f"kept: epoch {best_epoch + 1}") if named else None,
        )
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
