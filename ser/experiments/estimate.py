"""How long the runs that are left will take, judged by the finished ones."""

from collections.abc import Iterable

from ser.experiments.table import Run


def estimates(finished: Iterable[tuple[Run, float]], left: Iterable[Run]) -> dict[str, float]:
    """Return {name: seconds} for each run that is left, {} where nothing is finished.

    `finished` are runs with the seconds each took. The estimate is the mean of those of the same arm at the
    same place, else of the same data and model, else of all.
    """
    known: dict[tuple[str, ...], list[float]] = {}
    for run, seconds in finished:
        for kind in _kinds(run):
            known.setdefault(kind, []).append(seconds)
    if not known:
        return {}
    taken = {run.name: next(known[kind] for kind in _kinds(run) if kind in known) for run in left}
    return {name: sum(seconds) / len(seconds) for name, seconds in taken.items()}


def _kinds(run: Run) -> tuple[tuple[str, ...], ...]:
    return (run.data, run.split, run.arm.name), (run.data, run.arm.model.name), ()
