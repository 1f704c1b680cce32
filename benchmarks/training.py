"""How long it takes to train to the validation accuracy that the published network ends with."""

import json
import os
import sys
from pathlib import Path

from measuring import ROOT, Process, comparison, limit, run

ARMS = ("best-random", "corrected")
"""The arm that was chosen on validation for random clips, and the network this book goes on with."""

_ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


def training(root: Path, repeats: int) -> list[dict]:
    """One training of the published network to its end, and one of each of ours, once: they take minutes."""
    published = _train("published", root)
    theirs = json.loads(published.output)
    bar = theirs["validation"]
    rows = []
    largest = [published.mebibytes]
    for arm in ARMS:
        process = _train(arm, root)
        largest.append(process.mebibytes)
        seconds = seconds_to(bar, json.loads(process.output))
        what = f"training to a validation accuracy of {bar:.3f}: {arm}"
        if seconds is None:
            rows.append(comparison(f"{what} (does not get there)", [0.0], [1.0], mark=5.0))
        else:
            rows.append(comparison(what, [theirs["seconds"]], [seconds], mark=5.0))
    return [*rows, limit("memory of training", largest, mark=2048.0, measure="MiB")]


def seconds_to(bar: float, found: dict) -> float | None:
    """Return the seconds of training after which validation accuracy reached `bar`; None if it did not.

    Epochs take equally long; a method without epochs is there at its end or not at all.
    """
    history = found["history"]
    if not history:
        return found["seconds"] if found["validation"] >= bar else None
    there = next((place for place, accuracy in enumerate(history, 1) if accuracy >= bar), None)
    return None if there is None else found["seconds"] * there / len(history)


def _train(arm: str, root: Path) -> Process:
    script = Path(__file__).with_name("trained.py")
    environment = _ONE_THREAD | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    return run([sys.executable, str(script), arm, str(root)], environment)
