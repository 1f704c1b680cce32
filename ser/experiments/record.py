"""What a run leaves: one JSON of facts and figures, one `.npz` of predictions. No pickles."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ser import files
from ser.errors import DataDamaged, DataMissing
from ser.experiments.table import CHOOSING

FORMAT = 1
"""Version of the record's layout; a record of another version is refused, not guessed at."""

_PREDICTIONS = "predictions"
"""The entry with the SHA-256 of the predictions, which records of earlier versions lack."""

_NEEDED = (
    "format",
    "run",
    "key",
    "profile",
    "arm",
    "config",
    "split",
    "data",
    "versions",
    "device",
    "seconds",
    "metrics",
    "training",
)


@dataclass(frozen=True)
class Predictions:
    """Clip ids (n,), true label numbers (n,) and probabilities (n, labels) of one test side."""

    clips: np.ndarray
    truth: np.ndarray
    probabilities: np.ndarray

    @property
    def predicted(self) -> np.ndarray:
        """Label number of the highest probability, shape (n,)."""
        return np.argmax(self.probabilities, axis=1)


def paths(folder: Path | str, run_name: str) -> tuple[Path, Path]:
    """Return where the JSON and the predictions of a run lie under a profile's results folder.

    Runs that choose lie apart from those that are tested.
    """
    base = (
        Path(folder) / run_name if run_name.startswith(f"{CHOOSING}/") else Path(folder) / "runs" / run_name
    )
    return base.with_name(base.name + ".json"), base.with_name(base.name + ".npz")


def write(folder: Path | str, record: dict, predictions: Predictions) -> Path:
    """Write a run; the JSON comes last, so a run without one was not finished."""
    target, arrays = paths(folder, record["run"])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    with files.whole(arrays) as beside:
        with beside.open("wb") as handle:
            np.savez_compressed(
                handle,
                clips=np.asarray(predictions.clips, dtype=np.str_),
                truth=predictions.truth.astype(np.uint8),
                probabilities=predictions.probabilities.astype(np.float16),
            )
        made = files.digest(beside)
    content = files.sealed({"format": FORMAT} | record | {_PREDICTIONS: made})
    return files.write_text(target, json.dumps(content, indent=1) + "\n")


def read(path: Path | str) -> dict:
    """Read the JSON of a run.

    Raises:
        DataMissing: no such file.
        DataDamaged: cut short, of another format, or without a key it needs.
    """
    path = Path(path)
    if not path.is_file():
        raise DataMissing(f"no result {path}; make it with `ser experiments run`")
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataDamaged(f"{path}: not JSON ({error}); delete it and run `ser experiments run`") from error
    version = record.get("format") if isinstance(record, dict) else None
    if version != FORMAT:
        raise DataDamaged(
            f"{path}: result format {version}, expected {FORMAT}; delete it and run `ser experiments run`"
        )
    lacking = [name for name in _NEEDED if name not in record]
    if lacking:
        raise DataDamaged(f"{path}: {', '.join(lacking)} missing; delete it and run `ser experiments run`")
    try:
        record = files.unsealed(record)
    except ValueError as error:
        raise DataDamaged(f"{path}: {error}; delete it and run `ser experiments run`") from error
    return record


def is_of_another_format(path: Path | str) -> bool:
    """Whether `path` is JSON, whole, and no record of this format: another version of `ser` may read it."""
    try:
        record = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return not isinstance(record, dict) or record.get("format") != FORMAT


def read_predictions(path: Path | str, record: dict | None = None) -> Predictions:
    """Read the predictions beside the JSON `path` of a run; errors as `read`.

    With the `record`, predictions that are not those it was written with are refused.
    """
    arrays = Path(path).with_suffix(".npz")
    if not arrays.is_file():
        raise DataMissing(f"no predictions {arrays}; make them with `ser experiments run`")
    try:
        if record and _PREDICTIONS in record and files.digest(arrays) != record[_PREDICTIONS]:
            raise ValueError("not those that the record was written with")
        # Opened here, because numpy leaves a file open that it cannot read.
        with arrays.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            held = Predictions(stored["clips"], stored["truth"].astype(np.int64), stored["probabilities"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        reason = " ".join(str(error).split())
        raise DataDamaged(
            f"{arrays}: cannot be read ({reason}); delete it and run `ser experiments run`"
        ) from error
    if not len(held.clips) == len(held.truth) == len(held.probabilities):
        raise DataDamaged(f"{arrays}: arrays of different lengths; delete it and run `ser experiments run`")
    return held
