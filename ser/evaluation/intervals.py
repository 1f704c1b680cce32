"""How sure is a figure: bootstrap intervals over the units that were drawn."""

from collections.abc import Callable

import numpy as np

from ser.evaluation.metrics import accuracy

SPEAKERS_NEEDED = 10
LEVEL = 0.95
DRAWS = 2000


def bootstrap(
    truth: np.ndarray,
    predicted: np.ndarray,
    units: np.ndarray,
    *,
    strata: np.ndarray | None = None,
    statistic: Callable[[np.ndarray], np.ndarray] = accuracy,
    draws: int = DRAWS,
    level: float = LEVEL,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the percentile interval of `statistic`, drawing whole `units` with replacement.

    `truth`, `predicted` and `units` have shape (n,); `statistic` takes confusion matrices, shape
    (draws, labels, labels), and returns a figure for each. Clips of one unit (a speaker, a word) stay
    together, because they are not independent (Efron & Tibshirani 1993, chapter 8); so do the
    predictions of several seeds for one clip. With `strata` (n,), each stratum draws as many of its
    own units as it has, so that a corpus keeps its share of the clips in every draw.
    """
    drawn = draw_confusions(truth, predicted, units, strata=strata, draws=draws, seed=seed)
    return percentiles(statistic(drawn), level=level)


def draw_confusions(
    truth: np.ndarray,
    predicted: np.ndarray,
    units: np.ndarray,
    *,
    strata: np.ndarray | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> np.ndarray:
    """Return the confusion matrix of every draw of a bootstrap, shape (draws, labels, labels); see `resample`."""
    truth, predicted = np.asarray(truth), np.asarray(predicted)
    labels = int(max(truth.max(), predicted.max())) + 1
    cells = truth * labels + predicted
    drawn = resample(cells, labels * labels, units, strata=strata, draws=draws, seed=seed)
    return drawn.reshape(-1, labels, labels)


def resample(
    cells: np.ndarray,
    size: int,
    units: np.ndarray,
    *,
    strata: np.ndarray | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> np.ndarray:
    """Return how often each cell comes up in every draw of a bootstrap, shape (draws, size).

    `cells` (n,) numbers below `size` say what each prediction counts as; `units` (n,) which of them
    stay together; `strata` (n,) within which units are drawn.
    """
    cells, units = np.asarray(cells), np.asarray(units)
    strata = np.zeros(len(cells), int) if strata is None else np.asarray(strata)
    rng = np.random.default_rng(seed)
    # Whole numbers below 2^53: as floats they are added without loss, and faster.
    drawn = np.zeros((draws, size))
    names, stratum_of = np.unique(strata, return_inverse=True)
    for stratum in range(len(names)):
        here = stratum_of == stratum
        found, unit = np.unique(units[here], return_inverse=True)
        count = len(found)
        by_unit = np.bincount(unit * size + cells[here], minlength=count * size).reshape(count, size)
        chosen = rng.integers(0, count, (draws, count)) + np.arange(draws)[:, None] * count
        times = np.bincount(chosen.ravel(), minlength=draws * count).reshape(draws, count)
        drawn += times.astype(float) @ by_unit.astype(float)
    return drawn


def percentiles(values: np.ndarray, *, level: float = LEVEL) -> tuple[float, float]:
    """Return the bounds between which the middle `level` of the values lies."""
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def interval(
    truth: np.ndarray,
    predicted: np.ndarray,
    speakers: np.ndarray,
    texts: np.ndarray,
    corpora: np.ndarray | None = None,
    *,
    clips: np.ndarray | None = None,
    **options,
) -> tuple[float, float, str]:
    """Return (low, high, unit) of `bootstrap` over the units that `drawing_units` chooses."""
    corpora = np.zeros(len(truth), int) if corpora is None else corpora
    units, unit = drawing_units(speakers, texts, corpora, clips=clips)
    return *bootstrap(truth, predicted, units, strata=corpora, **options), unit


def drawing_units(
    speakers: np.ndarray, texts: np.ndarray, corpora: np.ndarray, *, clips: np.ndarray | None = None
) -> tuple[np.ndarray, str]:
    """Return the number of the unit each prediction belongs to within its corpus, shape (n,), and what to call them.

    In each corpus: speakers where there are ten or more, else texts where there are ten or more, else
    single clips; `clips` (n,) names the clip of each prediction, where a clip was predicted more than once. An interval over
    texts or clips says nothing about other speakers; the name tells which it is, such as
    "speakers", or "speakers of RAVDESS, texts of TESS", and `reach` says it in words.
    """
    corpora = np.asarray(corpora)
    clips = np.arange(len(corpora)) if clips is None else np.asarray(clips)
    units = np.empty(len(corpora), dtype=np.int64)
    names = {}
    for corpus in sorted(set(corpora.tolist())):
        here = corpora == corpus
        for candidates, name in ((speakers, "speakers"), (texts, "texts"), (clips, "clips")):
            found = sorted(set(candidates[here].tolist()))
            if len(found) >= SPEAKERS_NEEDED or name == "clips":
                number = {unit: place for place, unit in enumerate(found)}
                units[here] = [number[unit] for unit in candidates[here].tolist()]
                names[corpus] = name
                break
    if len(set(names.values())) == 1:
        return units, next(iter(names.values()))
    return units, ", ".join(f"{name} of {corpus}" for corpus, name in names.items())


def reach(unit: str, *, apart: bool = True, texts_apart: bool = True) -> str:
    """Return what an interval over `unit`, as `drawing_units` names it, speaks of.

    `apart` says that nobody who was tested trained too; where speakers are on both sides, even an
    interval over speakers says nothing about those the model has not heard. `texts_apart` says the same of
    texts. In each case it speaks of the models as they were trained: who trained them is not drawn.

    >>> reach("speakers")
    'other speakers'
    >>> reach("speakers", apart=False)
    'other speakers whose clips are in training too; nothing about unseen speakers'
    >>> reach("texts")
    'other texts by these speakers; nothing about other speakers'
    >>> reach("texts", texts_apart=False)
    'other texts by these speakers that are in training too; nothing about unseen texts; nothing about other speakers'
    >>> reach("speakers of RAVDESS, texts of TESS")
    'other speakers of RAVDESS; other texts by these speakers of TESS; nothing about other speakers of TESS'
    """
    parts = [part.partition(" of ") for part in unit.split(", ")]
    known = {} if apart else {"speakers": " whose clips are in training too"}
    known |= {} if texts_apart else {"texts": " that are in training too"}
    told = [
        f"other {name}{'' if name == 'speakers' else ' by these speakers'}{of}{corpus}{known.get(name, '')}"
        for name, of, corpus in parts
    ]
    told += [f"nothing about unseen {name}{of}{corpus}" for name, of, corpus in parts if name in known]
    told += [f"nothing about other speakers{of}{corpus}" for name, of, corpus in parts if name != "speakers"]
    return "; ".join(told)
