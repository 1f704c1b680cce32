"""Do many runs: what is finished is kept, what is not is done, several side by side."""

import sys
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from ser.errors import DataDamaged, DataMissing, RunFailed
from ser.experiments import record as records
from ser.experiments.apart import ProcessEnded, apart
from ser.experiments.ground import Ground, copies_of
from ser.experiments.run import do
from ser.experiments.table import Run
from ser.features import load
from ser.files import alone

HEADLINE_MODELS = {"all/random/published/f0-s0": "published", "all/random/corrected/f0-s0": "corrected"}
"""Runs whose model folder is kept under `models/` in the results folder."""

# How long to wait for the answer of a Dask scheduler.
_PATIENCE = "15s"


@dataclass(frozen=True)
class RunState:
    """Where one run stands.

    "done", "left", "stale" (made from something else), "no data" (no corpus it needs is there),
    "no features" (the store lacks the kind of feature it needs), "unchecked" (done, but for want of
    data or features nobody can tell here from what; so is one that rests on a corpus the store lacks, and it
    is not done again from less) or "other format" (written by another version of
    `ser`). `why` says what is wrong with a record or predictions that are there and cannot
    be read.
    """

    run: Run
    state: str
    seconds: float | None = None
    why: str = ""


def status(planned: list[Run], store: Path | str | None, results: Path | str) -> list[RunState]:
    """Return the state of each planned run; with no feature store at hand, a finished run counts as done.

    A run whose record is cut short or altered is "left": it is done again.
    """
    ground = Ground(store) if store is not None else None
    return [_state(run, ground, results) for run in planned]


