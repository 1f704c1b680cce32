"""A grid on two workers against the same on one; one thread a worker."""

import os
import sys
from functools import partial
from pathlib import Path

from measuring import ROOT, Process, comparison, in_turn, run, seconds_of

_HERE = Path(__file__).parent


def grid(root: Path, repeats: int) -> list[dict]:
    """The same runs with one worker and with two; features are there before, as in every grid but the first.

    And what the machine gives two processes that do nothing but wait for memory, which training does too.
    """
    from ser.commands.places import REMEMBERED, default_store
    from ser.corpora import combine
    from ser.features import extract

    combined = combine(root, allow_missing=True, remember=REMEMBERED)
    extract(combined, default_store(demo=combined.demo), allow_missing=True)
    rows = [
        ("grid with two workers against one", 1.8, partial(_with, "first_runs.py", str(root))),
        ("sums over arrays larger than the caches, two at once", None, partial(_with, "large_arrays.py")),
    ]
    return [
        comparison(name, *map(seconds_of, in_turn(partial(work, 1), partial(work, 2), repeats)), mark=mark)
        for name, mark, work in rows
    ]


def _with(script: str, *arguments) -> Process:
    *others, processes = arguments
    environment = {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    return run([sys.executable, str(_HERE / script), str(processes), *others], environment)
