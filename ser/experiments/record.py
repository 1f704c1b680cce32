"""What a run leaves: one JSON of facts and figures, one `.npz` of predictions. No pickles."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ser import files
from ser.corpora import EMOTIONS
from ser.errors import DataDamaged, DataMissing
from ser.experiments.table import CHOOSING
from ser.outside import UNREADABLE, parse, plain, read_arrays, reason, refused

_AGAIN = "delete it and run `ser experiments run`"

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
# Of what kind each part is that others read; the parts of a part, where it has them, likewise.
_WORD, _COUNT, _NUMBER = (str,), (int,), (int, float)
_KINDS: dict[str, tuple | dict] = {
    "run": _WORD,
    "key": _WORD,
    "profile": _WORD,
    "arm": _WORD,
    "device": _WORD,
    "config": {"model": {}, "features": {"kind": _WORD}, "training": {}},
    "split": {"name": _WORD, "fold": _COUNT, "seed": _COUNT, "hash": _WORD}
    | dict.fromkeys(("train", "validation", "test"), _COUNT),
    "data": {
        "name": _WORD,
        "corpora": {},
        "clips": _COUNT,
        "speakers": _COUNT,
        "fingerprint": _WORD,
        "demo": (bool,),
        "left_out": (list,),
    },
    "versions": {"backend": _WORD},
    "seconds": {"training": _NUMBER, "epoch": _NUMBER},
    "metrics": dict.fromkeys(
        ("accuracy", "uar", "macro_f1", "weighted_f1", "chance", "majority", "brier", "ece"), _NUMBER
    )
    | {"majority_label": ("", *EMOTIONS), "confusion": (list,), "per_corpus": {}, "per_class": {}},
    "training": {"epochs": _COUNT, "best_epoch": _COUNT, "parameters": _COUNT, "history": {}},
}


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
        record = parse(path)
    except UNREADABLE as error:
        raise DataDamaged(f"{path}: not JSON ({reason(error)}); {_AGAIN}") from error
    version = record.get("format") if isinstance(record, dict) else None
    if version != FORMAT:
        raise DataDamaged(f"{path}: result format {plain(version)[:20]}, expected {FORMAT}; {_AGAIN}")
    lacking = [name for name in _NEEDED if name not in record]
    if lacking:
        raise DataDamaged(f"{path}: {', '.join(lacking)} missing; {_AGAIN}")
    wrong = next(_wrong(record, _KINDS), None) or _wrong_counts(record["data"].get("corpora", {}))
    if wrong:
        raise DataDamaged(f"{path}: {wrong} is not what a record has there; {_AGAIN}")
    try:
        return files.unsealed(record)
    except ValueError as error:
        raise DataDamaged(f"{path}: {error}; {_AGAIN}") from error


def is_of_another_format(path: Path | str) -> bool:
    """Whether `path` is JSON, whole, and no record of this format: another version of `ser` may read it."""
    try:
        record = parse(Path(path))
    except UNREADABLE:
        return False
    return not isinstance(record, dict) or record.get("format") != FORMAT


def _wrong(held: dict, kinds: dict, above: str = "") -> Iterator[str]:
    """Yield the name of each part of a record that is of another kind than `kinds` says; what lacks is passed over."""
    for name, kind in kinds.items():
        if name not in held:
            continue
        value, told = held[name], f"{above}{name}"
        if isinstance(kind, dict):
            if not isinstance(value, dict):
                yield told
            else:
                yield from _wrong(value, kind, f"{told}.")
        elif isinstance(kind[0], str):
            if value not in kind:
                yield told
        elif (
            not isinstance(value, kind)
            or (isinstance(value, bool) and bool not in kind)
            or (isinstance(value, str) and not value.isprintable())
        ):
            yield told


def _wrong_counts(corpora: dict) -> str:
    for name, counts in corpora.items():
        given = [counts.get(part) for part in ("found", "expected")] if isinstance(counts, dict) else [None]
        if any(type(one) is not int or one < 0 for one in given):
            return f"data.corpora.{name!r}"
    return ""


def read_predictions(path: Path | str, record: dict | None = None) -> Predictions:
    """Read the predictions beside the JSON `path` of a run; errors as `read`.

    With the `record`, predictions that are not those it was written with are refused.
    """
    arrays = Path(path).with_suffix(".npz")
    if not arrays.is_file():
        raise DataMissing(f"no predictions {arrays}; make them with `ser experiments run`")
    with refused(arrays, _AGAIN):
        if record and _PREDICTIONS in record and files.digest(arrays) != record[_PREDICTIONS]:
            raise ValueError("not those that the record was written with")
        clips, truth, probabilities = read_arrays(arrays, ("clips", "truth", "probabilities"))
        if (clips.ndim, truth.ndim, probabilities.ndim) != (1, 1, 2):
            raise ValueError("arrays of another shape than (clips,), (clips,) and (clips, labels)")
        if not len(clips) == len(truth) == len(probabilities):
            raise ValueError("arrays of different lengths")
        if (clips.dtype.kind, truth.dtype.kind, probabilities.dtype.kind) not in (
            ("U", "u", "f"),
            ("U", "i", "f"),
        ):
            raise ValueError("arrays of another kind than words, whole numbers and fractions")
        labels = probabilities.shape[1]
        if len(truth) and not (int(truth.min()) >= 0 and int(truth.max()) < labels):
            raise ValueError(f"true labels from {truth.min()} to {truth.max()}, expected 0 to {labels - 1}")
        if not np.isfinite(probabilities).all():
            raise ValueError("probabilities that are not finite")
    return Predictions(clips, truth.astype(np.int64), probabilities)
