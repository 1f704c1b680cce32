"""The files a corpus is made of: path, bytes and SHA-256 of each, as published copies agree on them."""

import csv
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path, PurePosixPath

from ser.corpora.corpus import Corpus
from ser.errors import DataDamaged


@dataclass(frozen=True)
class ManifestEntry:
    """One file of a corpus: path relative to the corpus folder, size in bytes, SHA-256 in hex."""

    path: str
    bytes: int
    sha256: str


def read_manifest(corpus: Corpus, root: Path | None = None) -> dict[str, ManifestEntry]:
    """Return {clip id: entry} of the files that make `corpus`.

    With a `root` that holds a `manifest.csv` of its own (the demo corpus has one, its paths begin
    with the corpus folder), that file is read; else the manifest that comes with the package.

    Raises:
        DataDamaged: a row lacks a column or names no clip of the corpus.
    """
    own = root / "manifest.csv" if root is not None else None
    if own is not None and own.is_file():
        text, where, prefix = own.read_text(encoding="utf-8"), str(own), f"{corpus.name}/"
    else:
        resource = files("ser.corpora") / "manifests" / f"{corpus.name.lower()}.csv"
        text, where, prefix = resource.read_text(encoding="utf-8"), resource.name, ""
    entries: dict[str, ManifestEntry] = {}
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        try:
            path, size, digest = row["path"], int(row["bytes"]), row["sha256"]
        except (KeyError, TypeError, ValueError) as error:
            raise DataDamaged(
                f"{where}, line {number}: expected path,bytes,sha256, received {dict(row)}; restore the file"
            ) from error
        if not path.startswith(prefix):
            continue
        name = corpus.parse(PurePosixPath(path.removeprefix(prefix)))
        if name is None:
            raise DataDamaged(
                f"{where}, line {number}: {path} names no clip of {corpus.name}; restore the file"
            )
        entries[name.clip] = ManifestEntry(path.removeprefix(prefix), size, digest)
    return entries
