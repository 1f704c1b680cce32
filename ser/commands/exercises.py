"""`ser exercises`: write the notebooks that students start from."""

import argparse
from pathlib import Path

from ser.commands.places import BUILD, ROOT


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "exercises", help="write the students' notebooks of the exercises, and the lab"
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=BUILD / "exercises",
        metavar="DIR",
        help="where to (default: build/exercises)",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from ser.exercises import write_student_notebooks

    written = write_student_notebooks(ROOT, options.out)
    print(f"exercises: {len(written) - 1} exercises and the lab in {options.out}")
