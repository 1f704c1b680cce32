"""Read files that anybody may have made: JSON and arrays, within bounds, and nothing in them that could run.

A file says of itself how large it is and what it holds. Here none of that is believed before it was
compared with what is there: not the nesting of JSON, not the shape of an array, not the size that a
zip file states of its members. Whatever is wrong is a `DataDamaged` of one line.
"""

import csv
import json
import math
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ser.errors import DataDamaged
from ser.files import unsealed

if TYPE_CHECKING:
    import numpy as np

LARGEST_JSON = 64 * 2**20
"""Bytes that a JSON file may have; the largest that the project writes has some hundred thousand."""

LARGEST_ARRAYS = 8 * 2**30
"""Bytes that the arrays of one file may have together."""

_EXPANSION = 200
"""How many times its bytes in the zip file an array may have; speech and predictions stay below 20."""

UNREADABLE = (
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    MemoryError,
    NotImplementedError,
    OSError,
    OverflowError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    csv.Error,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the readers of JSON, CSV, zip, NumPy and HDF5 raise on bytes that somebody made up."""


def reason(error: BaseException) -> str:
    """Return what an error says in one printable line, its name where it says nothing."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    said = plain(error.args[0] if isinstance(error, KeyError) and error.args else error)
    return f"no {said!r}" if isinstance(error, KeyError) else said or type(error).__name__


def plain(said: object) -> str:
    """Return words of anybody's as one printable line, 300 characters long at most."""
    line = " ".join(str(said).split())[:300]
    return "".join(letter if letter.isprintable() else "?" for letter in line)


@contextmanager
def refused(what: object, remedy: str) -> Iterator[None]:
    """Turn whatever reading a file raises into one line about `what`, with the `remedy` behind it."""
    try:
        yield
    except DataDamaged:
        raise
    except UNREADABLE as error:
        raise DataDamaged(f"{what}: cannot be read ({reason(error)}); {remedy}") from error


def read_object(path: Path, remedy: str) -> dict[str, Any]:
    """Return what a JSON file holds, which has to be an object.

    Raises:
        DataDamaged: too large, not text, not JSON, nested without end, or something other than an object.
    """
    with refused(path, remedy):
        held = parse(path)
        if not isinstance(held, dict):
            raise ValueError(f"expected a JSON object, received {type(held).__name__}")
    return held


def known(path: Path) -> dict[str, Any]:
    """Return the object that a JSON file holds, without its seal: for what is made again at need.

    Where there is none, or it was altered since it was sealed, that is nothing.
    """
    try:
        held = parse(path)
        return unsealed(held) if isinstance(held, dict) else {}
    except UNREADABLE:
        return {}


def parse(path: Path) -> Any:
    """Return what a JSON file holds; ValueError, RecursionError or OSError where it cannot be read."""
    size = path.stat().st_size
    if size > LARGEST_JSON:
        raise ValueError(f"{size:,} bytes of JSON, expected {LARGEST_JSON:,} at most")
    return json.loads(path.read_text(encoding="utf-8"))


def read_arrays(path: Path, names: Sequence[str]) -> list["np.ndarray"]:
    """Return the arrays `names` of an `.npz` file, none of them of Python objects.

    Nothing is unpacked that is larger than it says, and no room is made for more than there is.

    Raises:
        OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile and the like: what `refused` turns
            into one line.
    """
    import numpy as np

    # Opened here, because numpy leaves a file open that it cannot read.
    with path.open("rb") as file:
        with zipfile.ZipFile(file) as archive:
            members = [archive.getinfo(f"{name}.npy") for name in names]
            if sum(member.file_size for member in members) > LARGEST_ARRAYS:
                raise ValueError(f"arrays of more than {LARGEST_ARRAYS:,} bytes")
            for name, member in zip(names, members, strict=True):
                _check_array(archive, member, name)
        file.seek(0)
        with np.load(file, allow_pickle=False) as held:
            return [held[name] for name in names]


def _check_array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
    if member.file_size > _EXPANSION * member.compress_size + 2**20:
        raise ValueError(f"{name} states {member.file_size:,} bytes, packed into {member.compress_size:,}")
    import numpy as np

    with archive.open(member) as handle:
        version = np.lib.format.read_magic(handle)
        if version not in ((1, 0), (2, 0)):
            raise ValueError(f"{name} is of version {version[0]}.{version[1]}, expected 1.0 or 2.0")
        read = (
            np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        )
        shape, _, dtype = read(handle)
        if dtype.hasobject or dtype.fields is not None:
            raise ValueError(f"{name} is an array of {dtype}, expected numbers or words")
        held = member.file_size - handle.tell()
    if any(size < 0 for size in shape) or math.prod(shape) * dtype.itemsize != held:
        raise ValueError(f"{name} has {held:,} bytes, its header promises {shape} of {dtype}")
