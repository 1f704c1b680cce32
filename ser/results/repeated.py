"""The same runs on another machine: how far apart two trainings end that differ in nothing else."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ser.results.runs import Result, read_result

REPEATED = "repeated"
"""Folder, within a profile's results, of runs that were done again; they enter no other table."""

COLUMNS = ("run", "device", "again_on", "accuracy", "again", "difference", "disagree", "clips")


def folder_of(results: Path | str, device: str) -> Path:
    """Return where runs that are done again on `device` are kept, a folder with `runs/` of its own."""
    return Path(results) / REPEATED / re.sub(r"[^a-z0-9]+", "-", device.lower()).strip("-")


def load_repeated(results: Path | str) -> list[Result]:
    """Read every run that was done again, of every machine; none is no error.

    Raises:
        DataDamaged: one cannot be read.
    """
    return [read_result(path) for path in sorted((Path(results) / REPEATED).glob("*/runs/**/*.json"))]


def repeated(results: Sequence[Result], again: Sequence[Result]) -> pd.DataFrame:
    """Return a row for each run that was done twice from the same clips, settings and code.

    Columns: run, device and again_on (what the two were computed on), accuracy and again (theirs),
    difference (again minus first), disagree (the share of the test clips to which the two give
    different labels), clips. A run whose first record has another key is left out.
    """
    first = {one.record["run"]: one for one in results}
    rows = []
    for one in again:
        other = first.get(one.record["run"])
        if other is None or other.record["key"] != one.record["key"]:
            continue
        before, after = other.predictions, one.predictions
        said = dict(zip(before.clips.tolist(), before.predicted.tolist(), strict=True))
        changed = [
            said[clip] != label
            for clip, label in zip(after.clips.tolist(), after.predicted.tolist(), strict=True)
        ]
        accuracies = [float((held.predicted == held.truth).mean()) for held in (before, after)]
        rows.append(
            {
                "run": one.record["run"],
                "device": other.record["device"],
                "again_on": one.record["device"],
                "accuracy": accuracies[0],
                "again": accuracies[1],
                "difference": accuracies[1] - accuracies[0],
                "disagree": float(np.mean(changed)),
                "clips": len(changed),
            }
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(["run", "again_on"], ignore_index=True)
