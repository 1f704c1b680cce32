"""An answer for one file from a cold start, and answers for many, against the published way."""

import json
from pathlib import Path

from measuring import ROOT, Process, comparison, in_turn, limit, published_method, seconds_of, ser

MODEL = ROOT / "results" / "full" / "models" / "published"


def prediction(root: Path, repeats: int) -> list[dict]:
    """`ser predict` with one file and with all; both sides use the same network."""
    files = [str(path) for path in sorted(root.rglob("*.wav"))]
    one, ours_one = in_turn(
        lambda: published_method("predict", str(MODEL), files[0]), lambda: _predict(files[:1]), repeats
    )
    every, ours_every = in_turn(
        lambda: published_method("predict-all", str(MODEL), str(root)), lambda: _predict(files), repeats
    )
    for theirs, ours in zip((*one, *every), (*ours_one, *ours_every), strict=True):
        same = _agreement(theirs.output.split(), ours.output)
        if same < 0.999:
            raise SystemExit(f"both sides name the same emotion for {same:.2%} of the files; expected all")
    return [
        comparison("predict one file, cold", seconds_of(one), seconds_of(ours_one), mark=8.0),
        comparison("predict every clip from files", seconds_of(every), seconds_of(ours_every), mark=5.0),
        limit("memory of predict", [found.mebibytes for found in ours_one], mark=400.0, measure="MiB"),
    ]


def _predict(files: list[str]) -> Process:
    return ser("predict", "--model", str(MODEL), "--json", *files)


def _agreement(theirs: list[str], ours: str) -> float:
    """Share of files for which both name the same emotion; a tie in the last digit may go either way."""
    named = [one["emotion"] for one in json.loads(ours)["predictions"]]
    if len(named) != len(theirs):
        return 0.0
    return sum(one == other for one, other in zip(named, theirs, strict=True)) / len(named)
