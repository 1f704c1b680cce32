"""What a command said when it last found all it looks at as it is now, so that it need not look inside again."""

import hashlib
import json
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import ser
from ser import files
from ser.commands.places import REMEMBERED
from ser.corpora.walking import DEMO_MARKER, walk

# As `ser.corpora.remembered`: a file changed this shortly ago may change again and keep its time.
_SETTLED = 2_000_000_000  # nanoseconds


@dataclass(frozen=True)
class Said:
    """What stood on standard output and on standard error, a string a line."""

    out: tuple[str, ...]
    err: tuple[str, ...]

    def print(self) -> None:
        """Say it."""
        for line in self.err:
            print(line, file=sys.stderr)
        for line in self.out:
            print(line)


class LastAnswer:
    """The answer a command gave last, in one file, and the state of everything it rests on.

    That is the question itself, the code of the package, each audio file below `root` by path, size
    and time of change, and each file below `made`, which the command writes. A file that cannot be
    read is no answer.
    """

    def __init__(self, path: Path, *, question: Sequence[object], root: Path, made: Path) -> None:
        self._path = path
        self._made = made
        self._began = time.time_ns()
        walked = walk(root)
        self._youngest = max((file.changed for file in walked.files), default=0)
        self._looked_at = [
            *(repr(part) for part in question),
            *(repr(asdict(file)) for file in walked.files),
            *map(repr, (walked.closed, walked.demos, walked.tops)),
            *_stamps(
                folder / name for folder in (root, root.parent) for name in ("manifest.csv", DEMO_MARKER)
            ),
            *_code(),
        ]

    def known(self) -> Said | None:
        """Return what was said of exactly this state, or None."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return Said(tuple(kept["out"]), tuple(kept["err"])) if kept["state"] == self._state() else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def remember(self, said: Said) -> None:
        """Keep what was said, unless a file was changed so shortly ago that it may change unseen."""
        if self._youngest >= self._began - _SETTLED:
            return
        content = asdict(said) | {"state": self._state()}
        # What cannot be remembered is looked at again: slower, not wrong.
        with suppress(OSError):
            files.write_text(self._path, json.dumps(content, indent=1) + "\n")

    def _state(self) -> str:
        made = sorted(
            path for path in self._made.rglob("*") if path != self._path and not path.name.startswith(".")
        )
        lines = [*self._looked_at, *_stamps([REMEMBERED, *made])]
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _stamps(paths: Iterable[Path]) -> list[str]:
    """Return what tells one file from another of its name: its number, size and time of change."""
    found = []
    for path in paths:
        try:
            about = path.stat()
        except OSError:
            continue
        found.append(f"{path} {about.st_ino} {about.st_size} {about.st_mtime_ns}")
    return found


def _code() -> list[str]:
    """Return the content of every module and table of the package that decides on features."""
    package = Path(ser.__file__).parent
    parts = ("corpora", "audio", "features", "experiments", "models", "training", "commands")
    files = sorted(
        path for part in parts for path in (package / part).rglob("*") if path.suffix in (".py", ".csv")
    )
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
