"""How the corpora differ as recordings: length, level, spectrum, and what such differences give away."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ser.corpora import CORPORA, EMOTIONS
from ser.features import MfccSettings, mel_filters
from ser.plots.sheet import CORPUS_HATCHES, CORPUS_LINES, legend_above, sheet
from ser.plots.style import BLACK, CORPUS_COLOURS, CORPUS_MARKERS, GREY, ORANGE, SKY
from ser.plots.widths import is_narrow, two_widths

_BINS = 48
_HERTZ = (250, 500, 1000, 2000, 4000, 8000)
_WAYS = (("random", "o", SKY, -0.24, "bottom"), ("unseen_speakers", "D", "white", 0.24, "top"))
_PARTS = (("sound", SKY, ""), ("silence", "#DDDDDD", ".."), ("padding", ORANGE, "//"))


@two_widths
def by_corpus(
    clips: pd.DataFrame,
    column: str,
    label: str,
    *,
    form: str = ".1f",
    span: tuple[float, float] | None = None,
) -> Figure:
    """Draw how a measure is spread over the clips of each corpus, one row a corpus, with its median.

    Args:
        clips: one row a clip, with `corpus` and `column`.
        column: the measure.
        label: the measure in words, with its unit.
        form: how the median is written.
        span: a stretch of the axis to shade in every row.
    """
    present = [name for name in CORPORA if (clips["corpus"] == name).any()]
    figure, rows = sheet(0.7 + 1.05 * len(present), rows=len(present), sharex=True)
    edges = np.histogram_bin_edges(clips[column], bins=_BINS)
    for axes, name in zip(rows, present, strict=True):
        values = clips.loc[clips["corpus"] == name, column]
        if span:
            axes.axvspan(*span, color="#EEEEEE", zorder=0)
        axes.hist(
            values,
            bins=edges,
            weights=np.full(len(values), 1 / len(values)),
            color=CORPUS_COLOURS[name],
            hatch=CORPUS_HATCHES[name],
            edgecolor="white",
            linewidth=0.3,
        )
        axes.axvline(values.median(), color=BLACK, linewidth=1.5)
        median = format(values.median(), form).replace("-", "\N{MINUS SIGN}")
        axes.set_title(f"{name}: median {median}", fontsize=10)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
    rows[-1].set_xlabel(label)
    return figure


def medians(clips: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the median of a measure for each emotion (rows) and corpus (columns), NaN where there is no clip."""
    table = clips.pivot_table(index="emotion", columns="corpus", values=column, aggfunc="median")
    present = [name for name in CORPORA if name in table]
    return table.reindex(index=[one for one in EMOTIONS if one in table.index], columns=present)


def quantiles(clips: pd.DataFrame, measures: Mapping[str, str]) -> pd.DataFrame:
    """Return the 5th, 50th and 95th percentile of each measure (column: its name in words) by corpus."""
    levels = {"5% are below": 0.05, "median": 0.5, "5% are above": 0.95}
    present = [name for name in CORPORA if (clips["corpus"] == name).any()]
    found = {
        (name, words): clips.loc[clips["corpus"] == name, column].quantile(list(levels.values())).to_numpy()
        for name in present
        for column, words in measures.items()
    }
    table = pd.DataFrame.from_dict(found, orient="index", columns=list(levels))
    return table.set_index(pd.MultiIndex.from_tuples(table.index, names=["corpus", "measure"]))


@two_widths
def by_emotion(table: pd.DataFrame, label: str) -> Figure:
    """Draw one row an emotion and one mark a corpus.

    Args:
        table: emotions as rows, corpora as columns, such as `medians` returns.
        label: the measure in words, with its unit.
    """
    figure, (axes,) = sheet(3.6)
    rows = np.arange(len(table))
    for lift, name in zip(np.linspace(-0.15, 0.15, len(table.columns)), table, strict=True):
        axes.plot(
            table[name],
            rows + lift,  # so that two marks of one value are both seen
            linestyle="",
            marker=CORPUS_MARKERS[name],
            markersize=9,
            color=CORPUS_COLOURS[name],
            markeredgecolor="white",
            label=name,
        )
    axes.set_yticks(rows, list(table.index))
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.locator_params(axis="x", nbins=6, steps=[1, 2, 5, 10])
    axes.set(xlabel=label)
    legend_above(figure, ncols=3, handletextpad=0.2, columnspacing=1.2)
    return figure


def window_shares(clips: pd.DataFrame, settings: MfccSettings) -> pd.DataFrame:
    """Return, by corpus, what the fixed window holds and what it cuts off, as means over the clips.

    Sound lies between the first and the last sample that is louder than -40 dB of the clip's peak.

    Args:
        clips: one row a clip, with `duration`, `silence_before`, `silence_after` (seconds) and `padding`.
        settings: the window.

    Returns:
        One row a corpus. `sound`, `silence` and `padding` are shares of the window and add up to 1;
        `cut_off` is the share of the sound that lies outside the window.
    """
    first, last = clips["silence_before"], clips["duration"] - clips["silence_after"]
    start, end = settings.offset, settings.offset + settings.duration
    inside = (last.clip(upper=end) - first.clip(lower=start)).clip(lower=0.0)
    sound = inside / settings.duration
    shares = pd.DataFrame(
        {
            "sound": sound,
            "silence": 1.0 - clips["padding"] - sound,
            "padding": clips["padding"],
            "cut_off": 1.0 - inside / (last - first),
        }
    )
    means = shares.groupby(clips["corpus"]).mean().clip(0.0, 1.0)
    return means.reindex([name for name in CORPORA if name in means.index])


