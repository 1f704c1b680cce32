"""Answers of another system, read from a CSV file and set beside the runs of an arm on the same clips."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from ser.corpora import CATALOGUE, EMOTIONS
from ser.errors import BadValue, DataDamaged, DataMissing
from ser.evaluation.intervals import SPEAKERS_NEEDED
from ser.experiments import Predictions
from ser.outside import plain, refused
from ser.results.compare import hurdle, verdict
from ser.results.paired import paired
from ser.results.pooled import complete, figures
from ser.results.runs import Result
from ser.splits import SEEDED

YOURS = "yours"
"""The name of the other system where an arm has one."""

_COLUMNS = ("clip", "predicted", "fold", "seed", *EMOTIONS)
_REMEDY = (
    "expected CSV with the columns clip and predicted, and fold and seed where there are several; mend it"
)
_NEVER = -np.inf


@dataclass(frozen=True)
class Others:
    """The other system's answers as runs, one a fold and seed, and what was passed over while they were read."""

    results: list[Result]
    notes: tuple[str, ...]


def read_others(path: Path | str, reference: Sequence[Result]) -> Others:
    """Read the answers of another system to the clips that `reference`, the runs of an arm, was tested on.

    The CSV file has a line for each clip: `clip`, an id such as `TESS/OAF_back_fear` or the name of the
    sound file; `predicted`, the name of an emotion, or instead of it a column for each with a
    probability or score; `fold` where the split has several, `seed` (0 without it). On splits that are
    drawn again with every seed, a seed is that of the split. What is true of a clip is taken from
    `reference`. Clips that the reference lacks for want of their recordings are passed over.

    Raises:
        BadValue: `reference` is empty.
        DataMissing: there is no such file, or no run of the reference for a fold or seed in it.
        DataDamaged: it cannot be read, or does not answer each clip of the test side once.
    """
    path = Path(path)
    if not reference:
        raise BadValue("no run of the reference; see `ser experiments status` for what has been run")
    table, notes = _read(path)
    folds = sorted({one.fold for one in reference})
    if "fold" not in table and len(folds) > 1:
        raise DataDamaged(
            f"{path}: received no column fold, expected one with the numbers {folds[0]} to {folds[-1]}, the folds of this split"
        )
    for name in ("fold", "seed"):
        table[name] = _whole_numbers(path, table, name)
    table["clip"] = [_clip_id(given) for given in table["clip"]]
    lacked = {clip for one in reference for clip, _ in one.record["data"].get("left_out", ())}
    passed = table["clip"].isin(lacked)
    if passed.any():
        clips = sorted(set(table.loc[passed, "clip"]))
        notes.append(f"passed over: {', '.join(clips[:3])}, which the runs here lack")
        table = table[~passed].reset_index(drop=True)
    scores = _scores(path, table)
    seeded = reference[0].record["split"]["name"] in SEEDED
    ours = {
        (one.fold, one.seed if seeded else 0): one for one in sorted(reference, key=lambda one: -one.seed)
    }
    found = []
    for (fold, seed), rows in table.groupby(["fold", "seed"]).groups.items():
        if (fold, seed if seeded else 0) not in ours:
            what, number, known = ("seed", seed, {one.seed for one in reference})
            if fold not in folds:
                what, number, known = "fold", fold, set(folds)
            raise DataMissing(
                f"{path}: received {what} {number}, expected one of {', '.join(map(str, sorted(known)))}, as data/splits has them"
            )
        clips = table.loc[rows, "clip"].to_numpy(dtype=np.str_)
        found.append(_run(path, ours[fold, seed if seeded else 0], int(seed), clips, scores[rows.to_numpy()]))
    lacking = [fold for fold in folds if fold not in set(table["fold"])]
    if lacking:
        notes.append(
            f"{len(folds) - len(lacking)} of the {len(folds)} folds are in the file, not {', '.join(map(str, lacking))}: "
            "this is no figure of the whole split"
        )
    return Others(found, tuple(notes))


