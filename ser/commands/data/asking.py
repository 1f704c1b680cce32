"""What the actions of `ser data` share: which corpora are asked for, and how a name is shown."""

import argparse
import sys
from typing import TYPE_CHECKING

from ser.commands.places import REMEMBERED, add_data_options, corpora_root, corpus_name, is_watched

if TYPE_CHECKING:
    from ser.corpora import Combined


def add_reading_options(parser: argparse.ArgumentParser) -> None:
    """Add --corpora, --rehash and the options of every command that reads the corpora."""
    parser.add_argument(
        "--corpora",
        nargs="+",
        type=corpus_name,
        metavar="NAME",
        help="these alone, such as RAVDESS CREMA-D (default: the paper's)",
    )
    add_rehash_option(parser)
    add_data_options(parser)


def add_rehash_option(parser: argparse.ArgumentParser) -> None:
    """Add --rehash."""
    parser.add_argument(
        "--rehash", action="store_true", help="read every file again, also when size and time are as before"
    )


def read_corpora(options: argparse.Namespace) -> "Combined":
    """Combine the corpora that the options name."""
    from ser.corpora import combine

    return combine(
        corpora_root(options.data, jobs=options.jobs),
        corpora=tuple(options.corpora) if options.corpora else None,
        allow_missing=options.allow_missing,
        remember=REMEMBERED,
        rehash=options.rehash,
        jobs=options.jobs,
        progress=is_watched(),
    )


def shown(text: str) -> str:
    """Return `text` as one line that can be printed: file names may hold anything, so the rest is escaped."""
    line = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    encoding = sys.stdout.encoding or "utf-8"
    return line.encode(encoding, "backslashreplace").decode(encoding)
