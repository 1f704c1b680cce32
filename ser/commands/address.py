"""`ser address`: the public address of the project, written where it belongs."""

import argparse

from ser.commands.places import ROOT


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("address", help="write the address in book/address.toml into CITATION.cff")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
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