def set_beside(yours: Sequence[Result], reference: Sequence[Result]) -> dict:
    """Return how another system and an arm did on the same clips, and whether they differ.

    `yours` and `theirs` are their figures over folds and seeds (`ser.results.pooled.figures`), `seeds` the
    two numbers of seeds; difference, intervals and p as in `ser.results.paired`. Where each seed draws
    another split, seeds are paired; else every seed of the one is set beside every seed of the other.
    `noise` is the wider of the two standard deviations over seeds, `hurdle` what a difference has to
    exceed, and `verdict` what both and p come to (`ser.results.compare`). All three are there for accuracy, and with `_uar`
    behind them for UAR. `over` says within what the permutation behind p exchanges answers.
    """
    seeded = yours[0].record["split"]["name"] in SEEDED
    yours = complete(_distinct(yours))
    here = {(one.fold, one.seed) for one in yours}
    folds = {one.fold for one in yours}
    theirs = [one for one in reference if ((one.fold, one.seed) in here if seeded else one.fold in folds)]
    theirs = complete(theirs)
    counts = tuple(len({one.seed for one in side}) for side in (yours, theirs))
    both = (yours, theirs) if seeded else _crossed(yours, theirs)
    found: dict = {"yours": figures(tuple(yours)), "theirs": figures(tuple(theirs)), "seeds": counts}
    found |= paired(*both)
    found["over"] = _over(found["yours"]["unit"], yours)
    for measure in ("", "_uar"):
        noise = np.fmax(*(found[side][f"spread{measure}"] for side in ("yours", "theirs")))
        needed = hurdle(noise, *counts)
        found |= {f"noise{measure}": float(noise), f"hurdle{measure}": float(needed)}
        found[f"verdict{measure}"] = verdict(found[f"difference{measure}"], found[f"p{measure}"], needed)
    return found


def _read(path: Path) -> tuple[pd.DataFrame, list[str]]:
    if not path.is_file():
        raise DataMissing(f"no file {path}; {_REMEDY}")
    with refused(path, _REMEDY):
        with path.open(encoding="utf-8-sig") as stream:
            head = stream.readline()
        # What spreadsheets write where a comma is the sign of decimals.
        sep = ";" if ";" in head and "," not in head else ","
        table = _table(path, sep)
    if "clip" not in table:
        raise DataDamaged(f"{path}: received no column clip, {_REMEDY}")
    if table.empty or table["clip"].isna().any():
        raise DataDamaged(
            f"{path}: received {'no line' if table.empty else 'a line without a clip'}, {_REMEDY}"
        )
    other = [name for name in table.columns if name not in _COLUMNS]
    notes = [f"passed over: the columns {', '.join(plain(name) for name in other)}"] if other else []
    return table.drop(columns=other), notes


def _table(path: Path, sep: str) -> pd.DataFrame:
    options: dict = {"dtype": {"clip": str, "predicted": str}, "sep": sep, "encoding": "utf-8-sig"}
    table = pd.read_csv(path, **options)
    if isinstance(table.index, pd.RangeIndex) or not table.iloc[:, -1].isna().all():
        return table
    # Each line ends with a comma that the first has not: nothing stands behind it, and nothing has moved.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.ParserWarning)
        return pd.read_csv(path, index_col=False, **options)


def _whole_numbers(path: Path, table: pd.DataFrame, name: str) -> pd.Series | int:
    if name not in table:
        return 0
    if table[name].dtype.kind != "i":
        wrong = (one for one in map(str, table[name]) if not (one.isascii() and one.isdecimal()))
        given = next(wrong, str(table[name].max()))  # or else it is too large
        raise DataDamaged(
            f"{path}: {name}: received {plain(given)!r}, expected whole numbers such as 0 (not {name[0]}0, not 0.0); mend it"
        )
    return table[name]


def _clip_id(given: str) -> str:
    """Return the id of a clip that is named in one of the ways its corpus has; any other text as it is."""
    path = PurePosixPath(given if given.lower().endswith(".wav") else given + ".wav")
    for corpus in CATALOGUE.values():
        name = corpus.parse(path)
        if name is not None:
            return name.clip
    return given


def _scores(path: Path, table: pd.DataFrame) -> np.ndarray:
    """Return a row of eight scores for each line, shape (lines, 8); the highest is what was said."""
    given = [name for name in EMOTIONS if name in table]
    if ("predicted" in table) == bool(given):
        both = "both predicted and columns of emotions" if given else "no answers"
        raise DataDamaged(
            f"{path}: received {both}, expected either the column predicted or one for each of {', '.join(EMOTIONS)}; mend it"
        )
    if given:
        scores = np.full((len(table), len(EMOTIONS)), _NEVER)
        with refused(path, "expected a number under each emotion; mend it"):
            scores[:, [EMOTIONS.index(name) for name in given]] = table[given].to_numpy(float)
        if not np.isfinite(scores[:, [EMOTIONS.index(name) for name in given]]).all():
            raise DataDamaged(
                f"{path}: received a score that is no number, expected one under each emotion; mend it"
            )
        return scores
    unknown = table.loc[~table["predicted"].isin(EMOTIONS), "predicted"]
    if len(unknown):
        words = ", ".join(repr(plain(one)) for one in unknown.drop_duplicates()[:4])
        raise DataDamaged(f"{path}: predicted: received {words}, expected {', '.join(EMOTIONS)}; mend it")
    return np.eye(len(EMOTIONS))[table["predicted"].map(EMOTIONS.index).to_numpy()]


