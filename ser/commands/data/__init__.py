"""`ser data`: fetch, verify, list, combine and split the corpora, or make the demo corpus."""

import argparse

from ser.commands.data import combine, demo, download, listing, splits, verify

_ACTIONS = (download, verify, listing, combine, splits, demo)


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command and its actions to the command line."""
    parser = commands.add_parser(
        "data", help="download, verify, list, combine and split corpora; make the demo corpus"
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for module in _ACTIONS:
        module.add(actions)
