"""Answers of another system, read from a CSV file and set beside the runs of an arm on the same clips."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from ser.corpora import CATALOGUE, EMOTIONS
from ser.errors import BadValue, DataDamaged, DataMissing
from ser.evaluation.intervals import SPEAKERS_NEEDED
from ser.experiments import Predictions
from ser.outside import plain
from ser.results.answers import Answers, read_answers
from ser.results.compare import hurdle, verdict
from ser.results.paired import paired
from ser.results.pooled import complete, figures
from ser.results.runs import Result
from ser.splits import SEEDED

YOURS = "yours"
"""The name of the other system where an arm has one."""


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
    answers = read_answers(path)
    table = answers.table
    other = [plain(name) or "one without a name" for name in answers.other]
    notes = [f"passed over: the columns {', '.join(other)}"] if other else []
    folds = sorted({one.fold for one in reference})
    if "fold" not in table and len(folds) > 1:
        raise DataDamaged(
            f"{path}: received no column fold, expected one with the numbers {folds[0]} to {folds[-1]}, the folds of this split"
        )
    table = pd.DataFrame({"fold": 0, "seed": 0}, index=table.index).assign(**table)
    lacked = {clip for one in reference for clip, _ in one.record["data"].get("left_out", ())}
    passed = table["clip"].isin(lacked)
    if passed.any():
        clips = sorted(set(table.loc[passed, "clip"]))
        notes.append(f"passed over: {', '.join(clips[:3])}, which the runs here lack")
        table = table[~passed]
    seeded = reference[0].record["split"]["name"] in SEEDED
    ours = {
        (one.fold, one.seed if seeded else 0): one for one in sorted(reference, key=lambda one: -one.seed)
    }
    _check_columns(path, answers, reference)
    found = []
    for (fold, seed), rows in table.groupby(["fold", "seed"]):
        if (fold, seed if seeded else 0) not in ours:
            what, number, known = ("seed", seed, {one.seed for one in reference})
            if fold not in folds:
                what, number, known = "fold", fold, set(folds)
            raise DataMissing(
                f"{path}, line {rows['line'].iloc[0]}: received {what} {number}, expected one of "
                f"{', '.join(map(str, sorted(known)))}, as data/splits has them"
            )
        scores = answers.scores[rows.index.to_numpy()]
        found.append(_run(path, ours[fold, seed if seeded else 0], int(seed), rows, scores))
    _check_folds(path, found)
    lacking = [fold for fold in folds if fold not in set(table["fold"])]
    if lacking:
        notes.append(
            f"{len(folds) - len(lacking)} of the {len(folds)} folds are in the file, not {', '.join(map(str, lacking))}: "
            "this is no figure of the whole split"
        )
    for first, copies in _copies(found).items():
        if copies:
            notes.append(
                f"{_numbers('seed', copies)} answer{'s' if len(copies) == 1 else ''} as seed {first} does in every fold: "
                "counted once, as copies say nothing about luck with the seeds"
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


def _check_columns(path: Path, answers: Answers, reference: Sequence[Result]) -> None:
    """Raise DataDamaged where scores are given and an emotion of the test side has no column of them."""
    tested = {EMOTIONS[label] for one in reference for label in np.unique(one.predictions.truth).tolist()}
    lacking = [name for name in EMOTIONS if answers.scored and name in tested and name not in answers.scored]
    if lacking:
        other = ", ".join(plain(name) for name in answers.other if name)
        raise DataDamaged(
            f"{path}: received no column {', '.join(lacking)}"
            + (f", but {other}, which are no emotions" if other else "")
            + f", expected a score for each emotion of the test side: {', '.join(e for e in EMOTIONS if e in tested)}; mend it"
        )


def _check_folds(path: Path, found: Sequence[Result]) -> None:
    """Raise DataDamaged where one seed has other folds than another: part of the answers would not be compared."""
    by_seed = {
        seed: [one.fold for one in found if one.seed == seed] for seed in sorted({o.seed for o in found})
    }
    every = sorted({one.fold for one in found})
    short = next((seed for seed, folds in by_seed.items() if len(folds) < len(every)), None)
    if short is None:
        return
    # Each fold was answered once: the seed counts trainings, not folds.
    once = len(found) == len(every)
    raise DataDamaged(
        f"{path}: seed {short} has {_numbers('fold', by_seed[short])} only, expected {_numbers('fold', every)} for each seed; "
        + (
            "leave the column seed out where each fold was trained once"
            if once
            else "add them, or leave the seed out"
        )
    )


def _numbers(what: str, numbers: Sequence[int]) -> str:
    """Return "fold 3", "folds 3, 4" or "folds 0 to 4"."""
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 2 and list(numbers) == list(range(first, last + 1)):
        return f"{what}s {first} to {last}"
    return f"{what}{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))}"


def _run(path: Path, ours: Result, seed: int, rows: pd.DataFrame, scores: np.ndarray) -> Result:
    tested = ours.predictions.clips
    where = f"{path}, fold {ours.fold}, seed {seed}"
    clips = rows["clip"].to_numpy(dtype=np.str_)
    for what, wrong in (
        ("twice", rows["clip"].duplicated()),
        ("that are not tested there", ~rows["clip"].isin(tested.tolist())),
    ):
        if wrong.any():
            first = rows[wrong].iloc[0]
            raise DataDamaged(
                f"{where}: received {rows.loc[wrong, 'clip'].nunique()} clips {what}, first {plain(first['clip'])} in line "
                f"{first['line']}, expected each of the {len(tested)} clips of the test side once, such as {tested[0]}; "
                "data/splits has them"
            )
    lacking = np.setdiff1d(tested, clips)
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
    kept = _copies(runs)
    return sorted((one for one in runs if one.seed in kept), key=lambda one: (one.seed, one.fold))


def _copies(runs: Sequence[Result]) -> dict[int, list[int]]:
    """Return {seed: the later seeds that answer all alike}, without these."""
    first: dict[tuple, int] = {}
    found: dict[int, list[int]] = {}
    for seed in sorted({one.seed for one in runs}):
        mine = sorted((one for one in runs if one.seed == seed), key=lambda one: one.fold)
        said = tuple(
            (one.fold, tuple(one.predictions.clips.tolist()), tuple(one.predictions.predicted.tolist()))
            for one in mine
        )
        if said in first:
            found[first[said]].append(seed)
        else:
            first[said] = seed
            found[seed] = []
    return found


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
