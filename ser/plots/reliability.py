"""Does a model know how sure it may be: how often it is right, by how sure it said it was."""

import pandas as pd
from matplotlib.figure import Figure

from ser.errors import BadValue
from ser.plots.sheet import legend_above, sheet
from ser.plots.style import BLUE, GREY, ORANGE, VERMILLION
from ser.plots.widths import two_widths

NO_BAND = "It has no noise band: each seed puts other clips into a bin."
"""What a caption says of the band that other figures of results have."""

_LOOKS = (("o", "-", BLUE), ("D", "--", ORANGE), ("s", ":", VERMILLION))


@two_widths
def reliability_figure(
    tables: dict[str, pd.DataFrame], *, chance: float | None = None, majority: float | None = None
) -> Figure:
    """Draw accuracy against confidence, a line for each model; on the diagonal, a model is calibrated.

    The predictions of all seeds fill the bins together. A band over seeds would have no meaning, since
    each puts other clips into a bin; `NO_BAND` says so below the figure.

    Args:
        tables: by model, a row for each bin that holds clips, with `confidence`, `accuracy` and
            `clips`; a larger mark is a fuller bin.
        chance: the accuracy of blind guessing, marked as a line.
        majority: the accuracy of always naming the commonest emotion, likewise.

    Raises:
        BadValue: no table, or more than three.
    """
    if not 1 <= len(tables) <= len(_LOOKS):
        raise BadValue(f"reliability: received {len(tables)} tables, expected 1 to {len(_LOOKS)}")
    figure, (axes,) = sheet(4.6)
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1, label="as sure as it should be")
    if chance is not None:
        axes.axhline(chance, color=GREY, linestyle=":", label=f"chance {chance:.1%}")
    if majority is not None:
        axes.axhline(majority, color=GREY, linestyle="-.", label=f"majority label {majority:.1%}")
    for (name, table), (mark, line, colour) in zip(tables.items(), _LOOKS, strict=False):
        axes.plot(table["confidence"], table["accuracy"], line, color=colour, linewidth=1)
        sizes = 20 + 180 * table["clips"] / table["clips"].sum()
        axes.scatter(
            table["confidence"],
            table["accuracy"],
            sizes,
            marker=mark,
            color=colour,
            edgecolor="black",
            label=name,
            clip_on=False,
            zorder=3,
        )
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share named correctly")
    legend_above(figure)
    return figure
