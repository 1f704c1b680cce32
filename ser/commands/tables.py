"""`ser tables`: compute every table of every experiment anew from the stored predictions."""

import argparse
from typing import TYPE_CHECKING

from ser.commands.places import results_folder

if TYPE_CHECKING:
    from pathlib import Path

    from ser.results import Result

_MOST = 40


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("tables", help="compute every table anew from the stored predictions")
    parser.add_argument("--profile", default="full", help="demo, quick or full (default: full)")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from ser import experiments
    from ser.results import load_results, rests_on

    experiments.profile(options.profile)
    folder = results_folder(options.profile)
    results = load_results(folder)
    write(folder, results)
    print(f"They rest on {rests_on(results)}.")


def write(folder: "Path", results: "list[Result]") -> None:
    """Write every table and model card of a results folder; print how many, what moved and what is mixed."""
    from ser.results import load_choosing, write_cards, write_tables
    from ser.results.mixed import mixed
    from ser.results.moved import moved

    told = moved(folder / "tables", results)
    written = write_tables(results, folder / "tables", load_choosing(folder))
    print(f"{len(written)} tables of {len(results)} runs in {written[0].parent}")
    for card in write_cards(results, folder / "models"):
        print(f"model card: {card}")
    for line in told[:_MOST]:
        print(f"moved: {line}")
    if told[_MOST:]:
        print(f"moved: and {len(told) - _MOST} more; `git diff {written[0].parent}` shows them all")
    for line in mixed(results):
        print(f"mixed: {line}; `ser experiments run` does again what rests on the old ones")
