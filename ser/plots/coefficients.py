"""The coefficients: what they keep of a spectrum, how they move, what a fixed window does to them."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ser.corpora import EMOTIONS
from ser.errors import BadValue
from ser.features import MfccSettings
from ser.plots.sheet import legend_above, sheet
from ser.plots.signal import frame_times, over_time
from ser.plots.style import BLACK, BLUE, GREEN, GREY, VERMILLION
from ser.plots.widths import two_widths

MARKED = 0.2
"""Deviations from which on a cell of the profile carries its sign."""
_LINES = ((GREEN, ":"), (VERMILLION, "--"), (BLUE, "-"))


def rebuilt(bands: np.ndarray, kept: int) -> np.ndarray:
    """Return one frame's mel spectrum in dB, shape (mel bands,), rebuilt from its first `kept` coefficients."""
    from scipy.fft import dct, idct

    if not 1 <= kept <= len(bands):
        raise BadValue(f"coefficients to keep: received {kept}, expected 1 to {len(bands)} (the mel bands)")
    coefficients = dct(bands.astype(np.float64), norm="ortho")
    coefficients[kept:] = 0.0
    return idct(coefficients, norm="ortho")


@two_widths
def rebuilt_figure(bands: np.ndarray, kept: tuple[int, ...]) -> Figure:
    """Draw one frame's mel spectrum in dB, shape (mel bands,), and what one to three numbers of coefficients keep."""
    figure, (axes,) = sheet(3.4)
    axes.plot(bands, ".", color=GREY, markersize=5, label=f"the frame: {len(bands)} bands")
    for number, (colour, style) in zip(kept, _LINES, strict=False):
        word = "coefficient" if number == 1 else "coefficients"
        axes.plot(rebuilt(bands, number), style, color=colour, linewidth=2, label=f"from {number} {word}")
    axes.set(xlabel="mel band", ylabel="power (dB)", xlim=(0, len(bands) - 1))
    legend_above(figure, ncols=2, handlelength=2.2, columnspacing=1.2)
    return figure


@two_widths
def coefficients_figure(values: np.ndarray, settings: MfccSettings) -> Figure:
    """Draw the first coefficient as a line and the others as an image, shape (frames, coefficients)."""
    figure, (above, below) = sheet(4.4, rows=2, sharex=True, height_ratios=(1, 2))
    above.plot(frame_times(len(values), settings), values[:, 0], color=BLUE, linewidth=1.8)
    above.set_title("coefficient 0", fontsize=10)
    others = values[:, 1:]
    image = over_time(below, others, settings, first=1, **_diverging(others))
    below.set(xlabel="time in the window (s)")
    below.set_title(f"coefficients 1 to {values.shape[1] - 1}", fontsize=10)
    figure.colorbar(image, ax=below, pad=0.02)
    return figure


@two_widths
def padded_figure(clips: dict[str, np.ndarray], settings: MfccSettings) -> Figure:
    """Draw clips of different length in the one window all of them are given; what is padded is hatched.

    Args:
        clips: a name and the coefficients of each, shape (frames, coefficients).
        settings: the window.
    """
    figure, rows = sheet(0.6 + 1.35 * len(clips), rows=len(clips), sharex=True)
    end = (settings.frames - 0.5) * settings.hop / settings.rate
    for axes, (name, values) in zip(rows, clips.items(), strict=True):
        share = 1 - len(values) / settings.frames
        over_time(axes, values[:, 1:], settings, first=1, **_diverging(values[:, 1:]))
        length = (len(values) - 0.5) * settings.hop / settings.rate
        axes.axvspan(length, end, facecolor="white", edgecolor=GREY, hatch="//", linewidth=0)
        axes.set_title(f"{name}: {share:.0%} padding", fontsize=10)
        axes.set(xlim=(0, end))
    rows[-1].set_xlabel("time in the window (s)")
    figure.supylabel("coefficient", fontsize=11)
    return figure


def emotion_profile(table: pd.DataFrame, *, count: int = 13) -> pd.DataFrame:
    """Return how the first `count` coefficients of each emotion differ from the mean of its corpus.

    Each corpus is compared with itself, in units of the mean deviation over its frames, and the
    differences are averaged over the corpora that have the emotion: a difference between two
    corpora is not taken for one between emotions.

    Args:
        table: one row a corpus, emotion and coefficient, with `mean` and `deviation`.
        count: how many coefficients.

    Returns:
        Emotions as rows, coefficients as columns.
    """
    chosen = table[table["coefficient"] < count]
    of_corpus = chosen.groupby(["corpus", "coefficient"])
    centred = chosen["mean"] - of_corpus["mean"].transform("mean")
    scaled = chosen.assign(difference=centred / of_corpus["deviation"].transform("mean"))
    profile = scaled.pivot_table(index="emotion", columns="coefficient", values="difference", aggfunc="mean")
    return profile.reindex([name for name in EMOTIONS if name in profile.index])


@two_widths
def profile_figure(profile: pd.DataFrame) -> Figure:
    """Draw an emotion profile as a table of colours; a clear difference carries its sign."""
    figure, (axes,) = sheet(3.6)
    top = max(np.abs(profile.to_numpy()).max(), 1e-6)
    image = axes.imshow(profile, cmap="RdBu_r", vmin=-top, vmax=top, aspect="auto")
    for row, values in enumerate(profile.to_numpy()):
        for column, value in enumerate(values):
            if abs(value) >= MARKED:
                ink = "white" if abs(value) > 0.6 * top else BLACK
                axes.text(
                    column,
                    row,
                    "+" if value > 0 else "\N{MINUS SIGN}",
                    ha="center",
                    va="center",
                    color=ink,
                    weight="bold",
                )
    axes.set_yticks(range(len(profile)), list(profile.index))
    axes.set_xticks(range(0, profile.shape[1], 2), [str(name) for name in profile.columns[::2]])
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.set(xlabel="coefficient")
    figure.colorbar(image, ax=axes, label="deviations from the corpus' mean", pad=0.02)
    return figure


def _diverging(values: np.ndarray) -> dict:
    """Return a colour scale with zero in its middle, cut at the 99th percentile."""
    top = float(np.percentile(np.abs(values), 99))
    return {"cmap": "RdBu_r", "vmin": -top, "vmax": top}
