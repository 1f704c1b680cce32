"""Every audio file below a folder, in one order, whatever the file system lists first."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

SUFFIXES = (".wav", ".flac", ".aif", ".aiff")
DEMO_MARKER = "DEMO.json"
FOLDER = "a folder, not a file"


def one_line(path: Path | str) -> str:
    """Return a path as it may stand in a line of text: escaped where it cannot be printed."""
    text = str(path)
    return text if text.isprintable() else ascii(text)


@dataclass(frozen=True)
class AudioFile:
    """One entry with the name of an audio file.

    `below` is its path relative to the folder walked, with forward slashes; `path` is absolute, links
    followed. `size` is in bytes; `changed` and `written`, in nanoseconds, are the times `os.stat` gives of
    the last change of its content, which anybody may set, and of its entry, which nobody can. `fault`
    says why there is nothing to read, "" for a plain file.
    """

    below: str
    path: str
    size: int = 0
    changed: int = 0
    written: int = 0
    fault: str = ""


@dataclass
class Walk:
    """What lies below a folder: audio files sorted by `below`, and folders that were not entered."""

    files: list[AudioFile] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    """Folders that cannot be listed, each with the reason."""
    demos: list[str] = field(default_factory=list)
    """Folders below that hold a demo corpus: made clips under the names of real ones."""
    tops: list[str] = field(default_factory=list)
    """Folders right in the folder walked."""


def walk(root: Path) -> Walk:
    """Return the audio files below `root`; no file is opened.

    Hidden entries (a leading dot) are passed over. Links to folders are followed, a folder that was
    entered already or that holds `root` is not entered again.
    """
    found = Walk()
    top = os.path.realpath(root)
    entered: set[tuple[int, int]] = set()
    waiting = [("", top)]
    while waiting:
        below, folder = waiting.pop()
        try:
            about = os.stat(folder)
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            found.closed.append(f"{one_line(below or root)}: {_in_words(error)}")
            continue
        # A file system that numbers nothing (0) cannot lead in circles either: it has no links.
        place = (about.st_dev, about.st_ino)
        if place in entered and about.st_ino:
            continue
        entered.add(place)
        if below and any(entry.name == DEMO_MARKER for entry in entries):
            found.demos.append(below)
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            inner = f"{below}/{entry.name}" if below else entry.name
            path = os.path.realpath(entry.path) if entry.is_symlink() else os.path.join(folder, entry.name)
            if _is_folder(entry) and not f"{top}{os.sep}".startswith(path.rstrip(os.sep) + os.sep):
                waiting.append((inner, path))
                if not below:
                    found.tops.append(entry.name)
            if entry.name.lower().endswith(SUFFIXES):
                found.files.append(_audio_file(inner, path))
    found.files.sort(key=lambda file: file.below)
    found.closed.sort()
    found.demos.sort()
    return found


def _is_folder(entry: os.DirEntry) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _audio_file(below: str, path: str) -> AudioFile:
    try:
        about = os.stat(path)
    except FileNotFoundError:
        return AudioFile(below, path, fault="a link that leads nowhere")
    except OSError as error:
        return AudioFile(below, path, fault=_in_words(error))
    if stat.S_ISDIR(about.st_mode):
        return AudioFile(below, path, fault=FOLDER)
    if not stat.S_ISREG(about.st_mode):
        return AudioFile(below, path, fault="not a plain file")
    return AudioFile(below, path, about.st_size, about.st_mtime_ns, about.st_ctime_ns)


def _in_words(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "no permission to read"
    return f"cannot be read ({error.strerror})"
