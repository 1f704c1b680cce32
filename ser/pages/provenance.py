"""Where the numbers of a page come from: what it read and what it named, written down while it is executed.

The kernel that executes a page notes, in order, each result file that is opened and each number that is
glued. A number rests on the files that it was said to rest on; where nothing was said, on all that had been
read by then, which is true and no more precise than that.
"""

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RECORD = "SER_PAGE_RECORD"  # set by `ser.pages.building.execute`: the file in which a page notes this

_watching: list[str] = []


@dataclass(frozen=True)
class Number:
    """A glued number: its name, the text that stands in the prose, the files it rests on.

    `exact` says whether the page named the files; otherwise they are all that it had read by then.
    """

    name: str
    text: str
    rests: tuple[str, ...]
    exact: bool


@dataclass(frozen=True)
class Provenance:
    """What a page noted: the result files it read, by their names from the repository root, and its numbers."""

    files: tuple[str, ...]
    numbers: tuple[Number, ...]


def watch(folder: Path) -> None:
    """Note from now on each file that is opened under `folder` or directly beside it.

    Nothing is noted where no page is being executed.
    """
    if RECORD not in os.environ:
        return
    if not _watching:
        sys.addaudithook(_opened)  # it stays, like the kernel that runs one page
    _watching[:] = [os.path.abspath(folder)]


def note(name: str, text: str, rests: "Iterable[Any] | None" = None) -> None:
    """Note a number by its name, the text that stands for it, and what it rests on, if that is known.

    `rests` holds paths or runs (`ser.results.Result`), whose predictions lie beside their record.
    """
    files = None if rests is None else [_name(path) for one in rests for path in _files_of(one)]
    _write({"number": name, "text": text, "rests": files})


def read(record: Path) -> Provenance:
    """Return what a page noted; nothing where there is no such file."""
    lines = record.read_text(encoding="utf-8").splitlines() if record.is_file() else []
    files: dict[str, None] = {}
    numbers: dict[str, Number] = {}
    for line in lines:
        found = json.loads(line)
        if "file" in found:
            files[found["file"]] = None
        else:
            named = found["rests"]
            rests = tuple(files) if named is None else tuple(dict.fromkeys(named))
            numbers[found["number"]] = Number(found["number"], found["text"], rests, named is not None)
    return Provenance(tuple(sorted(files)), tuple(numbers.values()))


def _opened(event: str, arguments: tuple) -> None:
    if event != "open" or not isinstance(arguments[0], str | bytes | os.PathLike):
        return
    path = os.path.abspath(os.fsdecode(arguments[0]))
    for folder in _watching:
        if path.startswith(folder + os.sep) or os.path.dirname(path) == os.path.dirname(folder):
            _write({"file": _name(path)})


def _files_of(one: Any) -> list[Path]:
    record = getattr(one, "path", None)
    if record is None:
        return [Path(one)]
    return [path for path in (record, record.with_suffix(".npz")) if path.is_file()]


def _name(path: "str | os.PathLike") -> str:
    """A file's name from the folder a page is executed in, which is the repository root."""
    return Path(os.path.relpath(path)).as_posix()


def _write(line: dict) -> None:
    record = os.environ.get(RECORD)
    if record:
        with open(record, "a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")