@two_widths
def window_figure(shares: pd.DataFrame) -> Figure:
    """Draw what the fixed window holds on average: sound, silence and padding, one bar a corpus."""
    figure, (axes,) = sheet(0.9 + 0.6 * len(shares))
    start = pd.Series(0.0, index=shares.index)
    for part, colour, hatch in _PARTS:
        bars = axes.barh(
            shares.index, shares[part], left=start, color=colour, hatch=hatch, edgecolor="white", label=part
        )
        axes.bar_label(
            bars,
            [f"{value:.0%}" if value > 0.06 else "" for value in shares[part]],
            label_type="center",
            fontsize=10,
            bbox={"facecolor": colour, "edgecolor": "none", "pad": 2.5},
        )
        start = start + shares[part]
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter("{x:.0%}")
    axes.set(xlabel="share of the window", xlim=(0, 1))
    legend_above(figure, ncols=3, handlelength=1.6, columnspacing=1.2)
    return figure


def band_hertz(settings: MfccSettings) -> np.ndarray:
    """Return the frequency at which each mel band is largest, in Hz, shape (mel bands,)."""
    filters = mel_filters(settings.rate, settings.frame_length, settings.mel_bands)
    return filters.argmax(axis=1) * settings.rate / settings.frame_length


@two_widths
def spectra_figure(spectra: pd.DataFrame, settings: MfccSettings) -> Figure:
    """Draw the mean spectrum of each corpus in dB above its own mean, with one deviation of its clips.

    Args:
        spectra: one row a corpus and mel band, with `corpus`, `band`, `mean_db` and `deviation_db`.
        settings: where the bands lie.
    """
    figure, (axes,) = sheet(3.6)
    for name, lines in spectra.groupby("corpus", sort=False):
        low, high = lines["mean_db"] - lines["deviation_db"], lines["mean_db"] + lines["deviation_db"]
        axes.fill_between(lines["band"], low, high, color=CORPUS_COLOURS[name], alpha=0.15, linewidth=0)
        axes.plot(
            lines["band"],
            lines["mean_db"],
            CORPUS_LINES[name],
            color=CORPUS_COLOURS[name],
            marker=CORPUS_MARKERS[name],
            markevery=16,
            linewidth=2,
            label=name,
        )
    hertz = band_hertz(settings)
    marked = [one for one in _HERTZ[is_narrow() :] if one <= hertz[-1]]
    places = [np.interp(one, hertz, np.arange(len(hertz))) for one in marked]
    axes.set_xticks(places, [f"{one / 1000:g}" for one in marked])
    axes.set(xlabel="frequency (kHz, mel scale)", ylabel="dB above the clip's mean")
    legend_above(figure, ncols=3, handlelength=3, columnspacing=1.2)
    return figure


def spectral_gap(spectra: pd.DataFrame, settings: MfccSettings) -> tuple[float, float]:
    """Return the largest distance between two corpora's mean spectra: (dB, Hz where)."""
    means = spectra.pivot_table(index="band", columns="corpus", values="mean_db")
    gap = means.max(axis=1) - means.min(axis=1)
    return float(gap.max()), float(band_hertz(settings)[gap.to_numpy().argmax()])


@two_widths
def duration_alone(scores: pd.DataFrame) -> Figure:
    """Draw how often a guess from the clip's duration alone is right, with its interval, one row a corpus.

    Args:
        scores: one row a corpus, with `random` and `unseen_speakers`, each with `_low` and `_high`, and
            `chance`.
    """
    figure, (axes,) = sheet(1.2 + 0.8 * len(scores))
    for row, one in enumerate(scores.to_dict("records")):
        axes.plot([one["chance"]] * 2, [row - 0.4, row + 0.4], ":", color=GREY, linewidth=2, zorder=1)
        for name, shape, fill, lift, aligned in _WAYS:
            place = row + lift / 2
            axes.hlines(place, one[f"{name}_low"], one[f"{name}_high"], color=BLACK, linewidth=2, zorder=2)
            axes.plot(one[name], place, shape, markersize=9, color=fill, markeredgecolor=BLACK, zorder=3)
            axes.text(
                one[name], row + lift, f"{one[name]:.0%}", ha="center", va=aligned, fontsize=10, zorder=4
            )
    axes.set_yticks(range(len(scores)), list(scores.index))
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_formatter("{x:.0%}")
    top = scores[["random_high", "unseen_speakers_high"]].to_numpy(float).max()
    axes.set(xlabel="accuracy", xlim=(0, 1.1 * top), ylim=(len(scores) - 0.45, -0.55))
    keys = [
        axes.plot([], [], "o", color=SKY, markeredgecolor=BLACK, markersize=9)[0],
        axes.plot([], [], "D", color="white", markeredgecolor=BLACK, markersize=9)[0],
        axes.plot([], [], ":", color=GREY, linewidth=2)[0],
    ]
    names = ["random split", "unseen speakers", "chance"]
    legend_above(figure, keys, names, ncols=3, handletextpad=0.3, columnspacing=1.0)
    return figure
