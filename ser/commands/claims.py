"""`ser claims`: the ledger of published claims, and whether a verdict has changed."""

import argparse
import textwrap

from ser.commands import places
from ser.commands.places import results_folder


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("claims", help="print the verdict on each published claim")
    parser.add_argument("--profile", default="full", help="demo, quick or full (default: full)")
    parser.add_argument(
        "--record",
        action="store_true",
        help="write the verdicts of the profile full down in results/published.toml",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from ser import experiments
    from ser.claims import changed, ledger, read_untranscribed, record
    from ser.errors import BadValue
    from ser.results import load_results, rests_on

    experiments.profile(options.profile)
    if options.record and options.profile != "full":
        raise BadValue(
            f"--record: received profile {options.profile}, expected full; run `ser claims --record`"
        )
    path = places.ledger_file()
    if options.record and path.parent != places.RESULTS:
        raise BadValue(
            f"--record: received results in {places.RESULTS}, which has no ledger, expected those the recorded verdicts "
            f"rest on; copy {path} there first, or unset SER_RESULTS"
        )
    results = load_results(results_folder(options.profile))
    for row in ledger(path, results).itertuples():
        print(f"{row.id}  {row.standing}")
        for text in (row.claim, row.reason):
            print(textwrap.fill(text, 100, initial_indent="    ", subsequent_indent="    "))
    for row in read_untranscribed(path):
        print(f"--  {row.source}, {row.what}: {row.state}")
    print(f"The verdicts rest on {rests_on(results)}.")
    if options.profile != "full":
        return
    told = record(path, results) if options.record else changed(path, results)
    for line in told:
        print(f"changed: {line}")
    if not told:
        print("Every verdict is the recorded one.")
    elif options.record:
        print(f"{path} holds them now.")
    else:
        print("Read the reasons; then `ser claims --record` writes the verdicts down.")
