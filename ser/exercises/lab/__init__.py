"""The ablation lab: choices in words become runs, and the runs a comparison with a verdict.

A few lines of a notebook do it::

    outcome = lab.run(axis="cepstral", seeds=[0, 1])
    lab.show(outcome)

The runs are those of `ser.experiments`, done by the same runner, which goes on where it was stopped. They
lie in a folder of the lab and never in a results folder.
"""

import os
import sys
from pathlib import Path
from typing import Any

import ser
from ser.corpora import combine, demo
from ser.errors import BadValue, RunFailed, SerError
from ser.exercises.lab.choices import ALLOWED, REFERENCE, Choices, arm_of, choices_of, choose, runs_of, twin
from ser.exercises.lab.outcome import DEMO, Outcome, obstacles
from ser.exercises.lab.showing import show, show_choices, show_grid
from ser.experiments import DATA, Run, part_of, run_grid, split_of, status
from ser.features import extract, load
from ser.pages.words import count
from ser.results import Result, load_results, select
from ser.results.runs import read_result

__all__ = [
    "ALLOWED",
    "DEMO",
    "REFERENCE",
    "Choices",
    "Outcome",
    "arm_of",
    "choices_of",
    "choose",
    "run",
    "runs_of",
    "show",
    "show_choices",
    "show_grid",
    "try_out",
    "twin",
]

_ROOT = Path(ser.__file__).resolve().parent.parent
_STOPPED = "stopped. The runs that are finished are kept: run this cell again, and it goes on from there"


def run(
    *,
    corpora: Path | str = "",
    grid: Path | str = "results/full",
    own_reference: bool = False,
    allow_missing: bool = False,
    jobs: int = 2,
    **chosen: Any,
) -> Outcome:
    """Try a configuration, and return what came of it; what is wrong with it is told, not raised.

    Args:
        corpora: a folder with RAVDESS/, TESS/, SAVEE/ or some of them; "" for the demo corpus.
        grid: the results folder it is set beside.
        own_reference: run the reference here too, instead of taking that of the grid. On the demo corpus
            that is always so.
        allow_missing: go on without clips that are missing or broken.
        jobs: runs side by side.
        chosen: what differs from the reference; see `Choices`.
    """
    try:
        return try_out(
            choose(**chosen),
            corpora=corpora,
            grid=grid,
            own_reference=own_reference,
            allow_missing=allow_missing,
            jobs=jobs,
        )
    except SerError as error:
        return Outcome(refused=str(error))
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_STOPPED) from None


def try_out(
    choices: Choices,
    *,
    corpora: Path | str = "",
    grid: Path | str = "results/full",
    own_reference: bool = False,
    allow_missing: bool = False,
    jobs: int = 2,
    folder: Path | None = None,
    progress: bool = True,
) -> Outcome:
    """Do the runs of a configuration that are not done, and set them beside the grid; see `run`.

    `folder` is what is built into, `build` or SER_BUILD unless given: the lab keeps its runs in `lab/demo` or
    `lab/real` below it. How far it is goes to standard error.

    Raises:
        BadValue: a split that the data do not have; or runs would lie in a results folder.
        DataMissing, DataDamaged: no usable corpora.
        RunFailed: a run was ended from outside.
    """
    folder = folder or Path(os.environ.get("SER_BUILD") or _ROOT / "build")
    root = Path(corpora).expanduser() if corpora else demo.make(folder / "demo-corpus", jobs=jobs)
    combined = combine(
        root,
        corpora=None,
        allow_missing=allow_missing,
        remember=folder / "corpora" / "files.csv",
        jobs=jobs,
    )
    made = combined.demo
    store, kept = (
        folder / "store" / ("demo" if made else "data"),
        _apart(folder / "lab" / ("demo" if made else "real")),
    )
    wanted = runs_of(choices, demo=made)
    if made or own_reference:
        of_reference = runs_of(choices.reference, demo=made)
        wanted = [
            *of_reference,
            *(one for one in wanted if one.name not in {run.name for run in of_reference}),
        ]
    for settings in dict.fromkeys(one.arm.features for one in wanted):
        extract(
            combined,
            store,
            settings=settings,
            corpora=set(DATA[choices.data]),
            jobs=jobs,
            allow_missing=allow_missing,
        )
    _refuse_impossible(wanted, store)
    held = load_results(grid) if (Path(grid) / "runs").is_dir() else []
    committed = [] if not held else select(held, data=choices.data, split=choices.split)
    if progress:
        _announce(wanted, store, kept, [] if made else committed)
    run_grid(wanted, store, results=kept, profile="lab", jobs=jobs, progress=progress or None)
    tried = _tried(choices, store, kept, demo=made)
    mine = [one for name in tried.values() for one in name]
    reference, obstacle = tried.get(choices.reference.name, []), ""
    if not (made or own_reference):
        obstacle = obstacles(tried[choices.name], committed, choices)
        if not obstacle:
            reference = select(committed, fold=choices.folds, seed=choices.seeds, arm=REFERENCE)
    return Outcome(
        choices=choices,
        demo=made,
        mine=tuple(mine),
        reference=tuple(reference),
        tried=tuple(tried),
        grid=tuple(committed),
        obstacle=obstacle,
    )


def _apart(folder: Path) -> Path:
    """Return the folder of the lab; BadValue where its runs would lie among results."""
    results = {Path(os.environ.get("SER_RESULTS") or _ROOT / "results").resolve()}
    if results & {folder.resolve(), *folder.resolve().parents}:
        raise BadValue(
            f"the lab keeps its runs apart from results; received {folder}, expected a folder outside of them"
        )
    return folder


def _refuse_impossible(wanted: list[Run], store: Path) -> None:
    """Raise what is wrong with a split before anything is trained; the runner would leave such runs out."""
    first: dict = {}
    for one in wanted:
        features = first.setdefault(one.arm.features, load(store, settings=one.arm.features))
        split_of(part_of(features, one), one)


def _announce(wanted: list[Run], store: Path, kept: Path, committed: list[Result]) -> None:
    states = status(wanted, store, kept)
    left = sum(one.state != "done" for one in states)
    known = [one.seconds for one in states if one.seconds]
    seconds = known or [one.record["seconds"]["training"] for one in committed if one.is_network]
    about = f", about {max(1, round(sum(seconds) / len(seconds) / 60))} min each" if seconds and left else ""
    told = f"{count(len(wanted), 'run')}: {len(wanted) - left} done before, {left} to do{about}"
    print(told, file=sys.stderr, flush=True)


def _tried(choices: Choices, store: Path, kept: Path, *, demo: bool) -> dict[str, list[Result]]:
    """Return the finished runs of every arm tried at this place by name, those of `choices` and its reference first."""
    place = kept / "runs" / choices.data / choices.split
    names = sorted(path.name for path in place.iterdir() if path.is_dir()) if place.is_dir() else []
    others = [choices_of(name, choices) for name in names]
    found: dict[str, list[Result]] = {}
    for one in dict.fromkeys([choices.reference, choices, *filter(None, others)]):
        states = status(runs_of(one, demo=demo), store, kept)
        paths = [kept / "runs" / f"{state.run.name}.json" for state in states if state.state == "done"]
        if paths:
            found[one.name] = [read_result(path) for path in paths]
    if choices.name not in found:
        raise RunFailed(f"no run of {choices.label} came to its end; run the lab again")
    return found
