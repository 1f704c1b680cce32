"""Do many runs: what is finished is kept, what is not is done, several side by side."""

import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from ser.errors import DataDamaged, DataMissing, RunFailed
from ser.experiments import record as records
from ser.experiments.run import do, key_of, part_of, split_of
from ser.experiments.table import DATA, Run
from ser.features import FeatureSet, load

HEADLINE_MODELS = {"all/random/published/f0-s0": "published", "all/random/corrected/f0-s0": "corrected"}
"""Runs whose model folder is kept under `models/` in the results folder."""


@dataclass(frozen=True)
class RunState:
    """Where one run stands: "done", "left", "stale" (made from something else) or "no data"."""

    run: Run
    state: str
    seconds: float | None = None


def status(planned: list[Run], features: FeatureSet | None, results: Path | str) -> list[RunState]:
    """Return the state of each planned run; with no features at hand, a finished run counts as done.

    A run whose record cannot be read is "left": it is done again.
    """
    return [_state(run, features, results) for run in planned]


def run_grid(
    planned: list[Run],
    store: Path | str,
    *,
    results: Path | str,
    profile: str,
    jobs: int = 2,
    progress: bool | None = None,
) -> list[str]:
    """Do every planned run that is not done, `jobs` at a time, and return the names of those done now.

    Each run trains with one thread in a process of its own, so the number of jobs cannot change a
    result. Killed at any moment, at most the runs in hand are lost.
    """
    from joblib import Parallel, delayed
    from tqdm import tqdm

    features = load(store)
    wanted = [one.run for one in status(planned, features, results) if one.state in ("left", "stale")]
    if not wanted:
        return []
    progress = sys.stderr.isatty() if progress is None else progress
    tasks = (delayed(_do_in_own_process)(run, str(store), str(results), profile) for run in wanted)
    done = []
    # Threads that wait for processes. A process that lived for many runs would grow with each, and
    # joblib's own workers, which stop when they have grown, can wait for each other for ever.
    pool = Parallel(
        n_jobs=min(jobs, len(wanted)),
        prefer="threads",
        return_as="generator_unordered",
        batch_size=1,
        pre_dispatch=jobs,
    )
    with tqdm(total=len(wanted), desc=f"{profile} runs", unit="run", disable=not progress) as bar:
        for name, line in pool(tasks):
            done.append(name)
            bar.update()
            if progress:
                bar.set_postfix_str(line, refresh=False)
            else:
                print(f"[{len(done)}/{len(wanted)}] {name}: {line}", flush=True)
    return done


def _do_in_own_process(run: Run, store: str, results: str, profile: str) -> tuple[str, str]:
    """Do one run in a fresh process and return its name and a line about it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        try:
            return process.submit(_do_in_worker, run, store, results, profile).result()
        except BrokenProcessPool as error:
            raise RunFailed(
                f"run {run.name}: its process was ended from outside, perhaps for want of memory; "
                "what was finished is kept: run the same command again, with fewer jobs if it happens again"
            ) from error


def _do_in_worker(run: Run, store: str, results: str, profile: str) -> tuple[str, str]:
    kept = HEADLINE_MODELS.get(run.name)
    record = do(
        run,
        load(store, settings=run.arm.features),
        results=results,
        profile=profile,
        keep_model=Path(results) / "models" / kept if kept else None,
    )
    return run.name, (
        f"accuracy {record['metrics']['accuracy']:.3f}, UAR {record['metrics']['uar']:.3f}, "
        f"{record['training']['epochs']} epochs, {record['seconds']['training']:.0f} s"
    )


def _state(run: Run, features: FeatureSet | None, results: Path | str) -> RunState:
    path, _ = records.paths(results, run.name)
    if features is not None and not any(name in features.expected for name in DATA[run.data]):
        return RunState(run, "no data")
    try:
        record = records.read(path)
        records.read_predictions(path)
    except (DataMissing, DataDamaged):
        return RunState(run, "left")
    seconds = record["seconds"]["training"]
    kept = HEADLINE_MODELS.get(run.name)
    if features is None:
        return RunState(run, "done", seconds)
    part = part_of(features, run)
    key = key_of(run, part, split_of(part, run))
    if record["key"] != key:
        return RunState(run, "stale", seconds)
    if kept and not (Path(results) / "models" / kept / "config.json").is_file():
        return RunState(run, "left", seconds)
    return RunState(run, "done", seconds)
