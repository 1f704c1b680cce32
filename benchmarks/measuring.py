"""How everything here is timed: whole processes, both sides in turn, and the row that comes of it."""

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PUBLISHED_METHOD = Path(__file__).with_name("published_method.py")

_MEMORY_EVERY = 0.02  # seconds


@dataclass(frozen=True)
class Process:
    """What one process took, those it started included."""

    seconds: float
    mebibytes: float
    """The largest sum of resident memory that was seen."""
    output: str


def run(
    command: Sequence[str], environment: Mapping[str, str] | None = None, *, folder: Path = ROOT
) -> Process:
    """Run a command in `folder`, the project's unless another is given, to its end.

    Raises:
        SystemExit: it failed; with what it said. Status 1 is no failure: something is missing, which is an
            answer too.
    """
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        [*command],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    largest = [0.0]
    watching = threading.Thread(target=_watch, args=(process, largest))
    watching.start()
    output, errors = process.communicate()
    seconds = time.perf_counter() - started
    watching.join()
    if process.returncode not in (0, 1):
        raise SystemExit(errors)
    return Process(seconds, largest[0], output)


def ser(*arguments: str, environment: Mapping[str, str] | None = None) -> Process:
    """Run our command line."""
    return run([sys.executable, "-m", "ser", *arguments], environment)


def published_method(*arguments: str) -> Process:
    """Run the published procedure, as `published_method.py` has it."""
    return run([sys.executable, str(PUBLISHED_METHOD), *arguments])


def in_turn(
    theirs: Callable[[], Process], ours: Callable[[], Process], repeats: int
) -> tuple[list[Process], list[Process]]:
    """Run both sides `repeats` times, one after the other, so that what else the machine does meets both."""
    found: tuple[list[Process], list[Process]] = ([], [])
    for _ in range(repeats):
        found[0].append(theirs())
        found[1].append(ours())
    return found


def seconds_of(processes: Sequence[Process]) -> list[float]:
    """What each took."""
    return [process.seconds for process in processes]


def limit(name: str, ours: Sequence[float], *, mark: float, measure: str = "s") -> dict:
    """A row of what must not take more than `mark`, in seconds or MiB."""
    median = round(statistics.median(ours), 3)
    return {
        "name": name,
        "measure": measure,
        "baseline": None,
        "ours": median,
        "ratio": None,
        "spread": [round(min(ours), 3), round(max(ours), 3)],
        "mark": mark,
        "met": median <= mark,
        "repeats": len(ours),
    }


def comparison(name: str, theirs: Sequence[float], ours: Sequence[float], *, mark: float | None) -> dict:
    """A row of two sides in seconds; mark and spread are of the ratio, theirs over ours, of runs in turn.

    What has no mark says something of the machine.
    """
    ratios = [one / other for one, other in zip(theirs, ours, strict=True)]
    ratio = round(statistics.median(ratios), 2)
    return {
        "name": name,
        "measure": "ratio",
        "baseline": round(statistics.median(theirs), 3),
        "ours": round(statistics.median(ours), 3),
        "ratio": ratio,
        "spread": [round(min(ratios), 2), round(max(ratios), 2)],
        "mark": mark,
        "met": mark is None or ratio >= mark,
        "repeats": len(ours),
    }


def _watch(process: subprocess.Popen, largest: list[float]) -> None:
    import psutil

    try:
        whole = psutil.Process(process.pid)
        while process.poll() is None:
            resident = 0
            for one in (whole, *whole.children(recursive=True)):
                try:
                    resident += one.memory_info().rss
                except psutil.Error:
                    continue
            largest[0] = max(largest[0], resident / 2**20)
            time.sleep(_MEMORY_EVERY)
    except psutil.Error:
        return
