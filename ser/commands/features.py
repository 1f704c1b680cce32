"""`ser features`: compute the features of all clips into the store."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ser.commands.data.asking import shown
from ser.commands.places import BUILD, add_data_options, default_store, notes_of, prepare
from ser.commands.unchanged import LastAnswer, Said

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
    last = _last(options) if options.data else None
    said = last and last.known()
    if said:
        said.print()
        return
    said = _make(options)
    if last:
        last.remember(said)


def _last(options: argparse.Namespace) -> LastAnswer:
    # Whether a corpus is real shows only once it was read; what is left out is asked for by the options.
    store = default_store(demo=False)
    return LastAnswer(
        BUILD / "features-answer.json",
        question=(options.data, options.allow_missing, options.experiment, sys.stdout.encoding),
        root=Path(options.data).expanduser(),
        made=store.parent,
    )


def _make(options: argparse.Namespace) -> Said:
    """Fill the store, print what came of it, and return all that was printed."""
    from ser.features import load

    planned, kinds = _asked_for(options.experiment or ())
    combined, features = prepare(options, planned=planned)
    store = default_store(demo=combined.demo)
    out = []
    for held in (load(store, settings=settings) for settings in kinds) if kinds else (features,):
        size = held.values.nbytes / 2**20
        out.append(
            f"{held.settings.kind} of {', '.join(held.expected)}: {held.values.shape[0]} frames of "
            f"{held.values.shape[1]} columns, {size:.1f} MiB"
        )
    # The table knows what is there, the features what can be heard of it.
    usable = replace(combined, clips=features.clips, left_out=features.left_out)
    out.append(f"{store}: {usable.describe()}")
    err = [shown(f"left out: {clip} ({reason})") for clip, reason in usable.left_out[:_SHOWN]]
    if len(usable.left_out) > _SHOWN:
        err.append(f"left out: {len(usable.left_out) - _SHOWN} more, all named in {store}")
    said = Said(tuple(out), tuple(err))
    said.print()
    return replace(said, err=(*notes_of(combined), *said.err))


def _asked_for(names: Sequence[str]) -> tuple[list, dict]:
    """The runs of the experiments named, and each kind of feature that they need."""
    if not names:
        return [], {}
    from ser.experiments import copies_of, experiment, plan, profile

    planned = plan(profile("full"), [experiment(name) for name in names])
    return planned, {one: None for run in planned for one in (run.arm.features, *copies_of(run).values())}
