"""`ser offline` puts the whole book into one file, `ser pdf` prints it; `ser address` writes the public address where it belongs."""

import argparse

from ser import __version__
from ser.commands.places import ROOT


def add(commands: argparse._SubParsersAction) -> None:
    """Add the commands to the command line."""
    offline = commands.add_parser("offline", help="build the book and put it into one zip file")
    offline.add_argument("--profile", default="full", help="demo, quick or full (default: full)")
    offline.set_defaults(run=_offline)
    pdf = commands.add_parser("pdf", help="build the book and print it into one PDF file")
    pdf.add_argument("--profile", default="full", help="demo, quick or full (default: full)")
    pdf.set_defaults(run=_pdf)
    address = commands.add_parser("address", help="write the address in book/address.toml into CITATION.cff")
    address.set_defaults(run=_address)


def _offline(options: argparse.Namespace) -> None:
    from ser.commands.book import build
    from ser.pages.building.offline import zip_book

    report = build(options.profile)
    name = f"ser-companion-{__version__}-{options.profile}"
    html = report.index.parent
    out = zip_book(html, html.with_name(f"{name}.zip"), name=name)
    print(f"offline: {out} ({out.stat().st_size / 2**20:.1f} MiB); unpack it and open {name}/index.html")


def _pdf(options: argparse.Namespace) -> None:
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


def _address(options: argparse.Namespace) -> None:
    from ser.files import write_text
    from ser.pages.building.address import FILE, cited, read_address

    address = read_address(ROOT / "book" / FILE)
    citation = ROOT / "CITATION.cff"
    before = citation.read_text(encoding="utf-8")
    after = cited(before, address)
    if after != before:
        write_text(citation, after)
    where = address.repository or f"no address yet; set repository in book/{FILE}"
    print(f"address: {where}; CITATION.cff {'written' if after != before else 'is as it was'}")
