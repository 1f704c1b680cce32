"""Read what runs left, and choose among it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from ser.corpora import CATALOGUE, EMOTIONS, ClipName
from ser.errors import DataDamaged, DataMissing
from ser.evaluation import confusion_matrix, summarise
from ser.experiments import Predictions, read, read_predictions
from ser.outside import read_object, refused

# What every figure and table asks for, of the parts that have parts.
_NEEDED = {
    "split": ("name", "fold", "seed", "train", "validation", "test"),
    "data": ("name", "corpora", "demo", "clips", "speakers", "fingerprint"),
    "seconds": ("training",),
    "metrics": ("accuracy", "majority", "chance"),
    "training": ("epochs", "best_epoch", "parameters"),
}


REPEATED = "repeated"
"""Folder, within a profile's results, of runs that were done again, by machine; they are no results of their own."""


@dataclass(frozen=True, eq=False)
class Result:
    """One finished run: its record, its predictions, and the file the record stands in.

    `again` are the same run done on other machines, from the same clips, settings and code.
    """

    record: dict
    predictions: Predictions
    path: Path
    again: tuple["Result", ...] = ()

    @property
    def fold(self) -> int:
        """Which fold of its split was tested."""
        return self.record["split"]["fold"]

    @property
    def seed(self) -> int:
        """The seed of the run, which some splits are drawn with too."""
        return self.record["split"]["seed"]

    @property
    def machine(self) -> tuple[str, str]:
        """What it was computed on: (backend, device); the backend is "" where the record does not say."""
        return self.record.get("versions", {}).get("backend", ""), self.record["device"]

    @property
    def arithmetic(self) -> tuple[str, str]:
        """What networks share that are compared: (backend, "cpu" or the name of a graphics card).

        Processors round by one standard and differ in the order of their sums alone; how far that moves
        a result is measured by `ser.results.repeated`. Graphics cards may round otherwise.
        """
        backend, device = self.machine
        return backend, "cpu" if device.startswith("cpu") else device

    @property
    def one_answer(self) -> bool:
        """Whether one emotion was named for every clip."""
        return len(np.unique(self.predictions.predicted)) == 1

    @property
    def is_network(self) -> bool:
        """Whether a network was trained; figures of other methods do not depend on the device."""
        return self.record["training"]["epochs"] > 0


def load_results(folder: Path | str) -> list[Result]:
    """Read every finished run under a profile's results folder, in sorted order, with what was done again of it.

    Raises:
        DataMissing: there is none.
        DataDamaged: one cannot be read.
    """
    paths = sorted((Path(folder) / "runs").rglob("*.json"))
    if not paths:
        raise DataMissing(f"no results in {folder}; make them with `ser reproduce` or `ser experiments run`")
    again: dict[tuple[str, str], tuple[Result, ...]] = {}
    for path in sorted((Path(folder) / REPEATED).glob("*/runs/**/*.json")):
        other = read_result(path)
        again[_known_by(other)] = (*again.get(_known_by(other), ()), other)
    found = [read_result(path) for path in paths]
    return [replace(one, again=again.get(_known_by(one), ())) for one in found]


def read_result(path: Path) -> Result:
    """Read the finished run whose record is `path`; errors as `ser.experiments.read`."""
    record = read(path)
    lacking = [
        f"{part}.{name}" for part, names in _NEEDED.items() for name in names if name not in record[part]
    ]
    if lacking:
        raise DataDamaged(f"{path}: {', '.join(lacking)} missing; delete it and run `ser experiments run`")
    return Result(record, read_predictions(path, record), path)


@cache
def name_of(clip: str) -> ClipName:
    """Return what a clip id says about speaker, emotion and text."""
    corpus, _, stem = clip.partition("/")
    if corpus not in CATALOGUE:
        raise DataMissing(
            f"clip {clip!r}: received corpus {corpus!r}, expected one of {', '.join(CATALOGUE)}; "
            "see `ser data list`"
        )
    name = CATALOGUE[corpus].parse(PurePosixPath(stem + ".wav"))
    if name is None:
        raise DataMissing(
            f"clip {clip!r} is no clip of {corpus}; expected an id like those of `ser data combine`"
        )
    return name


def select(results: Sequence[Result], **wanted: str | int | tuple) -> list[Result]:
    """Return the results whose facts match, by `data`, `split`, `arm`, `fold` or `seed`.

    A tuple stands for any of its members.
    """
    return [
        result
        for result in results
        if all(
            _fact(result, name) in value if isinstance(value, tuple) else _fact(result, name) == value
            for name, value in wanted.items()
        )
    ]


def place_of(result: Result) -> tuple[str, str, str]:
    """Return (data, split, arm) of a run: the runs that agree in these are pooled."""
    record = result.record
    return record["data"]["name"], record["split"]["name"], record["arm"]


def same_split(one: Result, other: Result) -> bool:
    """Return whether two runs trained, chose and were tested on the same sides."""
    return one.record["split"].get("hash") == other.record["split"].get("hash")


