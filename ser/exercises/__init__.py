"""Step 13, exercises: what a student is given, and checks that look at the properties of an answer.

In a student's notebook::

    from ser.exercises import check
    check("attention-mask", answer)      # pass, not yet, or a hint aimed at the mistake

The notebooks in `notebooks/exercises/` hold the solutions; `student_notebook` makes the student's
notebook from one.
"""

from ser.exercises.checking import check, names
from ser.exercises.source import Exercise, read_exercise, read_exercises
from ser.exercises.student import lab_notebook, student_notebook, write_student_notebooks
from ser.exercises.verdict import HINT, NOT_YET, PASS, Verdict

__all__ = [
    "HINT",
    "NOT_YET",
    "PASS",
    "Exercise",
    "Verdict",
    "check",
    "lab_notebook",
    "names",
    "read_exercise",
    "read_exercises",
    "student_notebook",
    "write_student_notebooks",
]
