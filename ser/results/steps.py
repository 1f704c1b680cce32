"""Step by step from random clips to other corpora: one arm on the clips of one corpus under each protocol."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ser.evaluation import accuracy, uar
from ser.evaluation.intervals import percentiles, resample
from ser.experiments import EXPERIMENTS
from ser.results.pooled import COUNTS, FIGURES, WORDS, Pool, complete, figures, pool
from ser.results.runs import Result, of_corpus, select

LABELS = {
    "random": "random",
    "repetition": "takes kept together",
    "text": "unseen texts",
    "matched": "random, as few clips",
    "speaker": "unseen speakers",
    "matched-6": "random, as few clips (6 folds)",
    "speaker-6": "unseen speakers (6 folds)",
    "corpus": "unseen corpus",
}
"""What to call each split, from the most that its sides share to the least."""

ASIDE = ("matched", "matched-6", "speaker-6")

FALLS = (
    ("random", "combined"),
    ("random", "repetition"),
    ("random", "text"),
    ("random", "matched"),
    ("matched", "speaker"),
    ("random", "speaker"),
    ("random", "matched-6"),
    ("matched-6", "speaker-6"),
    ("speaker", "corpus"),
    ("random", "corpus"),
)
"""The steps between two protocols that answer a question: (from, to); "combined" is random clips of all corpora."""

_ROWS = LABELS | {"combined": "random, all corpora train"}
"""What to call each row of `steps`."""

_FALL = tuple(
    f"{figure}{end}" for figure in ("difference", "difference_uar") for end in ("", "_low", "_high")
)
_SEEDS = ("seeds_before", "seeds_after")


def steps(results: list[Result], arm: str, corpus: str) -> pd.DataFrame:
    """Return how one arm does on the test clips of one corpus under each protocol of the experiments.

    A row for each protocol for which some experiment plans the arm, by the name of the split, NaN
    where it has not been run. Columns: `label`, `data` (what was trained on: the corpus or "all"),
    `run`, `aside` (a control, or a second set of folds: no step of its own), `planned_folds`, and the figures of `ser.results.pooled.figures`. The row "combined" is the test clips of
    `corpus` under the random split of all corpora.
    """
    numbers = ("planned_folds", *FIGURES, *COUNTS)
    rows = {}
    for name, data, split, folds in _planned(arm, corpus):
        found = protocol_runs(results, arm, corpus, split, data)
        row: dict = {"label": _ROWS[name], "data": data, "run": bool(found), "aside": split in ASIDE}
        row |= dict.fromkeys(numbers, float("nan")) | dict.fromkeys(WORDS, "") | {"planned_folds": folds}
        if found:
            told = figures(tuple(found))
            row |= {key: value for key, value in told.items() if key in row}
        rows[name] = row
    table = pd.DataFrame.from_dict(
        rows, orient="index", columns=["label", "data", "run", "aside", *numbers, *WORDS]
    )
    table.index.name = "protocol"
    return table.astype(dict.fromkeys(numbers, float))


def protocol_runs(
    results: list[Result], arm: str, corpus: str, split: str, data: str | None = None
) -> list[Result]:
    """Return the runs of an arm under a split with their predictions on one corpus.

    `data` is what was trained and tested on, "all" for the split `corpus` and the corpus itself
    otherwise, unless given. The split "combined" is the random one of all corpora.
    """
    if split == "combined":
        split, data = "random", "all"
    data = data or ("all" if split == "corpus" else corpus)
    found = select(results, data=data, split=split, arm=arm)
    return of_corpus(found, corpus) if data == "all" else found


def falls(results: list[Result], arm: str, corpus: str) -> pd.DataFrame:
    """Return what each step of `FALLS` costs on one corpus, where both its ends have been run.

    Columns: `before` and `after` (labels), `difference` and `difference_uar` (after minus before)
    with their 95% intervals `_low` and `_high`, `unit`, `seeds_before` and `seeds_after`, which see
    `fall`. The index holds the names of the splits.
    """
    rows = {}
    for before, after in FALLS:
        ends = [protocol_runs(results, arm, corpus, one) for one in (before, after)]
        if all(ends):
            rows[before, after] = {"before": _ROWS[before], "after": _ROWS[after], **fall(*ends)}
    index = pd.MultiIndex.from_tuples(rows, names=["from", "to"]) if rows else None
    return pd.DataFrame(
        list(rows.values()), index=index, columns=["before", "after", *_FALL, "unit", *_SEEDS]
    )


def fall(before: Sequence[Result], after: Sequence[Result]) -> dict:
    """Return how far accuracy and UAR move from one protocol to another, with 95% intervals.

    The test clips differ, so nothing is paired clip by clip. But both sides have the same speakers (or
    words), so these are what the bootstrap draws: a speaker is drawn with all predictions under both
    protocols. While folds are missing, only the speakers count that both sides have; with none in
    common, all is NaN. Where the two would be drawn over different units, the interval is NaN. `unit`
    names what was drawn; over texts, the interval says nothing about other speakers.

    Each side has all of its complete seeds, `seeds_before` and `seeds_after` of them: a seed does not pair
    two protocols, whose training clips differ. The luck of the seeds is not in the interval.
    """
    pools = [pool(complete(one)) for one in (before, after)]
    common = set(pools[0].speakers) & set(pools[1].speakers)
    seeds = {name: len(set(held.seed.tolist())) for name, held in zip(_SEEDS, pools, strict=True)}
    if not common:
        return dict.fromkeys(_FALL, float("nan")) | {"unit": ""} | seeds
    pools = [_of_speakers(held, common) for held in pools]
    row: dict = {"unit": pools[0].unit if pools[0].unit == pools[1].unit else "", **seeds}
    figures_of = (("difference", accuracy), ("difference_uar", uar))
    labels = pools[0].probabilities.shape[1]
    whole = [held.confusions.sum(axis=0) for held in pools]
    drawn = _drawn(pools, labels) if row["unit"] else None
    for name, statistic in figures_of:
        row[name] = float(statistic(whole[1]) - statistic(whole[0]))
        low, high = float("nan"), float("nan")
        if drawn is not None:
            moved = statistic(drawn[:, 1]) - statistic(drawn[:, 0])
            low, high = percentiles(moved[np.isfinite(moved)])
        row |= {f"{name}_low": low, f"{name}_high": high}
    return row


def _of_speakers(held: Pool, kept: set[str]) -> Pool:
    """Return a pool with the predictions for some speakers alone, drawn over the same kind of unit."""
    here = np.array([speaker in kept for speaker in held.speakers])
    if here.all():
        return held
    parts = ("clips", "truth", "predicted", "probabilities", "speakers", "texts", "corpora", "units", "run")
    return replace(held, **{name: getattr(held, name)[here] for name in parts})


def _drawn(pools: Sequence[Pool], labels: int) -> np.ndarray:
    """Return the confusion matrices of both sides in every draw, shape (draws, 2, labels, labels)."""
    cells, names, strata = [], [], []
    for side, held in enumerate(pools):
        cells.append((side * labels + held.truth) * labels + held.predicted)
        names.append({"speakers": held.speakers, "texts": held.texts}.get(held.unit, held.clips))
        strata.append(held.corpora)
    _, units = np.unique(np.concatenate(names).astype(str), return_inverse=True)
    drawn = resample(np.concatenate(cells), 2 * labels * labels, units, strata=np.concatenate(strata))
    return drawn.reshape(-1, 2, labels, labels)


def _planned(arm: str, corpus: str) -> list[tuple[str, str, str, int]]:
    """Return (name of the row, data, split, folds) of the protocols planned for an arm, in order."""
    folds: dict[tuple[str, str], int] = {}
    for one in EXPERIMENTS:
        for place in one.places if arm in one.arms else ():
            where = (place.data, place.split)
            folds[where] = max(folds.get(where, 0), len(place.folds))
    rows = [("combined", "all", "random")] + [(split, corpus, split) for split in LABELS if split != "corpus"]
    planned = [(*row, folds[row[1:]]) for row in rows if row[1:] in folds]
    # Of the split by corpora, one fold tests this corpus.
    return planned + ([("corpus", "all", "corpus", 1)] if ("all", "corpus") in folds else [])
