"""The files a corpus is made of: path, bytes and SHA-256 of each, as published copies agree on them."""

import csv
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path, PurePosixPath

from ser.corpora.corpus import Corpus
from ser.errors import DataDamaged
from ser.outside import plain

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class ManifestEntry:
    """One file of a corpus: path relative to the corpus folder, size in bytes, SHA-256 in hex."""

    path: str
    bytes: int
    sha256: str


def read_manifest(corpus: Corpus, root: Path | None = None) -> dict[str, ManifestEntry] | None:
    """Return {clip id: entry} of the files that make `corpus`, or None where no list of them is known.

    With a `root` that holds a `manifest.csv` of its own (the demo corpus has one, its paths begin
    with the corpus folder), that file is read; else the manifest that comes with the package. Clips
    that the corpus drops (`Corpus.drops`) may be listed and are passed over.

    Raises:
        DataDamaged: a row lacks a column, names no clip of the corpus, or names one for the second
            time; or the package lacks the manifest.
    """
    own = root / "manifest.csv" if root is not None else None
    # os.path, because a folder one may not enter is an error to Path.is_file.
    if own is not None and os.path.isfile(own):
        try:
            text = own.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not text"
            raise DataDamaged(
                f"{own}: cannot be read ({reason}); expected path,bytes,sha256 of each clip; restore the file"
            ) from error
        return _entries(corpus, text, str(own), f"{corpus.name}/")
    if corpus.manifest is None:
        return None
    resource = files("ser.corpora") / "manifests" / corpus.manifest
    try:
        text = resource.read_text(encoding="utf-8")
    except OSError as error:
        raise DataDamaged(
            f"{corpus.name}: the package has no manifests/{corpus.manifest}; expected path,bytes,sha256 of each "
            "clip; install ser again, or see CONTRIBUTING.md on adding a corpus"
        ) from error
    return _entries(corpus, text, resource.name, "")


def _rows(text: str, where: str) -> Iterator[tuple[int, dict]]:
    try:
        yield from enumerate(csv.DictReader(text.splitlines()), start=2)
    except csv.Error as error:
        raise DataDamaged(f"{where}: cannot be read ({plain(error)}); restore the file") from error


def _entries(corpus: Corpus, text: str, where: str, prefix: str) -> dict[str, ManifestEntry]:
    entries: dict[str, ManifestEntry] = {}
    for number, row in _rows(text, where):
        try:
            path, size, digest = row["path"], int(row["bytes"]), row["sha256"]
            if size < 0 or not _DIGEST.fullmatch(digest):
                raise ValueError
        except (KeyError, TypeError, ValueError) as error:
            raise DataDamaged(
                f"{where}, line {number}: expected path,bytes,sha256, received {plain(dict(row))}; restore the file"
            ) from error
        below = PurePosixPath(path.removeprefix(prefix))
        if not path.isprintable() or below.is_absolute() or ".." in below.parts:
            raise DataDamaged(
                f"{where}, line {number}: {path!r:.200} is no path inside the corpus; restore the file"
            )
        if not path.startswith(prefix):
            continue
        name = corpus.parse(below)
        if name is None and corpus.drops(below):
            continue
        if name is None:
            raise DataDamaged(
                f"{where}, line {number}: {path} names no clip of {corpus.name}; restore the file"
            )
        if name.clip in entries:
            raise DataDamaged(
                f"{where}, line {number}: {path} names {name.clip}, as {entries[name.clip].path} does; "
                "restore the file"
            )
        entries[name.clip] = ManifestEntry(path.removeprefix(prefix), size, digest)
    return entries
