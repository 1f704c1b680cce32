"""`ser data list`: count the clips by corpus and emotion."""

import argparse

from ser.commands.data.asking import add_reading_options, read_corpora, shown

_SHOWN = 10


def add(actions: argparse._SubParsersAction) -> None:
    """Add the action to `ser data`."""
    parser = actions.add_parser("list", help="count the clips by corpus and emotion")
    add_reading_options(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from ser.corpora import EMOTIONS

    # A list of what is there is wanted most where something is missing.
    options.allow_missing = True
    combined = read_corpora(options)

    counts = combined.clips.groupby(["corpus", "emotion"], sort=False).size().unstack(fill_value=0)
    print(counts.reindex(columns=list(EMOTIONS), fill_value=0).to_string())
    print(combined.describe())
    for clip, reason in combined.left_out[:_SHOWN]:
        print(shown(f"not usable: {clip} ({reason})"))
    if len(combined.left_out) > _SHOWN:
        print(f"not usable: {len(combined.left_out) - _SHOWN} more")
    for note in combined.notes:
        print(shown(f"note: {note}"))
