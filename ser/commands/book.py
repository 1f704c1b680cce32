"""`ser book`: execute the pages that changed and build the book from the results there are."""

import argparse

from ser.commands.places import RESULTS, ROOT, positive, results_folder


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
    parser.add_argument(
        "--data",
        metavar="DIR",
        default="",
        help="folder with your own corpora: play their clips, in a book that you must not pass on "
        "(default: made clips, whatever SER_DATA says)",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    _check_data(options)
    if options.execute_only:
        from ser import experiments
        from ser.pages.building import execute_pages

        experiments.profile(options.profile)
        executed, kept = execute_pages(options.profile, root=ROOT, jobs=options.jobs, data=options.data)
        _say(executed, kept)
    else:
        build(options.profile, engine=options.engine, jobs=options.jobs, data=options.data)


def _check_data(options: argparse.Namespace) -> None:
    """Refuse a folder that cannot be played from, and measure its clips that the pages show."""
    if not options.data:
        return
    from ser.corpora.locating import locate
    from ser.errors import BadValue, DataMissing
    from ser.results.facts.examples import measure_examples

    if options.profile == "demo":
        raise BadValue("profile 'demo' plays its own clips; received a data folder; leave --data out")
    locate(options.data, ())
    try:
        measure_examples(results_folder(options.profile), data=options.data)
    except DataMissing as error:
        print(f"note: {error}")


def build(profile: str, *, engine: str = "jupyter-book", jobs: int = 2, data: str = ""):
    """Build the book of a profile and say what was done; return its report."""
    from ser import experiments
    from ser.pages.building import make_book

    experiments.profile(profile)
    if RESULTS.resolve() != ROOT / "results":
        print(f"note: the book shows {ROOT / 'results'}, whatever SER_RESULTS says ({RESULTS})")
    report = make_book(profile, root=ROOT, jobs=jobs, engine=engine, data=data)
    _say(report.executed, report.kept)
    print(f"book: {report.index}" + ("" if report.built else " (unchanged)"))
    if data:
        print("It holds recordings of other people: keep it to yourself.")
    return report


def _say(executed: list[str], kept: list[str]) -> None:
    print(f"pages: {len(executed)} executed, {len(kept)} unchanged")
