"""The class as a table: a line for each submission, as CSV, and in a few lines for the terminal."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ser import files
from ser.exercises.grading.watching import Ended
from ser.results.numbers_in_prose import counted

COLUMNS = ("student", "exercise", "status", "message", "seconds", "file", "fence")
STATUSES = ("pass", "hint", "not yet", "error")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute


@dataclass(frozen=True)
class Mark:
    """One line of the table. `file` is the submission as its path below the folder of the class."""

    student: str
    exercise: str
    file: str
    ended: Ended

    @property
    def status(self) -> str:
        """The verdict of the check, or "error" where there is none."""
        return self.ended.status

    @property
    def fence(self) -> str:
        """What kept it from the network and from other files, "" where it was not started."""
        kept = {"network": self.ended.network, "files": self.ended.files}
        return "; ".join(f"{what}: {how}" for what, how in kept.items() if how)


def write_csv(marks: Sequence[Mark], out: Path) -> Path:
    """Write the table so that a spreadsheet reads it: UTF-8 with its mark, no cell that it would compute."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in marks:
        seconds = f"{one.ended.seconds:.1f}"
        row = (one.student, one.exercise, one.status, one.ended.message, seconds, one.file, one.fence)
        writer.writerow([_safe(cell) for cell in row])
    out.parent.mkdir(parents=True, exist_ok=True)
    return files.write_text(out, stream.getvalue(), encoding="utf-8-sig", newline="")


def summary(marks: Sequence[Mark]) -> list[str]:
    """Return what a lecturer wants to see first: counts, exercises, each error, and what held."""
    students = {one.student for one in marks}
    lines = [f"{counted(len(marks), 'submission')} of {counted(len(students), 'student')}: {_tally(marks)}"]
    before = sum(one.ended.from_before for one in marks)
    lines += [f"  {before} of them as before: neither they nor their check have changed"] if before else []
    for exercise in dict.fromkeys(one.exercise for one in marks):
        of = [one for one in marks if one.exercise == exercise]
        lines.append(f"  {exercise or '(exercise not known)'}: {_tally(of)}")
    errors = [one for one in marks if one.status == "error"]
    if errors:
        lines.append("no verdict:")
        lines += [f"  {one.student} ({one.file}): {one.ended.message}" for one in errors]
    for what, kept in (("network", "network"), ("files", "files")):
        found = Counter(getattr(one.ended, kept) for one in marks if getattr(one.ended, kept))
        told = "; ".join(name if len(found) == 1 else f"{name} ({count})" for name, count in found.items())
        lines += [f"{what}: {told}"] if told else []
    return lines


def _tally(marks: Sequence[Mark]) -> str:
    counts = Counter(one.status for one in marks)
    return ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])


def _safe(cell: str) -> str:
    cell = "".join(letter if letter.isprintable() else " " for letter in cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
