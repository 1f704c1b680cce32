"""`ser offline`: the whole book in one zip file that opens without a network."""

import argparse

from ser import __version__


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("offline", help="build the book and put it into one zip file")
    parser.add_argument("--profile", default="full", help="demo, quick or full (default: full)")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from ser.commands.book import build
    from ser.pages.building.offline import zip_book

    report = build(options.profile)
    name = f"ser-companion-{__version__}-{options.profile}"
    html = report.index.parent
    out = zip_book(html, html.with_name(f"{name}.zip"), name=name)
    print(f"offline: {out} ({out.stat().st_size / 2**20:.1f} MiB); unpack it and open {name}/index.html")
