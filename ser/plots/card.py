"""The card that a link to the book shows in a message: its title, and what unseen speakers change."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import pandas as pd

from ser.plots.style import BLACK, BLUE, GREY, VERMILLION

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PIXELS = (1200, 630)
_DPI = 100
_LOOKS = {"random": (BLUE, "o"), "speaker": (VERMILLION, "s")}


def card_figure(title: str, subtitle: str, panels: Mapping[str, pd.DataFrame], *, mark: str = "") -> "Figure":
    """Draw the card, to be saved at 100 dots per inch without cutting: 1200 by 630 pixels.

    Args:
        title: the book's title.
        subtitle: what it is, in one line.
        panels: for each model by name, its rows `random` and `speaker` with `label`, `accuracy` and its
            ends `accuracy_low` and `accuracy_high`, `chance`, `clips`, `speakers` and `seeds`; none draws
            the title alone.
        mark: a warning that stands across the foot, or "".
    """
    with plt.rc_context({"font.family": "DejaVu Sans", "figure.constrained_layout.use": False}):
        fig = plt.figure(figsize=(PIXELS[0] / _DPI, PIXELS[1] / _DPI), dpi=_DPI, facecolor="white")
        fig.text(0.05, 0.9, title, fontsize=31, weight="bold", va="center", color=BLACK)
        fig.text(0.05, 0.81, subtitle, fontsize=18, va="center", color="#444444")
        if panels:
            _draw(fig.add_axes((0.27, 0.19, 0.66, 0.51)), panels)
            most = pd.concat(panels)[["clips", "speakers", "seeds"]].max().astype(int)
            told = "at most " + ", ".join(f"{n:,} {name}" for name, n in most.items())
            fig.text(0.93, 0.04, told, fontsize=14, ha="right", va="center", color="#444444")
        if mark:
            fig.text(0.05, 0.04, mark, fontsize=20, weight="bold", va="center", color="#a8071a")
    return fig


def _draw(ax, panels: Mapping[str, pd.DataFrame]) -> None:
    places, names = [], []
    for number, (name, rows) in enumerate(panels.items()):
        for step, (split, row) in enumerate(rows.iterrows()):
            colour, marker = _LOOKS[split]
            place = -(number * 1.2 + step * 0.42)
            value, ends = row["accuracy"], (row["accuracy_low"], row["accuracy_high"])
            ax.plot(ends, (place, place), color=colour, linewidth=4, solid_capstyle="butt")
            ax.plot(value, place, marker=marker, color=colour, markersize=15)
            ax.text(
                ends[1] + 0.015, place, f"{value:.0%} {row['label']}", fontsize=18, va="center", color=BLACK
            )
        places.append(-(number * 1.2 + 0.21))
        names.append(name)
    chance = float(pd.concat(panels)["chance"].max())
    ax.axvline(chance, color=GREY, linestyle="--", linewidth=2)
    ax.text(chance, 0.42, f"chance {chance:.1%}", fontsize=14, ha="center", color="#444444")
    ax.set(xlim=(0, 1.25), ylim=(places[-1] - 0.65, 0.35), yticks=places, xticks=[0, 0.25, 0.5, 0.75, 1])
    ax.set_yticklabels(names, fontsize=16)
    ax.set_xticklabels(["0%", "25%", "50%", "75%", "100%"], fontsize=14)
    ax.set_xlabel("clips named correctly, with 95% intervals", fontsize=14)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
