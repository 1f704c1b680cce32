"""Where attention looks: along a clip, and over the steps of the published model."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ser.plots.sheet import CORPUS_LINES, sheet
from ser.plots.style import BLACK, BLUE, CORPUS_COLOURS, GREY
from ser.plots.widths import two_widths


def attention_table(found: dict) -> pd.DataFrame:
    """Return what `attention_figure` draws: model, corpus, part (from 1), weight relative to even.

    `found` is what `facts/attention.json` holds; a model that is missing there gives no rows.
    """
    rows = []
    for corpus, weights in found.get("corrected", {}).get("relative_weights", {}).items():
        rows += [("corrected", corpus, number, weight) for number, weight in enumerate(weights, 1)]
    weights = found.get("published", {}).get("mean_weights", [])
    rows += [("published", "all", number, weight * len(weights)) for number, weight in enumerate(weights, 1)]
    return pd.DataFrame(rows, columns=["model", "corpus", "part", "relative_weight"])


@two_widths
def attention_figure(found: dict) -> Figure:
    """Draw the mean weights of both models; 1 is what an even spread would give.

    Above, the corrected model's along the speech of a clip, by corpus; below, the published model's
    over its cepstral steps.

    Args:
        found: what `facts/attention.json` holds about both models.
    """
    table = attention_table(found)
    figure, (above, below) = sheet(5.0, rows=2, gridspec_kw={"height_ratios": [3, 2]})
    corrected = table[table["model"] == "corrected"]
    for corpus, part in corrected.groupby("corpus", sort=False):
        middle = (part["part"] - 0.5) / len(part) * 100
        above.plot(
            middle,
            part["relative_weight"],
            CORPUS_LINES[corpus],
            color=CORPUS_COLOURS[corpus],
            linewidth=2,
            label=corpus,
        )
    above.axhline(1, color=GREY, linewidth=1)
    above.set(
        title="corrected: along the clip",
        xlabel="part of the clip inside the window (%)",
        ylabel="weight / even",
        xlim=(0, 100),
    )
    above.set_ylim(bottom=0)
    above.legend(loc="best")
    published = table[table["model"] == "published"]
    places = np.arange(len(published))
    below.bar(places, published["relative_weight"], color=BLUE, width=0.6)
    below.margins(y=0.15)
    for place, value in zip(places, published["relative_weight"], strict=True):
        below.text(place, value, f"{value:.2f}", ha="center", va="bottom", color=BLACK, fontsize=10)
    below.axhline(1, color=GREY, linewidth=1)
    below.set(title="published: over its cepstral steps", ylabel="weight / even")
    below.set_xticks(places, [f"band {place + 1}" for place in places])
    below.grid(axis="x", visible=False)
    return figure
