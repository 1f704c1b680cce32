"""The one source of an exercise: a notebook with its solution, and the stub that a student gets in its place.

A part of a code cell between `# solution` and `# end of solution` becomes `...`, or what follows the colon
in `# solution: answer = ...`. A cell tagged `solution` goes as a whole.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from ser.errors import BadValue, DataMissing

FOLDER = "notebooks/exercises"
TAG = "solution"
LEVELS = ("easy", "medium", "hard")

_BEGIN = re.compile(r"^(?P<margin>[ \t]*)# solution(?:: (?P<stub>.+))?[ \t]*$")
_END = re.compile(r"^[ \t]*# end of solution[ \t]*$")
_FIELDS = ("name", "title", "level", "minutes", "needs", "teaches", "page")
_TITLE = re.compile(r"^# (?P<title>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Exercise:
    """What the header of an exercise says.

    `file` is its name without ending, such as "03_padding"; `page` the page behind it as the book names
    it, such as "notebooks/02_mfcc"; `demo` whether what it computes rests on the demo corpus; `works_on`
    what it works on, in place of the words for the demo corpus.
    """

    file: str
    name: str
    title: str
    level: str
    minutes: int
    needs: str
    teaches: str
    page: str
    demo: bool = True
    works_on: str = ""

    @property
    def time(self) -> str:
        """How long it takes, in words: "1 minute", "40 minutes", "2 hours"."""
        hours = self.minutes / 60
        if hours < 1.5:
            return f"{self.minutes} minute{'' if self.minutes == 1 else 's'}"
        return "an afternoon" if hours >= 3 else f"{hours:g} hours"


def read_exercises(root: Path) -> list[Exercise]:
    """Return every exercise of a repository in the order of their numbers; errors as `read_exercise`."""
    return [read_exercise(path) for path in sorted((root / FOLDER).glob("[0-9]*.py"))]


def read_exercise(path: Path) -> Exercise:
    """Return what the header of an exercise says.

    Raises:
        DataMissing: there is no such file.
        BadValue: the header leaves something out.
    """
    import jupytext

    if not path.is_file():
        raise DataMissing(f"no exercise {path.name}; expected a notebook in py:percent in {FOLDER}/")
    notebook = jupytext.read(path, fmt="py:percent")
    about = dict(notebook.metadata.get("ser", {}).get("exercise", {}))
    titles = [_TITLE.search(cell.source) for cell in notebook.cells if cell.cell_type == "markdown"]
    about["title"] = next((found["title"] for found in titles if found), "")
    missing = [field for field in _FIELDS if not about.get(field)]
    if missing or about["level"] not in LEVELS:
        raise BadValue(
            f"{path.name}: its header says level {about.get('level')!r} and nothing of {', '.join(missing) or 'else'}; "
            f"expected ser.exercise with name, level ({', '.join(LEVELS)}), minutes, needs, teaches, page"
        )
    known = {field: about[field] for field in (*_FIELDS, "demo", "works_on") if field in about}
    return Exercise(file=path.stem, **known | {"minutes": int(about["minutes"])})


def stub(code: str) -> str:
    """Return the code of a cell with each solution replaced by what a student starts from.

    Raises:
        BadValue: a solution begins within another, or has no end.
    """
    kept: list[str] = []
    inside = False
    for line in code.splitlines():
        begin, end = _BEGIN.match(line), _END.match(line)
        if (begin and inside) or (end and not inside):
            raise BadValue(
                f"`{line.strip()}` in the wrong place; expected `# solution`, then `# end of solution`"
            )
        if begin:
            kept.append(f"{begin['margin']}{begin['stub'] or '...'}  # your turn")
        elif not inside and not end:
            kept.append(line)
        inside = (inside or bool(begin)) and not end
    if inside:
        raise BadValue("`# solution` without `# end of solution`")
    return "\n".join(kept)


def solution(code: str) -> str:
    """Return the code of a cell without the lines that mark its solutions."""
    return "\n".join(line for line in code.splitlines() if not (_BEGIN.match(line) or _END.match(line)))


def solution_lines(code: str) -> list[str]:
    """Return the lines that stand in the solutions of a cell, without margins; blank ones left out."""
    rest = stub(code).splitlines()
    lines = [line for line in solution(code).splitlines() if line.strip() and line not in rest]
    return [line.strip() for line in lines]


def has_solution(code: str) -> bool:
    """Whether a cell holds a solution."""
    return any(_BEGIN.match(line) for line in code.splitlines())
