"""The same runs on another machine: how far apart two trainings end that differ in nothing else."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ser.results.runs import REPEATED, Result

COLUMNS = ("run", "device", "again_on", "accuracy", "again", "difference", "disagree", "clips")


def folder_of(results: Path | str, device: str) -> Path:
    """Return where runs that are done again on `device` are kept, a folder with `runs/` of its own."""
    return Path(results) / REPEATED / re.sub(r"[^a-z0-9]+", "-", device.lower()).strip("-")


def repeated(results: Sequence[Result]) -> pd.DataFrame:
    """Return a row for each run that was done twice from the same clips, settings and code.

    Columns: run, device and again_on (what the two were computed on), accuracy and again (theirs),
    difference (again minus first), disagree (the share of the test clips to which the two give
    different labels), clips.
    """
    rows = []
    for other, one in ((first, again) for first in results for again in first.again):
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
