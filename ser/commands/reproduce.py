"""`ser reproduce`: from the corpora to the book, doing only what is not done yet."""

import argparse
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from ser.commands.places import (
    add_data_options,
    default_store,
    is_watched,
    ledger_file,
    prepare,
    results_folder,
)

if TYPE_CHECKING:
    from ser.results import Result

_DEMO = "profile demo: made clips, not a result. The real one: make reproduce DATA=<folder with RAVDESS/, TESS/, SAVEE/>"


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("reproduce", help="run every experiment, execute every page, build the book")
    parser.add_argument("--profile", help="demo, quick or full (default: full with --data, else demo)")
    add_data_options(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from ser import experiments
    from ser.commands.book import build
    from ser.errors import BadValue, DataMissing, SerError
    from ser.experiments import plan, run_grid, status
    from ser.results import load_results, measure, measure_attention, rests_on
    from ser.results.facts.examples import measure_examples

    name = options.profile or ("full" if options.data else "demo")
    chosen = experiments.profile(name)
    if (name == "demo") and options.data:
        raise BadValue(
            f"profile 'demo' runs on its own corpus; received the data folder {options.data}; leave --data and SER_DATA out, or --profile (with make: DATA, PROFILE)"
        )
    if name != "demo" and not options.data:
        raise BadValue(
            f"profile {name!r} needs real corpora; received no data folder; name it with --data <folder> (with make: DATA=<folder>)"
        )
    print(_DEMO if name == "demo" else f"profile {name}: {chosen.about}, from {options.data}", flush=True)
    planned = plan(chosen)
    combined, features = prepare(options, planned=planned)
    print(f"corpora: {combined.describe()}", flush=True)
    results = results_folder(name)
    store = default_store(demo=combined.demo)
    try:
        done = run_grid(
            planned,
            store,
            results=results,
            profile=name,
            jobs=options.jobs,
            together=chosen.together,
            progress=is_watched(),
        )
    except (KeyboardInterrupt, SerError):
        if not combined.demo:
            print("\nnot at the end yet; the runs that are done so far:", flush=True)
            with contextlib.suppress(SerError):
                _tell(name, results)
        raise
    states = status(planned, store, results)
    without = sum(one.state == "no data" for one in states)
    print(
        f"experiments: {len(done)} runs done now, {len(planned) - len(done) - without} unchanged"
        + (f", {without} have no corpus" if without else ""),
        flush=True,
    )
    held = load_results(results) if combined.demo else _tell(name, results)
    measure(combined, features, results / "facts", jobs=options.jobs, progress=is_watched())
    try:
        measure_attention(features, results)
        measure_examples(results, data=options.data or "")
    except DataMissing as error:
        print(f"note: {error}")
    report = build(name, jobs=options.jobs)
    print(f"\nThe book is in {report.index}")
    print(f"It rests on {rests_on(held)}.")
    print(f"Next: make serve PROFILE={name}" if name != "demo" else _DEMO)


def _tell(name: str, results: Path) -> "list[Result]":
    """Write the tables of the runs there are; print which figures moved, and which verdicts changed."""
    from ser.claims import changed
    from ser.commands import tables
    from ser.results import load_results

    held = load_results(results)
    tables.write(results, held)
    for line in changed(ledger_file(), held) if name == "full" else ():
        print(f"verdict changed: {line}", flush=True)
    return held
