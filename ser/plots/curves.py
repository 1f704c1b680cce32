"""Learning curves: how loss and accuracy went, epoch by epoch."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ser.errors import BadValue
from ser.plots.sheet import legend_above, paper
from ser.plots.style import BLUE, GREY, VERMILLION, WIDTH, use_style
from ser.plots.widths import is_narrow, two_widths
from ser.results import Result

_SIDES = {"": ("training", GREY, "--"), "val_": ("validation", BLUE, "-")}
_TOUCH = 0.02
"""Closer than this, the lines of chance and the majority label would be one thick one."""


def training_history(
    history: dict[str, list[float]],
    *,
    best_epoch: int | None = None,
    chance: float | None = None,
    majority: float | None = None,
    title: str = "",
    note: str = "",
) -> Figure:
    """Draw loss and accuracy of one training, training and validation side in each panel.

    Args:
        history: loss, accuracy, val_loss and val_accuracy, one number an epoch.
        best_epoch: the epoch whose weights were kept, counted from 0; it is marked.
        chance: the accuracy of a blind guess, a line in the panel of accuracy.
        majority: that of always saying the commonest label of the training side, likewise.
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
    _draw_floor(axes, chance, majority)
    axes.legend(loc="best")
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize="medium")
    if note:
        figure.supxlabel(note, x=0.01, ha="left", fontsize=9)
    return figure


@two_widths
def learning_curves(results: list[Result], *, labels: dict[str, str]) -> Figure:
    """Draw loss above accuracy, a column for each arm: every seed a thin line, their mean a thick one.

    The band reaches from the lowest to the highest seed. Mean and band end where the shortest run
    ends, so that a run that stopped early does not bend them; with one run there is its line alone. A
    diamond marks the epoch that each run kept. Lines in the panels of accuracy are chance and the
    majority label, see `floor`.

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
    figure = paper(4.8)
    chance, majority = floor([one for runs in by_arm.values() for one in runs])
    panels = figure.subplots(2, len(by_arm), sharey="row", sharex="col", squeeze=False)
    for column, (arm, runs) in zip(panels.T, by_arm.items(), strict=True):
        for axes, measure in zip(column, ("loss", "accuracy"), strict=True):
            _draw_seeds(axes, [one.record["training"] for one in runs], measure)
        seeds = "1 seed" if len(runs) == 1 else f"{len(runs)} seeds"
        between = "\n" if is_narrow() else " "
        column[0].set_title(f"{labels[arm]}{between}({seeds})")
        column[1].set(xlabel="epoch", ylim=(0, 1.02))
        _draw_floor(column[1], chance, majority)
    for axes, measure in zip(panels[:, 0], ("loss", "accuracy"), strict=True):
        axes.set(ylabel=measure)
    handles = {
        name: line for one in panels.flat for line, name in zip(*one.get_legend_handles_labels(), strict=True)
    }
    legend_above(figure, handles.values(), handles.keys(), ncols=2, columnspacing=1.2)
    return figure


def floor(results: list[Result]) -> tuple[float, float]:
    """Return what a network has to beat, a mean over runs: the accuracy of chance and of the majority label.

    Both are of the test sides; where clips are dealt out at random, the other sides are like them.
    """
    metrics = pd.DataFrame([one.record["metrics"] for one in results])
    return float(metrics["chance"].mean()), float(metrics["majority"].mean())


def seed_band(histories: list[list[float]]) -> pd.DataFrame:
    """Return mean, low and high over seeds, a row an epoch (from 1) that every seed has."""
    shortest = min(map(len, histories))
    together = pd.DataFrame([values[:shortest] for values in histories])
    band = pd.DataFrame({"mean": together.mean(), "low": together.min(), "high": together.max()})
    band.index = pd.RangeIndex(1, shortest + 1, name="epoch")
    return band


def history_table(results: list[Result]) -> pd.DataFrame:
    """Return what `learning_curves` draws: run, seed, epoch (from 1) and the four curves, a row an epoch."""
    tables = []
    for one in results:
        curves = pd.DataFrame(one.record["training"]["history"])
        curves.insert(0, "epoch", range(1, len(curves) + 1))
        curves.insert(0, "seed", one.record["split"]["seed"])
        curves.insert(0, "run", one.record["run"])
        tables.append(curves)
    return pd.concat(tables, ignore_index=True)


def _draw_seeds(axes: Axes, trainings: list[dict], measure: str) -> None:
    """Draw both sides of one measure: a thin line a seed, their mean and band, and the kept epochs."""
    for prefix, (name, colour, line) in _SIDES.items():
        curves = [_curve(one["history"], prefix + measure) for one in trainings]
        dot = "o" if max(map(len, curves)) < 3 else ""
        if len(curves) > 1:
            for values in curves:
                axes.plot(range(1, len(values) + 1), values, line, color=colour, linewidth=0.7, alpha=0.6)
            band = seed_band(curves)
            axes.fill_between(band.index, band["low"], band["high"], color=colour, alpha=0.25, linewidth=0)
            axes.plot(band.index, band["mean"], line, color=colour, linewidth=2, label=name, marker=dot)
        else:
            axes.plot(range(1, len(curves[0]) + 1), curves[0], line, color=colour, label=name, marker=dot)
    kept = [one for one in trainings if 0 <= one["best_epoch"] < len(one["history"][measure])]
    places = [one["best_epoch"] + 1 for one in kept]
    heights = [one["history"]["val_" + measure][one["best_epoch"]] for one in kept]
    axes.plot(places, heights, "D", color=VERMILLION, markersize=5, label="kept epoch")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))


def _draw_floor(axes: Axes, chance: float | None, majority: float | None) -> None:
    """Draw chance and the majority label where they are known, as one line where two would touch."""
    lines = [(chance, f"chance {chance:.1%}", ":")] if chance is not None else []
    if majority is not None:
        label = f"always the majority label {majority:.1%}"
        if chance is not None and abs(majority - chance) < _TOUCH:
            lines = [(chance, f"{lines[0][1]}, {label}", ":")]
        else:
            lines.append((majority, label, "-."))
    for value, label, line in lines:
        axes.axhline(value, color=GREY, linestyle=line, label=label)


def _curve(history: dict[str, list[float]], name: str) -> list[float]:
    values = history.get(name)
    if not values:
        raise BadValue(f"history: {name} is missing or empty; expected a number an epoch")
    return values


def _draw(axes: Axes, history: dict[str, list[float]], measure: str, best_epoch: int | None) -> None:
    for prefix, (name, colour, line) in _SIDES.items():
        values = _curve(history, prefix + measure)
        epochs = range(1, len(values) + 1)
        dot = "o" if len(values) < 3 else ""
        axes.plot(epochs, values, line, color=colour, label=name, marker=dot)
    if best_epoch is not None and 0 <= best_epoch < len(epochs):
        chosen = history["val_" + measure][best_epoch]
        axes.axvline(best_epoch + 1, color=VERMILLION, linewidth=0.8, linestyle=":")
        axes.plot(
            [best_epoch + 1],
            [chosen],
            "D",
            color=VERMILLION,
            markersize=6,
            label=f"kept: epoch {best_epoch + 1}",
        )
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
