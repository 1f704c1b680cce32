"""The confusion matrix: which emotion was taken for which."""

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from ser.corpora import EMOTIONS
from ser.errors import BadValue
from ser.plots.style import use_style


def confusion_figure(counts: np.ndarray, *, title: str = "", note: str = "") -> Figure:
    """Draw a confusion matrix: a row for each true emotion, a column for each predicted one.

    The colour is the share of the row, so that a rare emotion can be read like a common one; the
    number in a cell is its count of clips, and the number beside a true emotion the sum of its row.
    Emotions that occur neither in truth nor in prediction are left out.

    Args:
        counts: clips, shape (8, 8), in the order of `EMOTIONS`; row = truth.
        title: above the figure.
        note: small, under the figure.

    Raises:
        BadValue: another shape, or no clips at all.
    """
    counts = np.asarray(counts)
    if counts.shape != (len(EMOTIONS), len(EMOTIONS)) or not counts.sum():
        raise BadValue(
            f"confusion matrix: received shape {counts.shape} and {int(counts.sum())} clips; "
            f"expected {len(EMOTIONS)} x {len(EMOTIONS)} with at least one clip"
        )
    kept = np.flatnonzero(counts.sum(axis=0) + counts.sum(axis=1))
    shown = counts[np.ix_(kept, kept)]
    totals = shown.sum(axis=1)
    names = [EMOTIONS[number] for number in kept]
    use_style()
    figure = Figure(figsize=(6.4, 5.4), layout="constrained")
    axes = figure.subplots()
    sns.heatmap(
        shown / np.maximum(totals, 1)[:, None],
        annot=np.where(shown > 0, shown.astype(str), ""),
        fmt="",
        vmin=0,
        vmax=1,
        cmap="Blues",
        square=True,
        linewidths=0.5,
        linecolor="#DDDDDD",
        cbar_kws={"label": "share of the true emotion's clips", "shrink": 0.8},
        xticklabels=names,
        yticklabels=[f"{name} ({total})" for name, total in zip(names, totals, strict=True)],
        ax=axes,
    )
    axes.set(xlabel="predicted emotion", ylabel="true emotion (clips)", title=title)
    axes.tick_params(axis="x", rotation=40, length=0)
    axes.tick_params(axis="y", rotation=0, length=0)
    for label in axes.get_xticklabels():
        label.set(ha="right", rotation_mode="anchor")
    if note:
        figure.supxlabel(note, x=0.01, ha="left", fontsize=9)
    return figure
