"""`ser data`: make the demo corpus, or say what a folder of corpora holds."""

import argparse
from pathlib import Path

from ser.commands.places import DEMO_CORPUS, add_data_options, corpora_root, is_watched

_SHOWN = 10


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("data", help="make the demo corpus; list and combine corpora")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    demo = actions.add_parser("demo", help="make the demo corpus")
    demo.add_argument(
        "folder", nargs="?", type=Path, default=DEMO_CORPUS, help="where (default: %(default)s)"
    )
    demo.add_argument("--jobs", type=int, default=2, help="processes side by side (default: 2)")
    demo.set_defaults(run=_demo)
    listing = actions.add_parser("list", help="count the clips by corpus and emotion")
    add_data_options(listing)
    listing.set_defaults(run=_list)
    combine = actions.add_parser("combine", help="write the combined table as CSV")
    combine.add_argument("out", type=Path, help="the CSV file to write")
    add_data_options(combine)
    combine.set_defaults(run=_combine)


def _demo(options: argparse.Namespace) -> None:
    from ser.corpora import demo

    folder = demo.make(options.folder, jobs=options.jobs)
    print(f"demo corpus: {len(demo.clips())} made clips in {folder}; what rests on it is not a result")


def _list(options: argparse.Namespace) -> None:
    from ser.corpora import EMOTIONS

    # A list of what is there is wanted most where something is missing.
    options.allow_missing = True
    combined = _read(options)

    counts = combined.clips.groupby(["corpus", "emotion"], sort=False).size().unstack(fill_value=0)
    print(counts.reindex(columns=list(EMOTIONS), fill_value=0).to_string())
    print(combined.describe())
    for clip, reason in combined.left_out[:_SHOWN]:
        print(f"not usable: {clip} ({reason})")
    if len(combined.left_out) > _SHOWN:
        print(f"not usable: {len(combined.left_out) - _SHOWN} more")
    for note in combined.notes:
        print(f"note: {note}")


def _combine(options: argparse.Namespace) -> None:
    import os

    from ser.corpora import fingerprint

    combined = _read(options)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    beside = options.out.with_name(f".{options.out.name}.part")
    combined.clips.to_csv(beside, index=False)
    os.replace(beside, options.out)
    print(f"{options.out}: {combined.describe()}; fingerprint {fingerprint(combined.clips)[:16]}")


def _read(options: argparse.Namespace):
    from ser.corpora import combine

    root = corpora_root(options.data, jobs=options.jobs)
    return combine(root, allow_missing=options.allow_missing, jobs=options.jobs, progress=is_watched())
