"""`ser features`: compute the features of all clips into the store."""

import argparse

from ser.commands.places import add_data_options, default_store, prepare


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("features", help="compute the MFCC of all clips into the feature store")
    add_data_options(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    combined, features = prepare(options)
    size = features.values.nbytes / 2**20
    print(
        f"{default_store(demo=combined.demo)}: {combined.describe()}, {len(features.values)} frames, {size:.1f} MiB"
    )
