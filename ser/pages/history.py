"""Which commit last changed a file, asked of git; where git cannot tell, nothing is guessed."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

UNKNOWN = "commit unknown"
UNCOMMITTED = "not committed"

_DIGITS = 10  # of a hash; git's own choice would differ from clone to clone
_PATIENCE = 60  # seconds; a repository that takes longer counts as unknown


@dataclass(frozen=True)
class Commit:
    """A commit: the start of its hash, the day it was made, such as "2025-11-22", and that in seconds."""

    hash: str
    date: str
    seconds: int

    def __str__(self) -> str:
        return f"{self.hash}, {self.date}"


@dataclass(frozen=True)
class History:
    """The commit that last changed each file, by its name from the repository root.

    `commits` has the files that stand as they were committed. A file that is not in it is not
    committed, or is changed since, if `known`; of those in `cut` the history at hand is too short.
    """

    known: bool
    commits: dict[str, Commit]
    cut: frozenset[str] = frozenset()

    def of(self, name: str) -> Commit | None:
        """Return the commit that last changed a file, None where there is none or it is not known."""
        return self.commits.get(name)

    def told(self, names: Iterable[str]) -> str:
        """Return in words which commit last changed a group of files: the newest, and what is uncommitted."""
        names = list(names)
        found = [self.commits[name] for name in names if name in self.commits]
        if not self.known or not names or any(name in self.cut for name in names):
            return UNKNOWN
        if not found:
            return UNCOMMITTED
        rest = len(names) - len(found)
        newest = str(max(found, key=lambda one: one.seconds))
        return newest + (f"; {rest} of {len(names)} files {UNCOMMITTED}" if rest else "")


def history(*folders: Path, root: Path) -> History:
    """Return the history of the files under folders of the repository at `root`.

    Without git, outside a repository, and where no file of the folders is committed, nothing is known.
    """
    asked = ["log", "--relative", "--no-renames", "--name-only", "--format=%x01%H %cs %ct", "--"]
    places = [str(folder) for folder in folders]
    log = _git(root, *asked, *places)
    changed = _git(root, "diff", "--relative", "--name-only", "HEAD", "--", *places)
    if not log or changed is None:
        return History(known=False, commits={})
    ends = _shallow(root)
    commits: dict[str, Commit] = {}
    cut = set()
    full, commit = "", Commit("", "", 0)
    for line in log.splitlines():
        if line.startswith("\x01"):
            full, date, seconds = line[1:].split(" ")
            commit = Commit(full[:_DIGITS], date, int(seconds))
        elif line and line not in commits and line not in cut:
            if full in ends:
                cut.add(line)
            else:
                commits[line] = commit
    for name in changed.splitlines():
        commits.pop(name, None)
        cut.discard(name)
    return History(known=True, commits=commits, cut=frozenset(cut))


def standing(folder: Path | str, witness: str) -> Commit | None:
    """Return the commit that the repository around a folder stands at.

    None without git, outside a repository, and in another one: `witness` names a file that has to be the
    same in the folder and at the top of the repository.
    """
    top = (_git(Path(folder), "rev-parse", "--show-toplevel") or "").strip()
    theirs, ours = Path(top) / witness, Path(folder) / witness
    if not top or not theirs.is_file() or theirs.read_bytes() != ours.read_bytes():
        return None
    found = (_git(Path(top), "log", "-1", "--format=%H %cs %ct") or "").split()
    return Commit(found[0][:_DIGITS], found[1], int(found[2])) if len(found) == 3 else None


def _shallow(root: Path) -> set[str]:
    """The commits at which a shallow clone ends: they seem to have made every file before them."""
    place = (_git(root, "rev-parse", "--git-path", "shallow") or "").strip()
    path = Path(root) / place
    return set(path.read_text(encoding="ascii").split()) if place and path.is_file() else set()


def _git(root: Path, *arguments: str) -> str | None:
    """What git says, None where it cannot: it is missing, this is no repository, or it refuses."""
    program = shutil.which("git")
    if program is None:
        return None
    # A repository that a hook or a caller has set is not the one asked about.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        ran = subprocess.run(  # noqa: S603 (the command is made above, of nothing from outside)
            [program, "-C", str(root), "-c", "core.quotePath=off", *arguments],
            env=environment | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ran.stdout if ran.returncode == 0 else None
