"""What a file holds, remembered by its path, size and times of change, so that it is read once."""

import contextlib
import csv
import hashlib
import io
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from ser.corpora.headers import CUT_SHORT, UNKNOWN_LENGTH
from ser.files import whole

# A file changed so shortly before it was read may change again within one tick of the clock of its
# file system (two seconds on FAT) and keep its time; such a file is read anew next time.
_SETTLED = 2_000_000_000  # nanoseconds

_COLUMNS = ["path", "bytes", "changed", "written", "sha256", "duration", "fault"]


@dataclass(frozen=True)
class Content:
    """What one file holds: its SHA-256 in hex and its length in seconds, or why it cannot be read.

    `sha256` is "" where not even the bytes can be read; `fault` is "" for audio that can be opened,
    else the reason in a few words, without a path. `duration` is 0 for a file with a fault.
    """

    sha256: str
    duration: float = 0.0
    fault: str = ""


_Entry = tuple[int, int, int, Content]
"""Size, the two times, and what the file held."""


def read_content(path: str) -> Content:
    """Read a file's bytes and its audio header."""
    try:
        with open(path, "rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
            empty = handle.tell() == 0
    except PermissionError:
        return Content("", fault="no permission to read")
    except OSError as error:
        return Content("", fault=f"cannot be read ({error.strerror})")
    if empty:
        return Content(digest, fault="empty file")
    return _heard(path, digest)


def _heard(path: str, digest: str) -> Content:
    import soundfile

    # As bytes, because a name need not be valid text; Windows knows names as text alone.
    name = path if os.name == "nt" else os.fsencode(path)
    try:
        info = soundfile.info(name)
    except soundfile.LibsndfileError as error:
        return Content(digest, fault=f"not audio ({error.error_string.strip().rstrip('.')})")
    cut = CUT_SHORT.search(info.extra_info)
    if cut and int(cut[1]) > int(cut[2]):
        return Content(digest, fault=f"cut short, header promises {cut[1]} bytes, received {cut[2]}")
    if info.frames > UNKNOWN_LENGTH:
        return Content(digest, fault="its header does not tell how long it is")
    if not info.frames:
        return Content(digest, fault="no samples")
    return Content(digest, round(info.frames / info.samplerate, 6))


class Memory:
    """What files held when they were last read, kept in one CSV file.

    A file with the same path, size and times of change is not read again, unless `rehash` is given;
    then all are, and the memory is made anew of them. A memory that cannot be read is as good as
    none. Without a `path` nothing outlives the process.
    """

    def __init__(self, path: Path | None = None, *, rehash: bool = False) -> None:
        self._path = path
        self._rehash = rehash
        self._known = _load(path) if path is not None else {}
        self._new: dict[str, _Entry] = {}

    def look(self, path: str, size: int, changed: int, written: int = 0) -> Content:
        """Return what the file at the absolute `path` holds.

        `size` (bytes), `changed` and `written` (nanoseconds; see `AudioFile`) are taken before the call,
        so that a file which changes meanwhile does not look known afterwards.
        """
        known = self._known.get(path)
        if not self._rehash and known is not None and known[:3] == (size, changed, written):
            return known[3]
        now = time.time_ns()
        content = read_content(path)
        if content.sha256 and changed < now - _SETTLED:
            self._new[path] = (size, changed, written, content)
        else:
            self._known.pop(path, None)
        return content

    def save(self) -> None:
        """Write what was learnt, if anything was; files that are gone are forgotten."""
        if self._path is None or not self._new:
            return
        kept = {path: entry for path, entry in self._known.items() if os.path.exists(path)} | self._new
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        for path, (*about, content) in sorted(kept.items()):
            writer.writerow([path, *about, content.sha256, repr(content.duration), content.fault])
        head = ",".join([*_COLUMNS, _digest(text.getvalue())]) + "\n"
        # What cannot be remembered is read again next time: slower, not wrong.
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with whole(self._path) as beside:
                beside.write_bytes((head + text.getvalue()).encode(errors="surrogateescape"))


def _load(path: Path) -> dict[str, _Entry]:
    try:
        text = path.read_bytes().decode(errors="surrogateescape")
        head, _, rest = text.partition("\n")
        if head.split(",") != [*_COLUMNS, _digest(rest)]:
            return {}
        return {row[0]: _entry(*row[1:]) for row in csv.reader(io.StringIO(rest, newline=""))}
    except (OSError, ValueError, TypeError, IndexError, csv.Error):
        return {}


def _digest(rows: str) -> str:
    """The last cell of the head: a hash over the rows, so that an altered one is not taken for what a file holds."""
    return hashlib.sha256(rows.encode(errors="surrogateescape")).hexdigest()


def _entry(size: str, changed: str, written: str, digest: str, duration: str, fault: str) -> _Entry:
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError(digest)
    return int(size), int(changed), int(written), Content(digest, float(duration), fault)
