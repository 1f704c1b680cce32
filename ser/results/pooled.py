"""One estimate from many runs: the folds and seeds of an arm pooled, with all that is said about it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from ser.corpora import CATALOGUE
from ser.evaluation import (
    accuracy,
    brier,
    chance,
    drawing_units,
    expected_calibration_error,
    macro_f1,
    per_class,
    reach,
    report,
    summarise,
    uar,
    weighted_f1,
)
from ser.evaluation.intervals import draw_confusions, percentiles
from ser.experiments import ARMS
from ser.results.runs import Result, name_of, place_of
from ser.splits import speakers_apart, texts_apart

FIGURES = (
    "accuracy",
    "accuracy_low",
    "accuracy_high",
    "uar",
    "uar_low",
    "uar_high",
    "macro_f1",
    "macro_f1_low",
    "macro_f1_high",
    "weighted_f1",
    "weighted_f1_low",
    "weighted_f1_high",
    "ece",
    "brier",
    "folds_mean_accuracy",
    "folds_spread_accuracy",
    "folds_mean_uar",
    "folds_spread_uar",
    "spread",
    "spread_uar",
    "chance",
    "majority",
)
COUNTS = ("folds", "seeds", "clips", "speakers", "parameters", "epochs", "minutes")
_DRAWN = {"accuracy": accuracy, "uar": uar, "macro_f1": macro_f1, "weighted_f1": weighted_f1}
WORDS = ("unit", "reach", "device", "backend")


@dataclass(frozen=True, eq=False)
class Pool:
    """The predictions of several runs together: an entry for each prediction, shape (n,).

    `fold` and `seed` are those of each run, shape (runs,), and `run` the number of the run an entry
    is of; `clips`, `speakers`, `texts` and `corpora` are names. `units` are the numbers, unique
    within a corpus, of what an interval is drawn over, `unit` its name.
    """

    clips: np.ndarray
    truth: np.ndarray
    predicted: np.ndarray
    probabilities: np.ndarray
    speakers: np.ndarray
    texts: np.ndarray
    corpora: np.ndarray
    units: np.ndarray
    unit: str
    run: np.ndarray
    fold: np.ndarray
    seed: np.ndarray

    @property
    def confusions(self) -> np.ndarray:
        """The confusion matrix of each run, shape (runs, labels, labels)."""
        labels = self.probabilities.shape[1]
        cells = (self.run * labels + self.truth) * labels + self.predicted
        return np.bincount(cells, minlength=len(self.fold) * labels**2).reshape(-1, labels, labels)


def pool(results: Sequence[Result]) -> Pool:
    """Return the predictions of `results`, one after the other."""
    held = [one.predictions for one in results]
    clips = np.concatenate([part.clips for part in held]).astype(object)
    names = [name_of(clip) for clip in clips]
    speakers = np.array([name.speaker for name in names], dtype=object)
    texts = np.array([name.text for name in names], dtype=object)
    corpora = np.array([clip.partition("/")[0] for clip in clips], dtype=object)
    units, unit = drawing_units(speakers, texts, corpora, clips=clips)
    return Pool(
        clips=clips,
        truth=np.concatenate([part.truth for part in held]),
        predicted=np.concatenate([part.predicted for part in held]),
        probabilities=np.concatenate([part.probabilities for part in held]),
        speakers=speakers,
        texts=texts,
        corpora=corpora,
        units=units,
        unit=unit,
        run=np.repeat(np.arange(len(held)), [len(part.clips) for part in held]),
        fold=np.array([one.fold for one in results]),
        seed=np.array([one.seed for one in results]),
    )


def complete(results: Sequence[Result]) -> list[Result]:
    """Return the runs of the seeds that have the same folds as the fullest one, so that each fold weighs the same.

    Of several sets of as many folds, the one that most seeds have counts, then that of the lowest seed.
    """
    folds: dict[int, frozenset[int]] = {}
    for one in results:
        folds[one.seed] = folds.get(one.seed, frozenset()) | {one.fold}
    if not folds:
        return []
    seeds = Counter(folds.values())
    fullest = max((folds[seed] for seed in sorted(folds)), key=lambda found: (len(found), seeds[found]))
    return [one for one in results if folds[one.seed] == fullest]


def groups_of(results: Sequence[Result]) -> dict[tuple[str, str, str], list[Result]]:
    """Return {(data, split, arm): its runs}, sorted by data, split, and the place of the arm in the table."""
    groups: dict[tuple[str, str, str], list[Result]] = {}
    for one in results:
        groups.setdefault(place_of(one), []).append(one)
    order = {name: place for place, name in enumerate(ARMS)}
    return dict(
        sorted(groups.items(), key=lambda one: (*one[0][:2], order.get(one[0][2], len(order)), one[0][2]))
    )


def summary(results: Sequence[Result]) -> pd.DataFrame:
    """Return one row for each data x split x arm, its folds and seeds pooled; see `figures`."""
    rows = [
        {
            "data": data,
            "split": split,
            "arm": arm,
            "label": ARMS[arm].label if arm in ARMS else arm,
            **figures(tuple(group)),
        }
        for (data, split, arm), group in groups_of(results).items()
    ]
    first = ["data", "split", "arm", "label", *COUNTS[:4], *FIGURES, *COUNTS[4:], *WORDS]
    found = {name for row in rows for name in row}
    of_corpora = [name for name in corpus_columns(CATALOGUE) if name in found]
    place = first.index("chance")
    return pd.DataFrame(rows, columns=[*first[:place], *of_corpora, *first[place:]])


def corpus_columns(corpora: Iterable[str]) -> list[str]:
    """Return the names of the columns that hold the figures of single corpora."""
    return [f"{figure}_{corpus}" for corpus in corpora for figure in ("accuracy", "uar", "clips")]


@lru_cache(maxsize=2048)
def figures(results: tuple[Result, ...]) -> dict:
    """Return what is said about the runs of one arm on one split, as `summary` and `compare` show it.

    accuracy, uar, macro_f1, weighted_f1, ece and brier come from the test predictions of all folds
    and seeds together; of a grid that is under way, the seeds with the most folds count (`complete`).
    accuracy, uar, macro_f1 and weighted_f1 have 95% intervals over `unit`, and `reach` says what such an interval speaks of,
    which is nobody unseen where the split has its speakers on both sides;
    the predictions of every seed for a speaker are drawn together. `folds_mean_` are the means of the
    folds' own figures, seeds averaged, `folds_spread_` their standard deviations. `spread` and
    `spread_uar` are the standard deviations over seeds of the pooled figures (NaN for one seed).
    `chance` and `majority` are means over the test clips. `clips` and `speakers` count the test side,
    each once. `minutes` is the training time of all runs, the incomplete seeds too.
    """
    held = pool(complete(results))
    runs = held.confusions
    whole = runs.sum(axis=0)
    drawn = draw_confusions(held.truth, held.predicted, held.units, strata=held.corpora)
    row: dict = {
        "folds": len(set(held.fold.tolist())),
        "seeds": len(set(held.seed.tolist())),
        "clips": len(set(held.clips)),
        "speakers": len(set(held.speakers)),
    }
    for name, statistic in _DRAWN.items():
        low, high = percentiles(statistic(drawn))
        row |= {name: statistic(whole), f"{name}_low": low, f"{name}_high": high}
    for name in ("accuracy", "uar"):
        statistic = _DRAWN[name]
        of_folds = pd.Series(statistic(runs)).groupby(held.fold).mean()
        row |= {f"folds_mean_{name}": float(of_folds.mean()), f"folds_spread_{name}": _deviation(of_folds)}
        by_seed = [statistic(runs[held.seed == seed].sum(axis=0)) for seed in sorted(set(held.seed.tolist()))]
        row["spread" if name == "accuracy" else "spread_uar"] = _deviation(pd.Series(by_seed))
    for corpus in CATALOGUE:
        here = held.corpora == corpus
        if here.any():
            cells = np.bincount(held.truth[here] * len(whole) + held.predicted[here], minlength=whole.size)
            part = cells.reshape(whole.shape)
            row |= {f"accuracy_{corpus}": accuracy(part), f"uar_{corpus}": uar(part)}
            row[f"clips_{corpus}"] = len(set(held.clips[here]))
    majority = np.array([one.record["metrics"]["majority"] for one in complete(results)])
    weights = runs.sum(axis=(1, 2)) / len(held.clips)
    splits = {one.record["split"]["name"] for one in results}
    return row | {
        "ece": expected_calibration_error(held.truth, held.probabilities),
        "brier": brier(held.truth, held.probabilities),
        "chance": float((chance(runs) * weights).sum()),
        "majority": float((majority * weights).sum()),
        "unit": held.unit,
        "reach": reach(
            held.unit, apart=all(map(speakers_apart, splits)), texts_apart=all(map(texts_apart, splits))
        ),
        "parameters": results[0].record["training"]["parameters"],
        "epochs": float(np.mean([one.record["training"]["epochs"] for one in results])),
        "minutes": sum(one.record["seconds"]["training"] for one in results) / 60,
        "device": " and ".join(sorted({one.machine[1] for one in results})),
        "backend": " and ".join(sorted({one.machine[0] for one in results} - {""})),
    }


def recall_limits(held: Pool) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the 95% interval of each label's recall, two arrays of shape (labels,); NaN of absent ones.

    Units are drawn as for the other figures; a draw without a label says nothing about its recall.
    """
    found = per_class(draw_confusions(held.truth, held.predicted, held.units, strata=held.corpora))
    ends = np.full((2, held.probabilities.shape[1]), np.nan)
    for label in np.unique(held.truth):
        ends[:, label] = percentiles(found["recall"][found["support"][:, label] > 0, label])
    return ends[0], ends[1]


def pooled_report(results: Sequence[Result]) -> pd.DataFrame:
    """Return precision, recall and F1 by emotion over the test predictions of all results together."""
    held = pool(results)
    return report(summarise(held.truth, held.probabilities, held.corpora, majority=0))


def _deviation(values: pd.Series) -> float:
    return float(values.std(ddof=1)) if len(values) > 1 else float("nan")
