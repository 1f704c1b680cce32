"""Grading: a folder of submissions becomes a table, each run in a process of its own behind fences.

The fences keep a class from being stopped by one submission that loops, deletes or prints without end. They
are no prison: who means to cheat can, and a lecturer looks at what the table asks to be looked at.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ser.exercises.grading.marks import COLUMNS, Mark, summary, write_csv
from ser.exercises.grading.prepared import prepare
from ser.exercises.grading.remembered import code_of_checks, recall, remember
from ser.exercises.grading.submissions import Submission, exercise_of, find
from ser.exercises.grading.watching import Ended, Limits, run_alone

__all__ = [
    "COLUMNS",
    "Ended",
    "Limits",
    "Mark",
    "Submission",
    "exercise_of",
    "find",
    "grade",
    "run_alone",
    "summary",
    "write_csv",
]


def grade(
    submissions: Sequence[Submission],
    *,
    folder: Path,
    limits: Limits | None = None,
    memory: Path | None = None,
    again: bool = False,
    jobs: int = 2,
    done: Callable[[Mark], None] = lambda _: None,
) -> list[Mark]:
    """Check every submission, `jobs` at a time, and return a mark for each in their order.

    Args:
        submissions: as `find` returns them.
        folder: the folder of the class, from which files are named.
        limits: what each may use.
        memory: where verdicts are kept, so that what was checked before is not run again; None for nowhere.
            What is made once for the class lies there too.
        again: run also what was checked before.
        jobs: submissions side by side.
        done: called with each mark as soon as there is one.
    """
    limits = limits or Limits()
    prepared = prepare(submissions, memory) if memory else {}
    if memory:
        code_of_checks()  # once, before every thread would work it out for itself
    several = Counter((one.student, one.exercise) for one in submissions if one.exercise)

    def one_mark(one: Submission) -> Mark:
        count = several[one.student, one.exercise]
        more = f" (one of {count} files of this student for this exercise)" if count > 1 else ""
        ended = _ended(one, limits, memory, prepared, again=again)
        try:
            file = one.path.relative_to(folder).as_posix()
        except ValueError:
            file = one.path.name
        return Mark(one.student, one.exercise, file, replace(ended, message=ended.message + more))

    marks: dict[int, Mark] = {}
    pool = ThreadPoolExecutor(max_workers=jobs)
    try:
        waiting = {pool.submit(one_mark, one): place for place, one in enumerate(submissions)}
        for future in as_completed(waiting):
            marks[waiting[future]] = future.result()
            done(marks[waiting[future]])
    finally:
        pool.shutdown(cancel_futures=True)
    return [marks[place] for place in range(len(submissions))]


def _ended(
    one: Submission, limits: Limits, memory: Path | None, prepared: dict[str, Path], *, again: bool
) -> Ended:
    if one.trouble:
        return Ended("error", one.trouble)
    try:
        known = recall(one, limits, memory) if memory and not again else None
        ended = known or run_alone(
            one.path, one.exercise, beside=one.beside, limits=limits, prepared=prepared
        )
    except OSError as error:
        # One file that cannot be used, or a full disk: the class goes on.
        return Ended("error", f"the grader could not run it ({error.strerror or error})")
    if memory and not known:
        with suppress(OSError):  # it is run again the next time
            remember(one, limits, memory, ended)
    return ended
