"""How easily the corpus is told from a clip, by which measure, and whether the speaker was heard before."""

import pandas as pd
from matplotlib.figure import Figure

from ser.plots.sheet import in_lines, legend_above, sheet
from ser.plots.style import BLACK, BLUE, GREY
from ser.plots.widths import two_widths

WORDS = {
    "duration": "duration alone",
    "silence": "silence before and after",
    "level": "level alone",
    "mfcc": "mean MFCC",
    "mfcc shape": "mean MFCC without the level",
    "mfcc shape, female": "the same, women only",
    "mfcc shape, male": "the same, men only",
}
"""The measures of `channel.csv` in words."""

_PROTOCOLS = {
    "heard": ("o", BLUE, -0.14, "unseen speakers, or texts where there are two speakers"),
    "unseen": ("D", "white", 0.14, "unseen speakers everywhere"),
}


@two_widths
def told_figure(told: pd.DataFrame) -> Figure:
    """Draw a row a measure: the mean recall of the corpora, by both protocols, with its interval.

    Args:
        told: `channel.csv`: a row a measure and protocol, with `uar`, `low`, `high` and `chance`.
    """
    measures = list(dict.fromkeys(told["measure"]))
    figure, (axes,) = sheet(1.6 + 0.5 * len(measures))
    for protocol, (shape, fill, lift, label) in _PROTOCOLS.items():
        rows = told[told["protocol"] == protocol].set_index("measure").reindex(measures)
        places = [place + lift for place in range(len(measures))]
        axes.hlines(places, rows["low"], rows["high"], color=BLACK, linewidth=2, zorder=2)
        axes.plot(
            rows["uar"],
            places,
            shape,
            color=fill,
            markeredgecolor=BLACK,
            markersize=8,
            zorder=3,
            label=label,
            clip_on=False,
        )
    chance = told.drop_duplicates("measure").set_index("measure")["chance"].reindex(measures)
    for place, value in enumerate(chance):
        axes.plot(
            [value] * 2,
            [place - 0.4, place + 0.4],
            ":",
            color=GREY,
            linewidth=2,
            zorder=1,
            label="" if place else "chance",
        )
    axes.set_yticks(range(len(measures)), [in_lines(WORDS.get(one, one), 22) for one in measures])
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.set(
        xlabel="corpora named correctly (mean recall)", xlim=(0, 1.02), ylim=(len(measures) - 0.45, -0.55)
    )
    legend_above(figure, ncols=1, handletextpad=0.3, labelspacing=0.3)
    return figure
