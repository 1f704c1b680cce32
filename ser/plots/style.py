"""One look for every figure: colour-blind-safe colours, shapes as well as colours, quiet axes."""

# Okabe & Ito's palette, safe for the common kinds of colour blindness; never the only mark of a series.
BLUE, ORANGE, GREEN, VERMILLION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
SKY, PURPLE, YELLOW, GREY, BLACK = "#56B4E9", "#CC79A7", "#F0E442", "#767676", "#000000"

CORPUS_COLOURS = {"RAVDESS": BLUE, "TESS": ORANGE, "SAVEE": GREEN}
CORPUS_MARKERS = {"RAVDESS": "o", "TESS": "s", "SAVEE": "^"}

WIDTH = 7.0
"""Inches across of a figure in a file of its own; those of the pages are as wide as `ser.plots.widths` says."""


def use_style() -> None:
    """Set matplotlib's and seaborn's defaults for every figure of the project."""
    import matplotlib as mpl
    import seaborn as sns

    sns.set_theme(context="notebook", style="ticks", font="DejaVu Sans")
    mpl.rcParams.update(
        {
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.titlesize": "medium",
            "axes.titlelocation": "left",
            "grid.color": "#DDDDDD",
            "grid.linewidth": 0.7,
            "legend.frameon": False,
            "figure.constrained_layout.use": True,
            "font.size": 10,
            "axes.labelsize": 10,
            "xtick.labelsize": 9,
            "ytick.labelsize": 9,
            "legend.fontsize": 9,
        }
    )
