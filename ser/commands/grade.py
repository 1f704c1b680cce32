"""`ser grade`: check a folder of submissions, each behind fences, and write a table."""

import argparse
import sys
from pathlib import Path

from ser.commands.places import BUILD, is_watched, positive


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("grade", help="check a folder of students' notebooks and write a CSV")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder or a file for each student")
    parser.add_argument(
        "--out", type=Path, default=Path("grades.csv"), metavar="CSV", help="default: grades.csv"
    )
    parser.add_argument("--exercise", default="", metavar="NAME", help="this exercise alone")
    parser.add_argument(
        "--minutes", type=_above_zero, default=2.0, help="longest time of a submission (default: 2)"
    )
    parser.add_argument(
        "--memory", type=positive, default=2048, metavar="MIB", help="most memory of one (default: 2048)"
    )
    parser.add_argument("--jobs", type=positive, default=2, metavar="N", help="side by side (default: 2)")
    parser.add_argument("--again", action="store_true", help="run also what was checked before")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from tqdm import tqdm

    from ser.commands.places import DEMO_CORPUS
    from ser.corpora import demo
    from ser.errors import BadValue
    from ser.exercises.grading import Limits, find, grade, summary, write_csv

    if sys.platform == "win32":
        raise BadValue("grading needs Linux or macOS (on Windows: WSL), whose limits it sets")
    if options.out.is_dir():
        raise BadValue(f"--out: received the folder {options.out}, expected the name of a CSV file")
    found = find(options.folder, exercise=options.exercise)
    demo.make(DEMO_CORPUS, jobs=options.jobs)  # submissions may read it, and not make it
    with tqdm(total=len(found), desc="grading", unit="file", disable=not is_watched()) as bar:
        marks = grade(
            found,
            folder=options.folder,
            limits=Limits(seconds=60 * options.minutes, memory=options.memory),
            memory=BUILD / "grades",
            again=options.again,
            jobs=options.jobs,
            done=lambda _: bar.update(),
        )
    print("\n".join(summary(marks)))
    print(f"a line for each: {write_csv(marks, options.out)}")


def _above_zero(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 24 * 60:
        raise argparse.ArgumentTypeError(f"expected minutes above 0, such as 2 or 0.5; received {text!r}")
    return value
