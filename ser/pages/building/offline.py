"""The whole book in one file that opens without a network: the same book gives the same bytes."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from ser.errors import DataMissing
from ser.files import whole

_WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say
_MODE = 0o100644 << 16


def zip_book(html: Path, out: Path, *, name: str) -> Path:
    """Write the folder of a built book as a zip file, whole or not at all.

    Args:
        html: the folder, with `index.html`.
        out: the zip file to write.
        name: the folder in it that everything lies in.

    Raises:
        DataMissing: there is no book in `html`.
    """
    if not (html / "index.html").is_file():
        raise DataMissing(f"no book in {html}: index.html is not there. Run: make book")
    files = {path.relative_to(html).as_posix(): path for path in html.rglob("*") if path.is_file()}
    out.parent.mkdir(parents=True, exist_ok=True)
    with whole(out) as beside, beside.open("wb") as stream:
        _write(stream, files, name=name)
    return out


def zipped(folder: Path, *, name: str) -> bytes:
    """Return the files of a folder as a zip file, in which all lies in a folder called `name`."""
    stream = io.BytesIO()
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    _write(stream, files, name=name)
    return stream.getvalue()


def _write(stream: BinaryIO, files: Mapping[str, Path], *, name: str) -> None:
    with zipfile.ZipFile(stream, "w") as made:
        for place, path in sorted(files.items()):
            if path.name == ".buildinfo":
                continue
            entry = zipfile.ZipInfo(f"{name}/{place}", _WHEN)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, _MODE, 3
            made.writestr(entry, path.read_bytes(), compresslevel=9)
