"""`ser experiments`: list the table, run it, and say how far it is."""

import argparse
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from ser.commands.places import (
    add_data_options,
    default_store,
    is_watched,
    prepare_runs,
    results_folder,
    stored_features,
)

if TYPE_CHECKING:
    from ser.experiments import RunState


_RUN = (
    "Do every run that is not done, of all experiments or those named; stop it at any time and run it again. Results go to "
    "the folder that the environment variable SER_RESULTS names (default: results/ of the project), and what is finished "
    "there is not done again. A folder of your own leaves the committed runs and tables as they are: made by `cp -r results "
    "build/my-results`, it takes the committed runs as done; an empty one has the reference done anew."
)


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("experiments", help="list, run and follow the experiments")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="print the table of experiments")
    listing.set_defaults(run=_list)
    status = actions.add_parser("status", help="done, left and estimated time")
    run = actions.add_parser(
        "run", help="do what is left; stop it at any time and run it again", description=_RUN
    )
    again = actions.add_parser("repeat", help="do finished runs again on this machine, and compare")
    again.add_argument(
        "runs", nargs="+", metavar="RUN", help="name of a finished run, as `ser experiments status` prints it"
    )
    for action in (status, run, again):
        action.add_argument("--profile", default="full", help="demo, quick or full (default: full)")
        action.add_argument(
            "--experiment", action="append", metavar="NAME", help="only this one (may be repeated)"
        )
        action.add_argument("--store", type=Path, metavar="DIR", help="a feature store, instead of corpora")
    add_data_options(run)
    add_data_options(again)
    run.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="a Dask scheduler (tcp://host:8786) whose workers do the runs, instead of --jobs here",
    )
    status.set_defaults(run=_status)
    again.set_defaults(run=_repeat)
    run.set_defaults(run=_run)


def _list(options: argparse.Namespace) -> None:
    from ser.experiments import EXPERIMENTS, choices_before, choosing_runs, runs

    for one in EXPERIMENTS:
        print(f"{one.name}: {one.question}")
        print(f"  bears on: {', '.join(one.claims) or 'no published claim'}")
        print(f"  varies: {one.varies}; held: {one.held}")
        print(f"  arms: {', '.join(one.arms)}")
        for place in one.places:
            print(f"  at: {place}")
        before = choices_before(one.name)
        if before:
            count = sum(len(list(choosing_runs(choice))) for choice in before)
            print(
                f"  chosen on validation first: {', '.join(choice.arm for choice in before)} ({count} runs)"
            )
        print(f"  {len(list(runs(one)))} runs" + ("" if one.required else ", not required"))


def _planned(options: argparse.Namespace) -> list:
    from ser.experiments import EXPERIMENTS, experiment, plan, profile

    chosen = [experiment(name) for name in options.experiment] if options.experiment else EXPERIMENTS
    return plan(profile(options.profile), chosen)


def _status(options: argparse.Namespace) -> None:
    from ser.experiments import profile, required, status
    from ser.features import corpora_in

    planned = _planned(options)
    store = options.store or default_store(demo=options.profile == "demo")
    # Features of any kind: what a run lacks of them is told run by run.
    if not corpora_in(store):
        store = None
        print("no feature store at hand: finished runs are counted without checking what they were made from")
    states = status(planned, store, results_folder(options.profile))
    for one in states:
        took = f"{one.seconds / 60:6.1f} min" if one.seconds is not None else ""
        print(f"{one.state:<11} {one.run.name:<44} {took}".rstrip())
    for line in _summary(states, required(profile(options.profile))):
        print(textwrap.fill(line, 80, subsequent_indent="  "))


_LEFT = ("left", "stale", "no features")
"""States of runs that can be done with the corpora there are."""


