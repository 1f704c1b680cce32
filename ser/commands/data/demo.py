"""`ser data demo`: make the demo corpus."""

import argparse
from pathlib import Path

from ser.commands.places import DEMO_CORPUS, positive


def add(actions: argparse._SubParsersAction) -> None:
    """Add the action to `ser data`."""
    parser = actions.add_parser("demo", help="make the demo corpus")
    parser.add_argument(
        "folder", nargs="?", type=Path, default=DEMO_CORPUS, help="where (default: %(default)s)"
    )
    parser.add_argument(
        "--jobs", type=positive, default=2, metavar="N", help="processes side by side (default: 2)"
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from ser.corpora import demo

    folder = demo.make(options.folder, jobs=options.jobs)
    print(f"demo corpus: {len(demo.clips())} made clips in {folder}; what rests on it is not a result")
