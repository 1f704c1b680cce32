"""What the sides of each split share, as one map: dark is shared, white is kept apart."""

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from ser.plots.sheet import in_lines, sheet
from ser.plots.widths import is_narrow, two_widths

KINDS = {"corpus": "corpus", "speaker": "speaker", "text": "text", "sentence": "take", "sha256": "file"}
"""The shares of `sharing.csv` and the words for them."""


def by_split(table: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of each split and tested corpus (rows) as means over its folds or seeds.

    Args:
        table: `sharing.csv`; rows with a `problem` are left out.

    Returns:
        Rows in the order of the table, with the columns corpus, speaker, text, take and file (0 to 1).
    """
    dealt = table[table["problem"].fillna("") == ""]
    means = dealt.groupby(["split", "corpus"], sort=False)[[f"shared_{kind}" for kind in KINDS]].mean()
    return means.rename(columns={f"shared_{kind}": word for kind, word in KINDS.items()})


@two_widths
def sharing_figure(shares: pd.DataFrame) -> Figure:
    """Draw the shares of test clips that train or choose with their like, such as `by_split` returns."""
    figure, (axes,) = sheet(1.2 + 0.3 * len(shares))
    sns.heatmap(
        shares,
        annot=shares.map(_percent),
        fmt="",
        annot_kws={"fontsize": 9},
        vmin=0,
        vmax=1,
        cmap="Oranges",
        linewidths=0.5,
        linecolor="#DDDDDD",
        cbar=False,
        yticklabels=[in_lines(f"{split}: {corpus}", 30) for split, corpus in shares.index],
        ax=axes,
    )
    axes.set(xlabel="", ylabel="")
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", rotation=40 if is_narrow() else 0, length=0)
    for label in axes.get_xticklabels() if is_narrow() else ():
        label.set(ha="left", rotation_mode="anchor")
    axes.tick_params(axis="y", rotation=0, length=0)
    return figure


def _percent(share: float) -> str:
    """Return a share in words that never round something to nothing, or nearly all to all."""
    if 0 < share < 0.005 or 0.995 < share < 1:
        return f"{share:.1%}"
    return f"{share:.0%}"
