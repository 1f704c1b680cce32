"""`ser book`: execute the pages that changed and build the book from the results there are."""

import argparse

from ser.commands.places import ROOT, positive


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("book", help="execute the pages that changed and build the book")
    parser.add_argument("--profile", default="full", help="demo, quick or full (default: full)")
    parser.add_argument(
        "--engine", default="jupyter-book", help="jupyter-book or sphinx (default: jupyter-book)"
    )
    parser.add_argument("--execute-only", action="store_true", help="execute the pages, build no book")
    parser.add_argument(
        "--jobs", type=positive, default=2, metavar="N", help="pages side by side (default: 2)"
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    build(options.profile, engine=options.engine, jobs=options.jobs, execute_only=options.execute_only)


def build(profile: str, *, engine: str = "jupyter-book", jobs: int = 2, execute_only: bool = False):
    """Build the book of a profile and say what was done; return its report."""
    from ser import experiments
    from ser.pages import make_book

    experiments.profile(profile)
    report = make_book(profile, root=ROOT, jobs=jobs, engine=engine)
    print(f"pages: {len(report.executed)} executed, {len(report.kept)} unchanged")
    print(f"book: {report.index}" + ("" if report.built else " (unchanged)"))
    return report
