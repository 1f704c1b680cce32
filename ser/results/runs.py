"""Read what runs left, and put arms side by side."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from ser.corpora import CORPORA, ClipName
from ser.errors import DataMissing
from ser.evaluation import accuracy, confusion_matrix, interval, uar
from ser.experiments import ARMS, Predictions, read, read_predictions


@dataclass(frozen=True)
class Result:
    """One finished run: its record, its predictions, and the file the record stands in."""

    record: dict
    predictions: Predictions
    path: Path


def load_results(folder: Path | str) -> list[Result]:
    """Read every finished run under a profile's results folder, in sorted order.

    Raises:
        DataMissing: there is none.
        DataDamaged: one cannot be read.
    """
    paths = sorted((Path(folder) / "runs").rglob("*.json"))
    if not paths:
        raise DataMissing(f"no results in {folder}; make them with `ser reproduce` or `ser experiments run`")
    return [Result(read(path), read_predictions(path), path) for path in paths]


@cache
def name_of(clip: str) -> ClipName:
    """Return what a clip id says about speaker, emotion and text."""
    corpus, _, stem = clip.partition("/")
    name = CORPORA[corpus].parse(PurePosixPath(stem + ".wav"))
    if name is None:
        raise DataMissing(
            f"clip {clip!r} is no clip of {corpus}; expected an id like those of `ser data combine`"
        )
    return name


def select(results: list[Result], **wanted: str | int) -> list[Result]:
    """Return the results whose facts match, by `data`, `split`, `arm`, `fold` or `seed`."""
    return [
        result for result in results if all(_fact(result, name) == value for name, value in wanted.items())
    ]


def pooled_confusion(results: list[Result]) -> np.ndarray:
    """Return the counts of all test sides added up, shape (labels, labels): row = true label."""
    return sum(confusion_matrix(one.predictions.truth, one.predictions.predicted) for one in results)


def summary(results: list[Result]) -> pd.DataFrame:
    """Return one row for each data x split x arm, its folds and seeds pooled.

    accuracy and uar come from all test predictions together, with 95% intervals; `unit` names what
    the intervals were drawn over. `spread` is the standard deviation of the accuracy over seeds (NaN
    for one seed), `folds_mean_uar` the mean of the folds' own figures. `clips` and `speakers` count
    the test side.
    """
    groups: dict[tuple[str, str, str], list[Result]] = {}
    for result in results:
        key = (_fact(result, "data"), _fact(result, "split"), _fact(result, "arm"))
        groups.setdefault(key, []).append(result)
    rows = [_row(*key, group) for key, group in groups.items()]
    order = {name: place for place, name in enumerate(ARMS)}
    table = pd.DataFrame(rows)
    place = table["arm"].map(lambda arm: order.get(arm, len(order)))
    ordered = table.assign(place=place).sort_values(["data", "split", "place"])
    return ordered.drop(columns="place").reset_index(drop=True)


def rests_on(results: list[Result]) -> str:
    """Return a sentence part such as "4239 clips of RAVDESS 1440/1440, TESS 2799/2800"."""
    corpora: dict[str, dict] = {}
    for result in results:
        for name, counts in result.record["data"]["corpora"].items():
            if counts["found"] > corpora.get(name, {"found": -1})["found"]:
                corpora[name] = counts
    total = sum(counts["found"] for counts in corpora.values())
    parts = ", ".join(
        f"{name} {corpora[name]['found']}/{corpora[name]['expected']}" for name in CORPORA if name in corpora
    )
    return f"{total} clips of {parts}"


def is_demo(results: list[Result]) -> bool:
    """Whether any of the results rests on the demo corpus."""
    return any(result.record["data"]["demo"] for result in results)


def read_json(path: Path | str) -> dict:
    """Read a JSON file; DataMissing when it is not there."""
    path = Path(path)
    if not path.is_file():
        raise DataMissing(f"no file {path}; make it with `ser reproduce`")
    return json.loads(path.read_text(encoding="utf-8"))


def _fact(result: Result, name: str) -> str | int:
    record = result.record
    if name == "data":
        return record["data"]["name"]
    if name == "split":
        return record["split"]["name"]
    return record["arm"] if name == "arm" else record["split"][name]


def _row(data: str, split: str, arm: str, group: list[Result]) -> dict:
    clips = np.concatenate([one.predictions.clips for one in group])
    truth = np.concatenate([one.predictions.truth for one in group])
    predicted = np.concatenate([one.predictions.predicted for one in group])
    names = [name_of(clip) for clip in clips]
    speakers, texts = np.array([name.speaker for name in names]), np.array([name.text for name in names])
    confusion = pooled_confusion(group)
    corpora = np.array([clip.partition("/")[0] for clip in clips])
    low, high, unit = interval(truth, predicted, speakers, texts, corpora, statistic=accuracy)
    uar_low, uar_high, _ = interval(truth, predicted, speakers, texts, corpora, statistic=uar)
    by_seed = pd.Series([one.record["metrics"]["accuracy"] for one in group]).groupby(
        [one.record["split"]["seed"] for one in group]
    )
    return {
        "data": data,
        "split": split,
        "arm": arm,
        "label": ARMS[arm].label if arm in ARMS else arm,
        "folds": len({one.record["split"]["fold"] for one in group}),
        "seeds": len({one.record["split"]["seed"] for one in group}),
        "clips": len(set(clips)),
        "speakers": len(set(speakers)),
        "accuracy": accuracy(confusion),
        "accuracy_low": low,
        "accuracy_high": high,
        "uar": uar(confusion),
        "uar_low": uar_low,
        "uar_high": uar_high,
        "unit": unit,
        "spread": float(by_seed.mean().std(ddof=1)) if by_seed.ngroups > 1 else float("nan"),
        "folds_mean_uar": float(np.mean([one.record["metrics"]["uar"] for one in group])),
        **{
            f"accuracy_{name}": accuracy(confusion_matrix(truth[corpora == name], predicted[corpora == name]))
            for name in CORPORA
            if (corpora == name).any()
        },
        "chance": group[0].record["metrics"]["chance"],
        "majority": float(np.mean([one.record["metrics"]["majority"] for one in group])),
        "parameters": group[0].record["training"]["parameters"],
        "epochs": float(np.mean([one.record["training"]["epochs"] for one in group])),
        "minutes": sum(one.record["seconds"]["training"] for one in group) / 60,
        "device": group[0].record["device"],
    }