def _run(path: Path, ours: Result, seed: int, clips: np.ndarray, scores: np.ndarray) -> Result:
    tested = ours.predictions.clips
    where = f"{path}, fold {ours.fold}, seed {seed}"
    seen, counts = np.unique(clips, return_counts=True)
    for what, wrong in (
        ("twice", seen[counts > 1]),
        ("that are not tested there", np.setdiff1d(seen, tested)),
    ):
        if len(wrong):
            raise DataDamaged(
                f"{where}: received {len(wrong)} clips {what}, first {plain(wrong[0])}, expected each of the {len(tested)} "
                f"clips of the test side once, such as {tested[0]}; data/splits has them"
            )
    lacking = np.setdiff1d(tested, seen)
    if len(lacking):
        raise DataDamaged(
            f"{where}: {len(lacking)} of the {len(tested)} clips of the test side are not there, first {lacking[0]}; "
            "expected an answer to each, wrong or right"
        )
    order = np.argsort(clips)[np.argsort(np.argsort(tested))]
    record = ours.record | {
        "arm": YOURS,
        "split": ours.record["split"] | {"seed": seed},
        # No device is compared: how a difference came about is not asked here.
        "versions": {},
        "device": "elsewhere",
        "seconds": {"training": 0.0, "epoch": 0.0},
        "training": {"epochs": 0, "best_epoch": 0, "parameters": 0, "history": {}},
    }
    return Result(record, Predictions(tested, ours.predictions.truth, _shares(scores[order])), path)


def _shares(scores: np.ndarray) -> np.ndarray:
    """Return scores as shares that add up to one, in the same order of size; what had no column gets none."""
    known = np.isfinite(scores)
    least = np.where(known, scores, np.inf).min(axis=1, keepdims=True)
    shares = np.where(known, scores - least, 0.0)
    # All alike: the first that is known, as the highest of the scores is.
    shares[np.arange(len(shares)), scores.argmax(axis=1)] += 1e-9
    return shares / shares.sum(axis=1, keepdims=True)


def _distinct(runs: Sequence[Result]) -> list[Result]:
    """Return the runs without the seeds whose answers are those of an earlier one: copies are no witnesses."""
    answers: set[tuple] = set()
    kept = []
    for seed in sorted({one.seed for one in runs}):
        mine = sorted((one for one in runs if one.seed == seed), key=lambda one: one.fold)
        said = tuple(
            (one.fold, tuple(one.predictions.clips.tolist()), tuple(one.predictions.predicted.tolist()))
            for one in mine
        )
        kept += mine if said not in answers else []
        answers.add(said)
    return kept


def _crossed(yours: Sequence[Result], theirs: Sequence[Result]) -> tuple[list[Result], list[Result]]:
    """Return both sides with every seed of the one beside every seed of the other, numbered anew."""
    mine, those = (sorted({one.seed for one in side}) for side in (yours, theirs))
    left, right = [], []
    for number, (seed, other) in enumerate((seed, other) for seed in mine for other in those):
        left += [_numbered(one, number) for one in yours if one.seed == seed]
        right += [_numbered(one, number) for one in theirs if one.seed == other]
    return left, right


def _numbered(one: Result, seed: int) -> Result:
    return replace(one, record=one.record | {"split": one.record["split"] | {"seed": seed}})


def _over(unit: str, yours: Sequence[Result]) -> str:
    """Return within what `ser.results.paired.exchanged` exchanges answers, in words."""
    corpora = sorted({clip.partition("/")[0] for one in yours for clip in one.predictions.clips.tolist()})
    units = dict(part.split(" of ") for part in unit.split(", ")) if " of " in unit else {}
    by = {corpus: unit for unit, corpus in units.items()}
    names = {
        corpus: "speakers" if len(CATALOGUE[corpus].speakers) >= SPEAKERS_NEEDED else by.get(corpus, unit)
        for corpus in corpora
    }
    if len(set(names.values())) == 1:
        return names[corpora[0]]
    return ", ".join(f"{name} of {corpus}" for corpus, name in names.items())
