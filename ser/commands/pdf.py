"""`ser pdf`: the whole book printed into one PDF file."""

import argparse

from ser import __version__
from ser.commands.places import ROOT


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("pdf", help="build the book and print it into one PDF file")
    parser.add_argument("--profile", default="full", help="demo, quick or full (default: full)")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    import yaml

    from ser.commands.book import build
    from ser.pages.banner import rests_on_demo
    from ser.pages.building.book import page_names
    from ser.pages.building.pdf import print_book

    html = build(options.profile).index.parent
    settings = yaml.safe_load((ROOT / "book" / "_config.yml").read_text(encoding="utf-8"))
    out = print_book(
        html,
        page_names(ROOT),
        html.with_name(f"ser-companion-{__version__}-{options.profile}.pdf"),
        title=settings["title"],
        author=settings["author"],
        version=__version__,
        demo=rests_on_demo(options.profile, ROOT / "results" / options.profile),
    )
    print(f"pdf: {out} ({out.stat().st_size / 2**20:.1f} MiB)")
