"""The student's notebook, made from the one that holds the solution."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ser import files
from ser.errors import DataMissing
from ser.exercises.source import FOLDER, TAG, Exercise, has_solution, read_exercise, read_exercises, stub
from ser.pages.building.address import BINDER, COLAB, EXECUTED, FILE, Address, read_address
from ser.pages.building.standalone import plain, setup_cell, standalone, works

if TYPE_CHECKING:
    from nbformat import NotebookNode

DIRECTIVE = "about-exercise"
LAB = "notebooks/11_lab"

_ABOUT = re.compile(rf"^`{{3,}}\{{{DIRECTIVE}\}}\n`{{3,}}$", re.MULTILINE)
_FOLDED = re.compile(
    r"^(?P<fence>:{3,}|`{3,})\{dropdown\} (?P<title>[^\n]+)\n(?P<body>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_HEADINGS = {
    ".py": re.compile(r"^# # (?P<title>[^\n]+)$", re.MULTILINE),
    ".md": re.compile(r"^# (?P<title>[^\n]+)$", re.MULTILINE),
}
_TURN = "...  # your turn"
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def student_notebook(path: Path) -> "NotebookNode":
    """Return the student's notebook of the exercise at `path`, a notebook of this repository.

    Its first cells say what it is and how to open it, and go to the folder of the project or fetch it.
    Buttons lead to Binder and Colab where `book/address.toml` names a repository. Solutions are stubs, and
    nothing has been executed.

    Raises:
        DataMissing: there is no such file.
        BadValue: its header leaves something out, or a solution has no end.
    """
    import jupytext
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell

    path = Path(path).resolve()
    exercise = read_exercise(path)
    root = path.parents[2]
    book = root / "book" if (root / "book").is_dir() else root  # a book's source holds both in one folder
    address = read_address(book / FILE)
    titles, cited = _titles(root, book), works([book / "references.bib"])

    def prose(text: str) -> str:
        text = _FOLDED.sub(_details, _ABOUT.sub(_about(exercise), text))
        name = f"{FOLDER}/{exercise.file}"
        return plain(text, page=name, pages={}, titles=titles, works=cited, address=address)

    cells = [new_markdown_cell(_opening(exercise, address)), new_code_cell(setup_cell(address))]
    for cell in jupytext.read(path, fmt="py:percent").cells:
        tags = set(cell.metadata.get("tags", []))
        if cell.cell_type != "code":
            cells += [] if TAG in tags else [new_markdown_cell(prose(cell.source))]
        elif TAG in tags and not has_solution(cell.source):
            cells.append(new_code_cell(_TURN))
        elif "book" not in tags:
            cells.append(new_code_cell(stub(cell.source)))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:03d}"
    about = {"exercise": exercise.name}
    metadata = {"kernelspec": _KERNEL, "language_info": {"name": "python"}, "ser": about}
    return nbformat.from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def lab_notebook(root: Path) -> "NotebookNode":
    """Return the ablation lab below `root` as a notebook that needs no book around it, not executed.

    Raises:
        DataMissing: there is no lab.
    """
    import jupytext

    source = root / f"{LAB}.py"
    if not source.is_file():
        raise DataMissing(f"there is no lab at {source}; expected the page of the book; get the file back")
    book = root / "book"
    notebook = jupytext.read(source, fmt="py:percent")
    notebook.metadata = {"kernelspec": _KERNEL, "language_info": {"name": "python"}}
    return standalone(
        notebook,
        page=LAB,
        pages={},
        titles=_titles(root, book),
        works=works([book / "references.bib"]),
        address=read_address(book / FILE),
    )


def write_student_notebooks(root: Path, out: Path) -> list[Path]:
    """Write the student's notebook of every exercise below `root`, and the lab, into `out`; return their paths.

    A file that is there already is written over: it is made from its source, and a student works on a
    copy. Errors as `student_notebook` and `lab_notebook`.
    """
    import nbformat

    made = [
        (exercise.file, student_notebook(root / FOLDER / f"{exercise.file}.py"))
        for exercise in read_exercises(root)
    ]
    made.append(("lab", lab_notebook(root)))
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, notebook in made:
        paths.append(files.write_text(out / f"{name}.ipynb", nbformat.writes(notebook) + "\n"))
    return paths


def facts(exercise: Exercise) -> dict[str, str]:
    """Return what stands at the head of an exercise, by what it is called; the page behind it as a link."""
    name = exercise.page.removeprefix("notebooks/")
    told = {
        "What you will learn": exercise.teaches,
        "Level and time": f"{exercise.level}, {exercise.time}.",
        "What it needs": exercise.needs,
        "The page behind it": f"[]({'../../' if exercise.page == name else '../'}{name})",
    }
    if exercise.demo:
        told["What it works on"] = exercise.works_on or (
            "the demo corpus: sounds that this project makes. What comes out is not a result about speech."
        )
    return told


def _about(exercise: Exercise) -> str:
    return "\n".join(f"- **{name}:** {value}" for name, value in facts(exercise).items())


def _details(found: re.Match[str]) -> str:
    body = found["body"].strip()
    return f"<details><summary>{found['title']}</summary>\n\n{body}\n\n</details>"


def _opening(exercise: Exercise, address: Address) -> str:
    lines = [
        f'An exercise. Fill in what is marked "your turn", run every cell, and the last one, `check("{exercise.name}", '
        "answer)`, says how it went. Run the next cell first."
    ]
    if address:
        file = f"{FOLDER}/{exercise.file}.ipynb"
        where = f"{address.owner}/{address.name}"
        lines += [
            f"[Open in Colab]({COLAB}/github/{where}/blob/{EXECUTED}/{file}) · "
            f"[open in Binder]({BINDER}/v2/gh/{where}/{EXECUTED}?labpath={file}) · "
            f"[the page of the book]({address.book}{FOLDER}/{exercise.file}.html)"
        ]
    lines += [
        "On your own computer: `make env` in the folder of the project makes the environment `.venv`. Open this file in "
        "Jupyter, VS Code or another editor of notebooks, with the Python of that environment; or, as a script, run it with "
        "`.venv/bin/python`."
    ]
    return "\n\n".join(lines)


def _titles(root: Path, book: Path) -> dict[str, str]:
    """The title of each page of the book, by its name."""
    found = {}
    sources = [*(root / "notebooks").glob("**/*.py"), *book.glob("*.md")]
    for path in sorted(sources):
        title = _HEADINGS[path.suffix].search(path.read_text(encoding="utf-8"))
        base = root if path.suffix == ".py" else book
        if title:
            found[path.relative_to(base).with_suffix("").as_posix()] = title["title"]
    return found
