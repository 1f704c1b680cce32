"""What a combined set is made of: which corpus gives which emotion, and who speaks."""

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from ser.corpora import CORPORA, EMOTIONS
from ser.errors import BadValue
from ser.plots.sheet import CORPUS_HATCHES, legend_above, sheet
from ser.plots.style import BLACK, CORPUS_COLOURS, PURPLE, SKY
from ser.plots.widths import is_narrow, two_widths

_ROOM = 0.07  # a segment narrower than this share of the axis is too narrow for its number
_SEXES = {"female": ("woman", "women", PURPLE, ""), "male": ("man", "men", SKY, "//")}


def count(clips: pd.DataFrame) -> pd.DataFrame:
    """Return the clips of each emotion (rows, in the order of `EMOTIONS`) and corpus (columns).

    Raises:
        BadValue: no clips.
    """
    if not len(clips):
        raise BadValue("composition: received a table of no clips; expected one row a clip")
    counts = pd.crosstab(clips["emotion"], clips["corpus"])
    present = [name for name in CORPORA if name in counts]
    counts = counts.reindex(index=list(EMOTIONS), columns=present, fill_value=0)
    return counts.rename_axis(index="emotion", columns=None)


@two_widths
def composition(clips: pd.DataFrame) -> Figure:
    """Draw one bar an emotion, made of the clips that each corpus gives; its total stands at the end."""
    counts = count(clips)
    figure, (axes,) = sheet(4.2)
    widest = counts.sum(axis=1).max()
    start = pd.Series(0, index=counts.index)
    for corpus in counts:
        colour, wide = CORPUS_COLOURS[corpus], counts[corpus] > _ROOM * widest
        bars = axes.barh(
            counts.index,
            counts[corpus],
            left=start,
            color=colour,
            hatch=CORPUS_HATCHES[corpus],
            edgecolor="white",
            label=corpus,
        )
        axes.bar_label(
            bars,
            [str(n) if room else "" for n, room in zip(counts[corpus], wide, strict=True)],
            label_type="center",
            fontsize=10,
            color="white" if corpus == "RAVDESS" else BLACK,
            bbox={"facecolor": colour, "edgecolor": "none", "pad": 2.5},
        )
        start = start + counts[corpus]
    for emotion, total in start.items():
        axes.text(total, emotion, f" {total}", va="center", weight="bold", fontsize=10)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.set(xlabel="clips", xlim=(0, 1.12 * widest))
    legend_above(figure, ncols=3, handlelength=1.6, columnspacing=1.2)
    return figure


@two_widths
def speakers(clips: pd.DataFrame) -> Figure:
    """Draw one bar a corpus, cut into one box a speaker; the box is as wide as the speaker's clips."""
    counts = clips.groupby(["corpus", "sex", "speaker"]).size()
    present = [name for name in CORPORA if name in counts.index.get_level_values("corpus")]
    figure, (axes,) = sheet(0.7 + 0.75 * len(present))
    for row, corpus in enumerate(present):
        start = 0
        for sex, (one, many, colour, hatch) in _SEXES.items():
            boxes = counts[corpus].get(sex)
            if boxes is None:
                continue
            lefts = start + boxes.cumsum() - boxes
            axes.barh(
                [row] * len(boxes),
                boxes,
                left=lefts,
                height=0.45,
                color=colour,
                hatch=hatch,
                edgecolor=BLACK,
                linewidth=0.6,
            )
            word = f"{len(boxes)} {one if len(boxes) == 1 else many}"
            # The second group is named at its end: a short bar has no room for two names at its start.
            place, side = (start + boxes.sum(), "right") if start else (start, "left")
            axes.text(place, row - 0.28, f" {word} ", va="bottom", ha=side, fontsize=10)
            start += boxes.sum()
    axes.set_yticks(range(len(present)), present)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.set(xlabel="clips", ylim=(len(present) - 0.6, -0.7))
    return figure


def by_group(clips: pd.DataFrame) -> pd.DataFrame:
    """Return the clips of each corpus and sex (rows) in each emotion (columns), and `speakers`."""
    groups = clips.groupby(["corpus", "sex"], sort=False)
    counts = groups["emotion"].value_counts().unstack(fill_value=0)
    order = [(name, sex) for name in CORPORA for sex in _SEXES if (name, sex) in counts.index]
    counts = counts.reindex(index=pd.MultiIndex.from_tuples(order, names=["corpus", "sex"]))
    counts = counts.reindex(columns=list(EMOTIONS), fill_value=0).rename_axis(columns=None)
    return counts.assign(speakers=groups["speaker"].nunique())


def per_speaker(clips: pd.DataFrame) -> pd.DataFrame:
    """Return the clips of each speaker (rows, with corpus and sex) in each emotion (columns)."""
    rows = [clips["corpus"], clips["sex"], clips["speaker"]]
    counts = pd.crosstab(rows, clips["emotion"]).reindex(columns=list(EMOTIONS), fill_value=0)
    return counts.rename_axis(columns=None).reset_index().sort_values("speaker", kind="stable")


@two_widths
def groups(table: pd.DataFrame) -> Figure:
    """Draw the clips of each corpus and sex in each emotion.

    The number in a cell is its clips, its colour its share of the emotion, so that an emotion that one
    group alone has is one dark cell in its column.

    Args:
        table: such as `by_group` returns.
    """
    counts = table[list(EMOTIONS)]
    figure, (axes,) = sheet(1.5 + 0.42 * len(counts))
    sns.heatmap(
        counts / counts.sum().clip(lower=1),
        annot=counts.astype(str).where(counts > 0, "\N{EN DASH}"),
        fmt="",
        annot_kws={"fontsize": 9},
        vmin=0,
        vmax=1,
        cmap="Blues",
        linewidths=0.5,
        linecolor="#DDDDDD",
        cbar_kws={"label": "share of the emotion", "format": "{x:.0%}", "location": "bottom", "aspect": 40},
        yticklabels=[_people(*row) for row in table["speakers"].reset_index().to_numpy()],
        ax=axes,
    )
    shares = (counts / counts.sum().clip(lower=1)).to_numpy().ravel()
    for text, share in zip(axes.texts, shares, strict=True):
        text.set_color(BLACK if share < 0.6 else "white")
    axes.set(xlabel="", ylabel="")
    axes.tick_params(axis="x", rotation=40, length=0)
    axes.tick_params(axis="y", rotation=0, length=0)
    for label in axes.get_xticklabels():
        label.set(ha="right", rotation_mode="anchor")
    return figure


def _people(corpus: str, sex: str, number: int) -> str:
    one, many, *_ = _SEXES[sex]
    between = "\n" if is_narrow() else " "
    return f"{corpus}:{between}{number} {one if number == 1 else many}"
