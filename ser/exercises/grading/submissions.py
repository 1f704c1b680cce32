"""What lies in a folder of submissions: of whom each is, and which exercise it answers."""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from ser.errors import BadValue, DataMissing
from ser.exercises import names
from ser.exercises.grading.cells import LARGEST

_ENDINGS = (".ipynb", ".py")
_PACKED = (".zip", ".7z", ".rar", ".gz", ".tar", ".tgz")
# What Moodle adds to the name of a student's folder.
_ADDED = re.compile(r"_\d+_assignsubmission_(?:file|onlinetext)_?$")
_CHECKS = re.compile(r"\bcheck\(\s*\\?[\"']([a-z0-9-]+)\\?[\"']")


@dataclass(frozen=True)
class Submission:
    """One file of one student. `trouble` says why it cannot be run, "" where it can.

    `beside` is the student's folder, None for a file that lies in the folder of the class itself.
    """

    student: str
    exercise: str
    path: Path
    beside: Path | None = None
    trouble: str = ""


def find(folder: Path | str, *, exercise: str = "") -> list[Submission]:
    """Return the submissions below a folder, which has a folder or a file for each student, sorted by student.

    Which exercise a file answers is told by the notebook itself, the name that it gives to `check`, or
    its file name, in that order. With `exercise`, other exercises are left out, and a file that tells none
    is taken for it.

    Raises:
        BadValue: there is no exercise of that name.
        DataMissing: there is no such folder, or nothing in it.
    """
    folder = Path(folder)
    if exercise and exercise not in names():
        raise BadValue(f"unknown exercise {exercise!r}; expected one of {', '.join(names())}")
    if not folder.is_dir():
        raise DataMissing(f"no folder {folder}; expected one with a folder or a file for each student")
    found: list[Submission] = []
    for entry in sorted(folder.iterdir(), key=lambda one: (_plain(one.name).casefold(), one.name)):
        if _is_hidden(entry):
            continue
        if entry.is_dir():
            found += _of_folder(entry, exercise)
        elif entry.suffix.lower() in _ENDINGS:
            found += _of_file(entry, exercise)
        elif entry.suffix.lower() in _PACKED:
            trouble = "a packed file: unpack it into a folder of this name, and grade again"
            found.append(Submission(_plain(entry.stem), exercise, entry, trouble=trouble))
    if not found:
        raise DataMissing(
            f"nothing to grade in {folder}; expected a folder or a file for each student, with notebooks (.ipynb, .py)"
        )
    return found


def exercise_of(path: Path) -> str:
    """Return the name of the exercise that a file answers, "" where it does not tell."""
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace") if _is_small(path) else ""
    except OSError:
        text = ""
    if path.suffix.lower() == ".ipynb":
        try:
            stated = json.loads(text)["metadata"]["ser"]["exercise"]
            stated = stated["name"] if isinstance(stated, dict) else stated
        except (ValueError, KeyError, TypeError, RecursionError):
            stated = ""
        if stated in names():
            return stated
    called = [name for name in _CHECKS.findall(text) if name in names()]
    return called[-1] if called else _named_in(path.stem)


def _of_folder(folder: Path, exercise: str) -> list[Submission]:
    student = _ADDED.sub("", _plain(folder.name))
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _is_hidden(path, folder)]
    found = []
    for path in files:
        if path.suffix.lower() not in _ENDINGS or path.is_symlink():
            continue
        told = exercise_of(path)
        if (told or exercise) and not (told and exercise and told != exercise):
            # Without a word of its own, a script that names no answer is a helper of another.
            if told or path.suffix.lower() == ".ipynb" or _mentions_answer(path):
                found.append(Submission(student, told or exercise, path, folder))
        elif not told and path.suffix.lower() == ".ipynb":
            found.append(_untold(student, path, folder))
    if found:
        return found
    packed = any(path.suffix.lower() in _PACKED for path in files)
    wanted = f" for {exercise}" if exercise else ""
    trouble = f"no notebook{wanted} in this folder" + (", but a packed file: unpack it" if packed else "")
    return [Submission(student, exercise, folder, folder, trouble)]


def _of_file(path: Path, exercise: str) -> list[Submission]:
    told = exercise_of(path)
    if told and exercise and told != exercise:
        return []
    student = _student_in(_plain(path.stem), told or exercise)
    return [Submission(student, told or exercise, path) if told or exercise else _untold(student, path, None)]


def _untold(student: str, path: Path, beside: Path | None) -> Submission:
    trouble = "it does not tell which exercise it answers: grade it with --exercise NAME"
    return Submission(student, "", path, beside, trouble)


def _named_in(stem: str) -> str:
    """The exercise whose name is part of a file's, the longest of several."""
    stem = _dashed(stem)
    fitting = [name for name in names() if re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", stem)]
    return max(fitting, key=len, default="")


def _student_in(stem: str, exercise: str) -> str:
    """The name of a student from that of a file: without the exercise and its number."""
    pattern = r"(?:\d+[-_ ]+)?" + "[-_ ]".join(map(re.escape, exercise.split("-"))) if exercise else "$^"
    rest = re.sub(pattern, "", stem, flags=re.IGNORECASE).strip(" -_.")
    return rest or stem


def _dashed(text: str) -> str:
    return re.sub(r"[\s_]+", "-", _plain(text).casefold())


def _plain(name: str) -> str:
    """One way of writing a letter: an umlaut from a Mac is two characters, from elsewhere one."""
    return unicodedata.normalize("NFC", name)


def _is_hidden(path: Path, below: Path | None = None) -> bool:
    parts = path.relative_to(below).parts if below else (path.name,)
    return any(part.startswith((".", "~$")) or part in ("__MACOSX", "__pycache__") for part in parts)


def _is_small(path: Path) -> bool:
    return path.stat().st_size <= LARGEST * 1024 * 1024


def _mentions_answer(path: Path) -> bool:
    try:
        return _is_small(path) and "answer" in path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return False
