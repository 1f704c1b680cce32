"""What the candidates of a choice reached on the validation side, and which of them is chosen."""

from pathlib import Path

import pandas as pd

from ser.experiments import CHOICES, CHOOSING, Arm, Choice, choosing_runs
from ser.experiments.key import same_settings
from ser.results.runs import Result, metrics_of, read_result

COLUMNS = ("arm", "candidate", "label", "runs", "planned", "uar", "accuracy", "clips", "chosen")


def load_choosing(folder: Path | str) -> list[Result]:
    """Read every finished run that chooses under a profile's results folder; none is no error.

    Raises:
        DataDamaged: one cannot be read.
    """
    return [read_result(path) for path in sorted((Path(folder) / CHOOSING).rglob("*.json"))]


def choosing(results: list[Result]) -> pd.DataFrame:
    """Return a row for each candidate of each choice, with the columns `COLUMNS`.

    `uar` and `accuracy` are means over the runs done, on the validation side, NaN where there are
    none; a run with other settings than the candidate has now does not count; `clips` counts the validation clips of a run. `chosen` marks the winner of a choice whose
    runs are all there.
    """
    done = _done(results)
    rows = []
    for choice in CHOICES.values():
        winner = chosen(results, choice)
        for candidate in choice.candidates:
            names = _runs_of(choice, candidate)
            found = [metrics_of(done[name]) for name in names if name in done]
            row: dict = {"arm": choice.arm, "candidate": candidate.name, "label": candidate.label}
            row |= {"runs": len(found), "planned": len(names), "chosen": candidate == winner}
            for figure in ("uar", "accuracy"):
                row[figure] = _mean([one[figure] for one in found])
            row["clips"] = _mean([len(done[name].predictions.clips) for name in names if name in done])
            rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def chosen(results: list[Result], choice: Choice) -> Arm | None:
    """Return the candidate that wins `choice`, or None while runs of it are left."""
    done = _done(results)
    scores = []
    for candidate in choice.candidates:
        names = _runs_of(choice, candidate)
        if not all(name in done for name in names):
            return None
        scores.append(_mean([metrics_of(done[name])["uar"] for name in names]))
    return choice.candidates[scores.index(max(scores))]


def _done(results: list[Result]) -> dict[str, Result]:
    """Return the results by name, without those whose settings are not those planned under their name."""
    planned = {run.name: run for choice in CHOICES.values() for run in choosing_runs(choice)}
    return {
        name: one
        for one in results
        if (name := one.record["run"]) in planned and _as_planned(one.record["config"], planned[name].arm)
    }


def _as_planned(recorded: dict, arm: Arm) -> bool:
    parts = {"model": arm.model, "features": arm.features, "training": arm.training}
    return recorded["features"]["kind"] == arm.features.kind and all(
        same_settings(settings, recorded[part]) for part, settings in parts.items()
    )


def _runs_of(choice: Choice, candidate: Arm) -> list[str]:
    return [run.name for run in choosing_runs(choice) if run.arm == candidate]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else float("nan")
