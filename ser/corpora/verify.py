"""Whether a folder holds the corpora whole: what is missing, altered, unknown, unreadable or there twice."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from shlex import quote

from ser.corpora.catalogue import CATALOGUE, CORPORA
from ser.corpora.finding import Found, Part, Remark, check_names, find, nothing_of
from ser.corpora.remembered import Memory
from ser.corpora.walking import one_line
from ser.errors import DataMissing

FORMAT = 1
"""Raised when a key of `Report.to_dict` changes its meaning or goes away."""

KINDS = ("missing", "altered", "unreadable", "unknown", "twice", "renamed", "dropped")
"""What a file can be besides a clip as it should be. The first three make a corpus less than whole."""


@dataclass(frozen=True)
class Report:
    """What `verify` found: the corpora that are there or were asked for, and files that are none of theirs."""

    root: Path
    demo: bool
    parts: dict[str, Part]
    unknown: tuple[Remark, ...]
    notes: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether every corpus of the report is whole."""
        return all(part.whole for part in self.parts.values())

    def to_dict(self) -> dict:
        """Return the report as plain values, for JSON. No list is cut.

        Keys: `format` (1), `root` (absolute path), `demo` (true for made clips), `whole`, `corpora`,
        `unknown` (audio files that lie with no corpus in particular) and `notes` (lines of text).

        `corpora` maps a name to: `title`, `folder` (absolute path), `checked` ("content" where a
        manifest gives every SHA-256, else "count"), `whole`, `expected`, `found` (clips that are there,
        readable and unaltered), `missing_unnamed` (how many are missing where no manifest names them),
        and the lists `missing`, `altered`, `unreadable`, `unknown` (in a folder of this corpus alone),
        `twice` (files besides the one taken), `renamed` (known by content) and `dropped` (no place in
        the eight labels). With a manifest, `expected` = `found` + the lengths of the first three.

        Every entry of a list, and of `unknown`, has `clip` (id, "" if none), `path` (relative to the
        root, forward slashes; of a missing clip the corpus and the manifest's path) and `what`.
        """
        return {
            "format": FORMAT,
            "root": str(self.root),
            "demo": self.demo,
            "whole": self.whole,
            "corpora": {name: _plain(part) for name, part in self.parts.items()},
            "unknown": [vars(one).copy() for one in self.unknown],
            "notes": list(self.notes),
        }


def verify(
    root: Path | str,
    *,
    corpora: Sequence[str] | None = None,
    remember: Path | None = None,
    rehash: bool = False,
    jobs: int = 2,
    progress: bool = False,
) -> Report:
    """Compare every clip below `root` with the manifest of its corpus.

    Without `corpora`, those of the catalogue that are there; with it, exactly those that are named,
    also when nothing is there of one. `remember` is a file that keeps what was read (see `Memory`), so
    that a clip with the same size and time of change is not read again; `rehash` reads all anew.

    Raises:
        BadValue: a corpus name that is not known.
        DataMissing: no such folder, or no corpus in it when none is named.
        DataDamaged: a manifest that cannot be read.
    """
    check_names(corpora or ())
    found = find(
        root,
        corpora=tuple(corpora or CATALOGUE),
        memory=Memory(remember, rehash=rehash),
        jobs=jobs,
        progress=progress,
    )
    if not found.parts and not corpora:
        raise DataMissing(_nothing(found))
    parts = {
        name: found.parts.get(name) or nothing_of(name, found.root)
        for name in CATALOGUE
        if name in (corpora or found.parts)
    }
    notes = [note for part in parts.values() for note in part.notes]
    return Report(found.root, found.demo, parts, found.unknown, (*notes, *found.notes))


def _nothing(found: Found) -> str:
    received = f"{len(found.unknown)} other audio files" if found.unknown else "no audio files"
    said = "; ".join(
        (
            f"no corpus in {one_line(found.root)}: expected clips of {', '.join(CATALOGUE)}, received {received}",
            *found.notes,
        )
    )
    from ser.corpora.download import command

    return f"{said}; get one with `{command(next(iter(CORPORA.values())), found.root)}`"


def remedy(part: Part, root: Path) -> list[str]:
    """Return what brings a corpus anew that is not whole: commands, or the steps of a person, a line each.

    A download leaves a folder as it is that holds something. So that folder is moved away first, and out
    of the root, where its clips would be second copies.
    """
    from ser.corpora.download import by_hand, command, in_the_way

    corpus = part.corpus
    to = root
    try:
        held = in_the_way(corpus, root)
        if not held and root.name.upper() == corpus.name.upper():
            to, held = root.parent, root
    except OSError:  # a folder that one may not look into
        held = None
    if not (part.listed and corpus.archives):
        steps = by_hand(corpus, to) or f"unpack its archive by hand into {to / corpus.name}"
        return [f"{corpus.name}: {steps}"]
    moves = [f"mv {quote(str(held))} {quote(str(_free(to.parent / f'{held.name}-old')))}"] if held else []
    return [*moves, command(corpus, to)]


def _free(path: Path) -> Path:
    """Return `path`, with a number behind it where the name is taken."""
    names = chain([path], (path.with_name(f"{path.name}-{number}") for number in count(2)))
    return next(one for one in names if not os.path.lexists(one))


def remarks(part: Part) -> dict[str, list[Remark]]:
    """Return {kind: what is to be said of it} in the order of `KINDS`."""
    said: dict[str, list[Remark]] = {kind: [] for kind in KINDS}
    for kind in ("missing", "altered", "unreadable", "unknown", "twice", "renamed"):
        said[kind] = list(getattr(part, kind))
    said["dropped"] = [Remark("", path, "no place in the eight labels") for path in part.dropped]
    return said


def _plain(part: Part) -> dict:
    return {
        "title": part.corpus.title,
        "folder": str(part.folder),
        "checked": "content" if part.listed else "count",
        "whole": part.whole,
        "expected": part.expected,
        "found": len(part.clips),
        "missing_unnamed": part.unnamed,
        **{kind: [vars(one).copy() for one in said] for kind, said in remarks(part).items()},
    }
