"""`ser tables`: compute every table of every experiment anew from the stored predictions."""

import argparse

from ser.commands.places import results_folder


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("tables", help="compute every table anew from the stored predictions")
    parser.add_argument("--profile", default="full", help="demo, quick or full (default: full)")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from ser import experiments
    from ser.results import load_choosing, load_repeated, load_results, rests_on, write_cards, write_tables

    experiments.profile(options.profile)
    folder = results_folder(options.profile)
    results = load_results(folder)
    written = write_tables(results, folder / "tables", load_choosing(folder), load_repeated(folder))
    cards = write_cards(results, folder / "models")
    print(f"{len(written)} tables of {len(results)} runs in {written[0].parent}")
    for card in cards:
        print(f"model card: {card}")
    print(f"They rest on {rests_on(results)}.")
