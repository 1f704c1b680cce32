"""`ser features`: compute the features of all clips into the store."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace

from ser.commands.data.asking import shown
from ser.commands.places import add_data_options, default_store, prepare

_SHOWN = 20


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("features", help="compute features of all clips into the feature store")
    add_data_options(parser)
    parser.add_argument(
        "--experiment",
        action="append",
        metavar="NAME",
        help="every kind of feature this experiment needs (may be repeated; default: MFCC as published)",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from ser.features import load

    planned, kinds = _asked_for(options.experiment or ())
    combined, features = prepare(options, planned=planned)
    store = default_store(demo=combined.demo)
    for held in (load(store, settings=settings) for settings in kinds) if kinds else (features,):
        size = held.values.nbytes / 2**20
        print(
            f"{held.settings.kind} of {', '.join(held.expected)}: {held.values.shape[0]} frames of "
            f"{held.values.shape[1]} columns, {size:.1f} MiB"
        )
    # The table knows what is there, the features what can be heard of it.
    usable = replace(combined, clips=features.clips, left_out=features.left_out)
    for clip, reason in usable.left_out[:_SHOWN]:
        print(shown(f"left out: {clip} ({reason})"), file=sys.stderr)
    if len(usable.left_out) > _SHOWN:
        print(f"left out: {len(usable.left_out) - _SHOWN} more, all named in {store}", file=sys.stderr)
    print(f"{store}: {usable.describe()}")


def _asked_for(names: Sequence[str]) -> tuple[list, dict]:
    """The runs of the experiments named, and each kind of feature that they need."""
    if not names:
        return [], {}
    from ser.experiments import copies_of, experiment, plan, profile

    planned = plan(profile("full"), [experiment(name) for name in names])
    return planned, {one: None for run in planned for one in (run.arm.features, *copies_of(run).values())}
