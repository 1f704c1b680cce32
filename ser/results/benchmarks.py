"""What `make bench` measured, and what follows from it for more audio than we have."""

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ser.errors import DataDamaged, DataMissing
from ser.features import MfccSettings
from ser.outside import parse, refused
from ser.results.runs import Result

_BAR = re.compile(r"training to a validation accuracy of (\d\.\d+): (\S+)")
_COLUMNS = ("benchmark", "name", "measure", "baseline", "ours", "ratio", "spread", "mark", "met", "hours")


def read_benchmarks(path: Path | str) -> pd.DataFrame:
    """Return the rows of `benchmarks/results.json`, one a measurement.

    Columns: benchmark, name, measure ("s", "MiB" or "ratio"), baseline and ours (medians, in seconds or
    MiB), ratio (baseline over ours), spread (smallest and largest of the measure), mark, met, repeats,
    corpus, clips, hours (of audio), machine.

    Raises:
        DataMissing: there is no such file.
        DataDamaged: it does not hold such rows.
    """
    path = Path(path)
    if not path.is_file():
        raise DataMissing(f"no benchmarks in {path}; measure with `make bench`")
    with refused(path, "measure again with `make bench`"):
        rows = pd.DataFrame(parse(path))
        absent = [name for name in _COLUMNS if name not in rows]
    if absent:
        raise DataDamaged(f"{path}: rows without {', '.join(absent)}; measure again with `make bench`")
    return rows


def row_of(rows: pd.DataFrame, benchmark: str, begins: str) -> pd.Series | None:
    """Return the row of a benchmark whose name begins so, or None."""
    found = rows[(rows["benchmark"] == benchmark) & rows["name"].str.startswith(begins)]
    return found.iloc[0] if len(found) else None


def seconds_a_clip(results: Sequence[Result], arm: str) -> float | None:
    """Return what one epoch of an arm takes for one clip, in seconds on one thread: the median of its runs."""
    found = [
        one.record["seconds"]["epoch"] / one.record["split"]["train"]
        for one in results
        if one.record["arm"] == arm
        and one.record["seconds"]["epoch"] > 0
        and one.record["device"].startswith("cpu")
    ]
    return float(pd.Series(found).median()) if found else None


def getting_there(rows: pd.DataFrame, results: Sequence[Result], arm: str) -> tuple[float, int, int] | None:
    """Return whether stored trainings of an arm reach the validation accuracy that it was timed to.

    Returns:
        That accuracy, how many of `results` with a curve, of this arm and on recordings reach it in some
        epoch, and how many there are; None where the arm was not timed or none is stored.
    """
    timed = (_BAR.match(name) for name in rows.loc[rows["benchmark"] == "training", "name"])
    bar = next((float(found[1]) for found in timed if found and found[2] == arm), None)
    curves = [
        one.record["training"]["history"]["val_accuracy"]
        for one in results
        if one.record["arm"] == arm and one.record["training"]["history"] and not one.record["data"]["demo"]
    ]
    if bar is None or not curves:
        return None
    return bar, sum(max(curve) >= bar for curve in curves), len(curves)


def plan(
    rows: pd.DataFrame, *, times: Sequence[int] = (1, 10, 100), epoch: float | None = None, epochs: int = 50
) -> pd.DataFrame:
    """Return what audio `times` as long would take, if every clip costs what it costs here.

    Index: hours of audio. Columns: clips, then in minutes features (all clips, cold), answers (all clips,
    from files) and training (one run of `epochs` epochs of `epoch` seconds a clip, on seven tenths of the
    clips), and in MiB store (of features) and input (the network's, in memory). What was not measured is
    missing.
    """
    features, answers, store = (
        row_of(rows, *name)
        for name in (
            ("extraction", "MFCC of all clips, cold"),
            ("prediction", "predict every clip"),
            ("extraction", "size of the feature store"),
        )
    )
    if features is None:
        return pd.DataFrame()
    clips, hours = int(features["clips"]), float(features["hours"])
    settings = MfccSettings()
    taken = settings.frames * settings.coefficients * 4  # bytes of a clip as the network takes it
    table = []
    for many in times:
        table.append(
            {
                "hours of audio": round(hours * many, 1),
                "clips": clips * many,
                "features": features["ours"] * many / 60,
                "answers": None if answers is None else answers["ours"] * many / 60,
                "training": None if epoch is None else 0.7 * clips * many * epoch * epochs / 60,
                "store": None if store is None else store["ours"] * many,
                "input": clips * many * taken / 2**20,
            }
        )
    return pd.DataFrame(table).set_index("hours of audio")