def _summary(states: list["RunState"], needed: frozenset[str]) -> list[str]:
    """Return the lines that `status` ends with: counts by state, then done and left of required and optional."""
    from collections import Counter

    from ser.experiments.estimate import estimates

    counts = Counter(one.state for one in states)
    told = [", ".join(f"{count:,} {state}" for state, count in sorted(counts.items()))]
    told[0] += f" of {len(states):,} runs"
    if counts["unchecked"]:
        told.append(
            "unchecked: a finished run, but the store lacks the clips or features to tell what it was made from"
        )
    seconds = estimates(
        ((one.run, one.seconds) for one in states if one.seconds is not None),
        (one.run for one in states if one.state in _LEFT),
    )
    for word, wanted in (("required", True), ("optional", False)):
        part: Counter[str] = Counter()
        hours = 0.0
        for one in states:
            if (one.run.name in needed) == wanted:
                part[one.state] += 1
                hours += seconds.get(one.run.name, 0.0) / 3600
        if not part:
            continue
        unchecked = f" ({part['unchecked']:,} unchecked)" if part["unchecked"] else ""
        line = f"{word}: {part['done'] + part['unchecked']:,} done{unchecked}"
        line += f", {sum(part[state] for state in _LEFT):,} left"
        line += f", about {hours:.1f} h of one core" if hours else ""
        line += "".join(f", {part[state]:,} {state}" for state in ("no data", "other format") if part[state])
        told.append(line)
    if seconds:
        told.append("hours are judged by the finished runs of the same kind")
    return told


def _run(options: argparse.Namespace) -> int:
    from collections import Counter

    from ser.experiments import profile, run_grid, status

    planned = _planned(options)
    store, results = _store(options, planned), results_folder(options.profile)
    done = run_grid(
        planned,
        store,
        results=results,
        profile=options.profile,
        jobs=options.jobs,
        together=profile(options.profile).together,
        scheduler=options.scheduler,
        progress=is_watched(),
    )
    found = Counter(one.state for one in status(planned, store, results))
    without, lacking = found["no data"], found["no features"]
    before = len(planned) - len(done) - without - lacking
    print(
        f"{len(done)} runs done now, {before} done before"
        + (f", {without} have no corpus" if without else "")
    )
    if done and options.profile != "demo":
        print(f"Next: `ser tables --profile {options.profile}` says which figures moved")
    if lacking:
        named = "".join(f" --experiment {name}" for name in options.experiment or ())
        print(
            f"ser experiments run: {lacking} runs not done: {store} lacks the features they need; make them with "
            f"`ser features --data <folder>{named or ' --experiment NAME'}`",
            file=sys.stderr,
        )
    return 2 if lacking else 0


def _repeat(options: argparse.Namespace) -> None:
    from ser.errors import BadValue
    from ser.experiments import run_grid, status
    from ser.results import load_results
    from ser.results.repeated import folder_of, repeated
    from ser.training import backend

    results = results_folder(options.profile)
    held = load_results(results)
    done = {one.record["run"] for one in held}
    known = {run.name: run for run in _planned(options) if run.name in done}
    unknown = [name for name in options.runs if name not in known]
    if unknown:
        raise BadValue(
            f"run {unknown[0]!r}: expected one that is done in profile {options.profile!r}; "
            "`ser experiments status` prints them"
        )
    backend.start()
    wanted = [known[name] for name in dict.fromkeys(options.runs)]
    store = _store(options, wanted)
    other = next((one for one in status(wanted, store, results) if one.state != "done"), None)
    if other:
        raise BadValue(
            f"run {other.run.name!r}: received one whose state is {other.state!r} with the clips, features and code at "
            "hand, expected 'done', as there is nothing to compare with otherwise; see `ser experiments status`"
        )
    run_grid(
        wanted,
        store,
        results=folder_of(results, backend.device()),
        profile=options.profile,
        jobs=options.jobs,
        progress=is_watched(),
    )
    table = repeated(load_results(results))
    table = table[table["run"].isin(options.runs) & (table["again_on"] == backend.device())]
    for row in table.itertuples():
        print(
            f"{row.run}: accuracy {row.accuracy:.3f} on {row.device}, {row.again:.3f} on {row.again_on}; "
            f"other labels for {row.disagree:.1%} of {row.clips} clips"
        )


def _store(options: argparse.Namespace, planned: list) -> Path:
    """Return the feature store of what is planned: the one named, or one made from the corpora."""
    from ser.errors import BadValue

    if options.store is not None:
        stored_features(options.store)
        return options.store
    if (options.profile == "demo") == bool(options.data):
        raise BadValue(
            f"profile {options.profile!r}: received {f'the data folder {options.data}' if options.data else 'no data folder'}, expected "
            + (
                "none (demo runs on its own corpus; leave --data and SER_DATA out)"
                if options.data
                else "--data <folder> or --store <folder>"
            )
        )
    return default_store(demo=prepare_runs(options, planned).demo)