def run_grid(
    planned: list[Run],
    store: Path | str,
    *,
    results: Path | str,
    profile: str,
    jobs: int = 2,
    together: int = 1,
    scheduler: str | None = None,
    progress: bool | None = None,
) -> list[str]:
    """Do every planned run that is not done, `jobs` at a time, and return the names of those done now.

    Each run trains with one thread, so the number of jobs cannot change a result; `together` runs at
    most share a process, one after the other. Killed at any moment, at most the runs in hand are
    lost. Several grids may share a results folder: a run that another is doing is left to it, and is
    done here only if that one fails. With `scheduler`, the address of a Dask scheduler, its workers do
    the runs; they need this package and the same folders.

    Raises:
        RunFailed: the process of a run was ended from outside, or no scheduler answers.
        DataDamaged: a result in the folder was written by another version; nothing is written over.
    """
    from tqdm import tqdm

    states = status(planned, store, results)
    _refuse_other_formats(states, results)
    wanted = [one.run for one in states if one.state in ("left", "stale")]
    for one in states:
        if one.why:
            print(f"note: {one.why}; it is done again now", flush=True)
    if not wanted:
        return []
    progress = sys.stderr.isatty() if progress is None else progress
    # Workers on other machines start in folders of their own.
    places: tuple[str, ...] = (str(Path(store).resolve()), str(Path(results).resolve()), profile)
    done: list[str] = []
    over = 0
    with tqdm(total=len(wanted), desc=f"{profile} runs", unit="run", disable=not progress) as bar:
        while wanted:
            # Neighbours in the plan are alike in length; dealt out in turn, every process gets some of each.
            count = -(-len(wanted) // together)
            groups = [wanted[start::count] for start in range(count)]
            todo = (groups, places, scheduler) if scheduler else (groups, places, jobs)
            elsewhere = set()
            for name, line in chain.from_iterable((_on_cluster if scheduler else _on_this_machine)(*todo)):
                if line == _IN_HAND:
                    elsewhere.add(name)
                    continue
                over += 1
                done += [name] if line != _DONE_ELSEWHERE else []
                bar.update()
                if progress:
                    bar.set_postfix_str(line, refresh=False)
                else:
                    print(f"[{over}/{bar.total}] {name}: {line}", flush=True)
            wanted = [run for run in wanted if run.name in elsewhere]
            places = (*places[:3], "wait")
    return done


_Ended = list[tuple[str, str]]
"""Name of each run that ended, and a line about it."""

_IN_HAND = "another process is at it"
_DONE_ELSEWHERE = "done by another process meanwhile"


def _refuse_other_formats(states: list[RunState], results: Path | str) -> None:
    others = [one.run.name for one in states if one.state == "other format"]
    if others:
        path, _ = records.paths(results, others[0])
        raise DataDamaged(
            f"{path}: received a result of another format{f' (and {len(others) - 1} more)' if others[1:] else ''}, "
            f"expected format {records.FORMAT}; nothing was written over; move {results} away, or use the version "
            "of ser that wrote it, then run `ser experiments run`"
        )


def _on_this_machine(groups: list[list[Run]], places: tuple[str, ...], jobs: int) -> Iterator[_Ended]:
    """Do each group in a process of its own; yield a group as it ends."""
    from joblib import Parallel, delayed

    # Threads that wait for processes. A process that lived for many runs would grow with each, and
    # joblib's own workers, which stop when they have grown, can wait for each other for ever.
    pool = Parallel(
        n_jobs=min(jobs, len(groups)),
        prefer="threads",
        return_as="generator_unordered",
        batch_size=1,
        pre_dispatch=jobs,
    )
    yield from pool(delayed(_do_in_own_process)(group, *places) for group in groups)


def _on_cluster(groups: list[list[Run]], places: tuple[str, ...], scheduler: str) -> Iterator[_Ended]:
    """Have Dask workers do the groups; yield a group as it ends."""
    try:
        from dask.distributed import Client, KilledWorker, as_completed
    except ImportError as error:
        raise RunFailed(
            "--scheduler needs Dask, which is not installed; expected the extra `cluster`; run `make env`"
        ) from error
    try:
        client = Client(scheduler, timeout=_PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        raise RunFailed(
            f"no Dask scheduler at {scheduler} ({type(error).__name__}); expected tcp://host:8786; "
            "start one with `dask scheduler`, and workers with `dask worker ADDRESS --nthreads 1`"
        ) from error
    with client:
        if not client.scheduler_info()["workers"]:
            print(f"{scheduler} has no workers yet; the runs start with the first", flush=True)
        # A run is written by whoever did it; none is pure, because its files are what it is for.
        futures = [
            client.submit(_do_in_own_process, group, *places, pure=False, retries=2) for group in groups
        ]
        try:
            for future in as_completed(futures):
                yield future.result()
        except (CancelledError, KilledWorker) as error:
            raise RunFailed(
                f"the workers of {scheduler} or the scheduler itself were ended from outside "
                f"({type(error).__name__}); what was finished is kept: run the same command again"
            ) from error


def _do_in_own_process(group: list[Run], store: str, results: str, profile: str, *busy: str) -> _Ended:
    """Do runs one after the other in a fresh process; `busy` "wait" waits for those that another does."""
    ended: _Ended = []
    try:
        for one in apart(_do_all, group, store, results, profile, *busy):
            ended.append(one)
    except ProcessEnded as error:
        if len(ended) == len(group):
            return ended  # all are written; it was ended on its way out
        raise RunFailed(
            f"run {group[len(ended)].name}: its process was ended from outside, perhaps for want of memory; "
            "what was finished is kept: run the same command again, with fewer jobs if it happens again"
        ) from error
    return ended


def _do_all(
    group: list[Run], store: str, results: str, profile: str, wait: str = ""
) -> Iterator[tuple[str, str]]:
    for run in group:
        path, _ = records.paths(results, run.name)
        with alone(path, wait=bool(wait)) as ours:
            if not ours:
                line = _IN_HAND
            # Somebody may have done it after this grid looked what is left.
            elif path.is_file() and _state(run, Ground(store), results).state == "done":
                line = _DONE_ELSEWHERE
            else:
                line = _do_one(run, store, results, profile)
        yield run.name, line


def _do_one(run: Run, store: str, results: str, profile: str) -> str:
    """Do a run and return a line about it."""
    kept = HEADLINE_MODELS.get(run.name)
    record = do(
        run,
        load(store, settings=run.arm.features),
        copies={change: load(store, settings=settings) for change, settings in copies_of(run).items()},
        results=results,
        profile=profile,
        keep_model=Path(results) / "models" / kept if kept else None,
    )
    epochs = record["training"]["epochs"]
    return (
        f"accuracy {record['metrics']['accuracy']:.3f}, UAR {record['metrics']['uar']:.3f}, "
        + (f"{epochs} epochs, " if epochs else "")
        + f"{record['seconds']['training']:.0f} s"
    )


def _state(run: Run, ground: Ground | None, results: Path | str) -> RunState:
    key, lacking = None, ""
    if ground is not None:
        try:
            key = ground.key(run)
        except DataMissing as error:
            lacking = str(error)
    path, _ = records.paths(results, run.name)
    try:
        record = records.read(path)
        records.read_predictions(path, record)
    except (DataMissing, DataDamaged) as error:
        if lacking:
            return RunState(run, lacking)
        if records.is_of_another_format(path):
            return RunState(run, "other format")
        return RunState(run, "left", why=str(error) if path.is_file() else "")
    seconds = record["seconds"]["training"]
    if ground is None or key is None:
        return RunState(run, "unchecked" if lacking else "done", seconds)
    if record["key"] != key:
        found = {name for name, counts in record["data"]["corpora"].items() if counts["found"]}
        return RunState(run, "stale" if found <= ground.corpora else "unchecked", seconds)
    kept = HEADLINE_MODELS.get(run.name)
    if kept and not (Path(results) / "models" / kept / "config.json").is_file():
        return RunState(run, "left", seconds)
    return RunState(run, "done", seconds)
