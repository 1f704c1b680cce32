"""Predictions of another system, read from a CSV file, as runs that can be set beside an arm of ours."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ser.corpora import EMOTIONS
from ser.errors import BadValue, DataDamaged, DataMissing
from ser.experiments import Experiment, Place, Predictions
from ser.outside import plain, refused
from ser.results.runs import Result

YOURS = "yours"
"""The name of the other system where an arm has one."""

_REMEDY = "expected CSV with the columns clip and predicted, and fold and seed where there are several; mend it"


def read_others(path: Path | str, reference: Sequence[Result]) -> list[Result]:
    """Return the predictions in a CSV file as runs of the arm `YOURS`, one a fold and seed.

    The file has a line for each clip that was tested: `clip`, an id such as `TESS/OAF_back_fear`;
    `predicted`, the name of an emotion, or instead of it a column for each of the eight with a
    probability or score; `fold` and `seed`, whole numbers, 0 where the column is not there. What is true
    of a clip, and on which sides the others lie, is taken from the run of the same fold and seed in
    `reference`. No device is compared: how a difference came about is not asked here.

    Raises:
        BadValue: `reference` is empty.
        DataMissing: there is no such file, or no run of the reference for a fold and seed in it.
        DataDamaged: it cannot be read, or its clips are not those of the test side.
    """
    path = Path(path)
    if not reference:
        raise BadValue("no run of the reference; see `ser experiments status` for what has been run")
    table = _read(path)
    scores = _scores(path, table)
    ours = {(one.fold, one.seed): one for one in reference}
    found = []
    for (fold, seed), rows in table.groupby(["fold", "seed"]).groups.items():
        if (fold, seed) not in ours:
            known = ", ".join(f"{one[0]} and {one[1]}" for one in sorted(ours))
            raise DataMissing(
                f"{path}: received fold {fold} and seed {seed}, expected one of {known}; the reference has no other run"
            )
        clips = table.loc[rows, "clip"].to_numpy(dtype=np.str_)
        found.append(_run(path, ours[fold, seed], clips, scores[rows.to_numpy()]))
    return found


def beside(place: Place, arm: str) -> Experiment:
    """Return the question whether the other system differs from an arm at `place`."""
    return Experiment(
        name=YOURS,
        question=f"Is it better than {arm}?",
        varies="the system",
        held="the split and its test clips",
        places=(place,),
        arms=(arm, YOURS),
        reference=arm,
        required=False,
    )


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise DataMissing(f"no file {path}; {_REMEDY}")
    with refused(path, _REMEDY):
        table = pd.read_csv(path, dtype={"clip": str, "predicted": str})
    unknown = [name for name in table.columns if name not in ("clip", "predicted", "fold", "seed", *EMOTIONS)]
    if unknown or "clip" not in table:
        what = f"the unknown column {plain(unknown[0])!r}" if unknown else "no column clip"
        raise DataDamaged(f"{path}: received {what}, {_REMEDY}")
    if table.empty:
        raise DataDamaged(f"{path}: received no line, {_REMEDY}")
    for name in ("fold", "seed"):
        if name not in table:
            table[name] = 0
        if table[name].dtype.kind != "i":
            raise DataDamaged(f"{path}: {name}: received something else than whole numbers; mend it")
    return table


def _scores(path: Path, table: pd.DataFrame) -> np.ndarray:
    """Return a row of eight scores for each line, shape (lines, 8); the highest is what was said."""
    given = [name for name in EMOTIONS if name in table]
    if ("predicted" in table) == bool(given) or (given and len(given) < len(EMOTIONS)):
        raise DataDamaged(
            f"{path}: received {', '.join([*(['predicted'] if 'predicted' in table else []), *given]) or 'no answers'}, "
            f"expected either predicted or all of {', '.join(EMOTIONS)}; leave the others out"
        )
    if given:
        with refused(path, "expected a number under each emotion; mend it"):
            scores = table[list(EMOTIONS)].to_numpy(float)
        if not np.isfinite(scores).all():
            raise DataDamaged(f"{path}: received a score that is no number, expected one under each emotion; mend it")
        return scores
    unknown = table.loc[~table["predicted"].isin(EMOTIONS), "predicted"]
    if len(unknown):
        raise DataDamaged(
            f"{path}: predicted: received {plain(unknown.iloc[0])!r}, expected one of {', '.join(EMOTIONS)}; mend it"
        )
    return np.eye(len(EMOTIONS))[table["predicted"].map(EMOTIONS.index).to_numpy()]


def _run(path: Path, ours: Result, clips: np.ndarray, scores: np.ndarray) -> Result:
    tested = ours.predictions.clips
    where = f"{path}, fold {ours.fold}, seed {ours.seed}"
    seen, counts = np.unique(clips, return_counts=True)
    for what, wrong in (
        ("twice", seen[counts > 1]),
        ("that are not tested there", np.setdiff1d(seen, tested)),
    ):
        if len(wrong):
            raise DataDamaged(
                f"{where}: received {len(wrong)} clips {what}, first {plain(wrong[0])}, expected each of the {len(tested)} "
                "clips of the test side once; `data/splits` has them"
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
        "run": f"{ours.record['data']['name']}/{ours.record['split']['name']}/{YOURS}/f{ours.fold}-s{ours.seed}",
        "versions": {},
        "device": "elsewhere",
        "seconds": {"training": 0.0, "epoch": 0.0},
        "training": {"epochs": 0, "best_epoch": 0, "parameters": 0, "history": {}},
    }
    return Result(record, Predictions(tested, ours.predictions.truth, scores[order]), path)