def same_clips(one: Result, other: Result) -> bool:
    """Return whether two runs were tested on the same clips, in whatever order."""
    mine, those = one.predictions.clips, other.predictions.clips
    return np.array_equal(mine, those) or sorted(mine) == sorted(those)


def in_order(one: Result, other: Result) -> Result:
    """Return `one` with its predictions in the order of the clips of `other`, which are the same."""
    held = one.predictions
    if np.array_equal(held.clips, other.predictions.clips):
        return one
    order = np.argsort(held.clips)[np.argsort(np.argsort(other.predictions.clips))]
    moved = type(held)(held.clips[order], held.truth[order], held.probabilities[order])
    return Result(one.record, moved, one.path)


def metrics_of(result: Result) -> dict:
    """Return every figure of a run, computed from its stored predictions; see `ser.evaluation.summarise`.

    A record may be older than a figure. The score of the majority label alone is the record's, since
    it depends on the training side.
    """
    held, stored = result.predictions, result.record["metrics"]
    corpora = np.array([clip.partition("/")[0] for clip in held.clips])
    label = stored.get("majority_label", "")
    found = summarise(held.truth, held.probabilities, corpora, majority=EMOTIONS.index(label) if label else 0)
    return found | {"majority": stored["majority"], "majority_label": label}


def restricted(results: Sequence[Result], keep: Callable[[ClipName], bool]) -> list[Result]:
    """Return the results with the predictions on the clips that `keep` takes; those without any are left out."""
    found = []
    for one in results:
        held = one.predictions
        kept = np.array([keep(name_of(clip)) for clip in held.clips.tolist()])
        if kept.all():
            found.append(one)
        elif kept.any():
            part = Predictions(held.clips[kept], held.truth[kept], held.probabilities[kept])
            found.append(replace(one, predictions=part, again=tuple(restricted(one.again, keep))))
    return found


def of_corpus(results: list[Result], corpus: str) -> list[Result]:
    """Return the results with the predictions on clips of one corpus alone; those without any are left out.

    Their figures are those of the corpus. The score of the majority label is NaN where the record
    does not name the label.
    """
    found = []
    for one in results:
        for part in restricted([one], lambda clip: clip.clip.startswith(f"{corpus}/")):
            if part is one:
                found.append(one)
                continue
            label = one.record["metrics"].get("majority_label")
            share = float((part.predictions.truth == EMOTIONS.index(label)).mean()) if label else float("nan")
            metrics = metrics_of(part) | {"majority": share}
            found.append(replace(part, record=one.record | {"metrics": metrics}))
    return found


def pooled_confusion(results: list[Result]) -> np.ndarray:
    """Return the counts of all test sides added up, shape (labels, labels): row = true label."""
    counts = np.zeros((len(EMOTIONS), len(EMOTIONS)), np.int64)
    for one in results:
        counts += confusion_matrix(one.predictions.truth, one.predictions.predicted)
    return counts


def rests_on(results: list[Result]) -> str:
    """Return a sentence part such as "4,239 clips (RAVDESS 1,440 of 1,440, TESS 2,799 of 2,800)"."""
    corpora: dict[str, dict] = {}
    for result in results:
        for name, counts in result.record["data"]["corpora"].items():
            if counts["found"] > corpora.get(name, {"found": -1})["found"]:
                corpora[name] = counts
    total = sum(counts["found"] for counts in corpora.values())
    known = [name for name in CATALOGUE if name in corpora]
    parts = ", ".join(f"{name} {corpora[name]['found']:,} of {corpora[name]['expected']:,}" for name in known)
    return f"{total:,} clips ({parts})"


def is_demo(results: list[Result]) -> bool:
    """Whether any of the results rests on the demo corpus."""
    return any(result.record["data"]["demo"] for result in results)


def read_json(path: Path | str) -> dict:
    """Read a JSON file that holds an object.

    Raises:
        DataMissing: it is not there.
        DataDamaged: it is cut short, or holds something else.
    """
    path = Path(path)
    if not path.is_file():
        raise DataMissing(f"no file {path}; make it with `ser reproduce`")
    return read_object(path, "make it again with `ser reproduce`")


def read_table(path: Path | str) -> pd.DataFrame:
    """Read a CSV file with a header, after a first line that begins with # if there is one; errors as `read_json`."""
    path = Path(path)
    if not path.is_file():
        raise DataMissing(f"no file {path}; make it with `ser reproduce`")
    with refused(path, "make it again with `ser reproduce`"):
        with path.open(encoding="utf-8") as stream:
            marked = stream.read(1) == "#"
        return pd.read_csv(path, skiprows=1 if marked else 0)


def _known_by(result: Result) -> tuple[str, str]:
    return result.record["run"], result.record["key"]


def _fact(result: Result, name: str) -> str | int:
    if name in ("data", "split", "arm"):
        return place_of(result)[("data", "split", "arm").index(name)]
    return result.record["split"][name]
