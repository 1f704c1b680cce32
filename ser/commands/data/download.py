"""`ser data download`: a corpus from its official source, from a mirror or from a file one has."""

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

from ser.commands.places import is_watched

_SHOWN = 10
_STOPPED = 128 + signal.SIGTERM


def add(actions: argparse._SubParsersAction) -> None:
    """Add the action to `ser data`."""
    parser = actions.add_parser("download", help="get a corpus, every clip checked by its SHA-256")
    parser.add_argument("corpus", help="ravdess, tess, savee, or another corpus of the catalogue")
    parser.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        default=Path(os.environ.get("SER_DATA") or "corpora"),
        help="folder of the corpora; the corpus gets a folder of its own in it (default: SER_DATA, else ./corpora)",
    )
    origin = parser.add_mutually_exclusive_group()
    origin.add_argument("--url", metavar="URL", help="a mirror: an http(s) or file address, or a path")
    origin.add_argument("--archive", metavar="FILE", help="a zip file one has, such as SAVEE's AudioData.zip")
    parser.add_argument(
        "--allow-missing", action="store_true", help="keep the other clips when some are missing or altered"
    )
    parser.set_defaults(run=_download)


def _download(options: argparse.Namespace) -> None:
    from ser.corpora import CATALOGUE
    from ser.corpora.download import by_hand, download, terms
    from ser.errors import BadValue

    known = {name.lower(): corpus for name, corpus in CATALOGUE.items()}
    corpus = known.get(options.corpus.lower())
    if corpus is None:
        raise BadValue(f"unknown corpus {options.corpus!r}; expected one of {', '.join(known)}")
    source = options.url or options.archive
    print(terms(corpus))
    if source is None and not by_hand(corpus, options.to):
        addresses = ", ".join(archive.url for archive in corpus.archives)
        print(f"  from     {addresses}")
    # Nothing is asked for before the licence stands on the screen or in the log.
    sys.stdout.flush()
    with _tidy_end():
        arrival = download(
            corpus,
            options.to.expanduser(),
            source=source,
            allow_missing=options.allow_missing,
            progress=is_watched(),
        )
    if not arrival.fresh:
        print(f"{corpus.name} is there already, whole: {arrival.clips} clips in {arrival.folder}")
        return
    print(
        f"{corpus.name}: {arrival.clips} of {arrival.expected} clips in {arrival.folder}, each checked by SHA-256"
    )
    for clip, reason in arrival.left_out[:_SHOWN]:
        print(f"left out: {clip} ({reason})")
    if len(arrival.left_out) > _SHOWN:
        print(f"left out: {len(arrival.left_out) - _SHOWN} more")
    if arrival.twice:
        print(f"note: {arrival.twice} files are second copies of a clip, counted once")
    if arrival.passed_over:
        print(f"note: {arrival.passed_over} files are no clip of the corpus, passed over")
    for note in arrival.notes:
        print(f"note: {note}")
    print(f"next: ser data verify {arrival.folder.parent}")


@contextlib.contextmanager
def _tidy_end() -> Iterator[None]:
    """Let a request to end (SIGTERM) take away what was begun, as an interrupt from the keyboard does."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(_STOPPED)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except SystemExit:
        print("ser data: stopped; nothing was kept; run it again", file=sys.stderr)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
