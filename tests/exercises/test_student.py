"""The students' notebooks: nothing of the solution, ready to open anywhere, and what runs before the answer runs."""

import ast
import builtins
import json
import re
from pathlib import Path

import jupytext
import nbformat
import pytest

from ser.commands import main
from ser.errors import DataMissing
from ser.exercises import lab_notebook, names, read_exercises, student_notebook
from ser.exercises.source import FOLDER, TAG, solution_lines, stub
from ser.exercises.student import facts

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {one.name: ROOT / FOLDER / f"{one.file}.py" for one in read_exercises(ROOT)}
each = pytest.mark.parametrize("name", SOURCES)


@pytest.fixture(scope="module")
def made():
    return {name: student_notebook(path) for name, path in SOURCES.items()}


@pytest.fixture
def public(tmp_path):
    """A copy of the exercises in a project that has an address."""
    for folder in ("notebooks", "book"):
        (tmp_path / folder).mkdir()
    (tmp_path / FOLDER).mkdir()
    for path in SOURCES.values():
        (tmp_path / FOLDER / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    line = 'repository = "https://github.com/some-lab/emotion"\n'
    (tmp_path / "book" / "address.toml").write_text(line, encoding="utf-8")
    return tmp_path


def _solves(cell):
    return TAG in cell.metadata.get("tags", [])


def _code(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


@each
def test_no_line_of_the_solution_is_in_it(made, name):
    cells = jupytext.read(SOURCES[name], fmt="py:percent").cells
    lines = {line for cell in cells if cell.cell_type == "code" for line in solution_lines(cell.source)}
    for cell in cells:
        if _solves(cell):
            lines |= {line.strip() for line in cell.source.splitlines()}
    given = {line.strip() for cell in cells if not _solves(cell) for line in stub(cell.source).splitlines()}
    text = {line.strip() for cell in made[name].cells for line in cell.source.splitlines()}
    assert {line for line in (lines - given) & text if len(line) > 3} == set()
    assert "# solution" not in str(made[name])


@each
def test_it_ends_with_its_check_and_holds_a_gap(made, name):
    code = _code(made[name])
    assert code[-1].strip() == f'check("{name}", answer)'
    assert any("# your turn" in cell for cell in code)
    assert "profile" not in code[1] or "results" in code[1]


@each
def test_it_is_a_valid_notebook_in_plain_markdown(made, name):
    nbformat.validate(made[name])
    prose = "\n".join(cell.source for cell in made[name].cells if cell.cell_type == "markdown")
    for mark in ("{dropdown}", "{about-exercise}", "{term}", "{cite", "{glue", ":::"):
        assert mark not in prose
    assert prose.count("<details><summary>Hint") == prose.count("</details>") >= 2
    for fact in ("What you will learn", "Level and time", "What it needs", "The page behind it"):
        assert f"- **{fact}:**" in prose
    assert "**The page behind it:** \n" not in prose and "**The page behind it:** ---" not in prose
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in made[name].cells)
    assert made[name].metadata["ser"]["exercise"] == name


@each
def test_it_is_the_same_each_time(made, name):
    assert nbformat.writes(student_notebook(SOURCES[name])) == nbformat.writes(made[name])


@each
def test_as_a_script_it_is_python(made, name):
    compile(jupytext.writes(made[name], fmt="py:percent"), f"{name}.py", "exec")


def _names(code, context):
    """The names that code reads (`ast.Load`) or makes (`ast.Store`, imports and definitions with it)."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, context):
            found.add(node.id)
        elif context is ast.Store and isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif context is ast.Store and isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
    return found


def _undefined(notebook):
    """The names that code in the text of a notebook reads and nothing above it makes."""
    known, undefined = set(dir(builtins)), set()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            known |= _names(cell.source, ast.Store)
            continue
        for code in re.findall(r"^```python\n(.*?)^```$", cell.source, re.DOTALL | re.MULTILINE):
            known |= _names(code, ast.Store)
            undefined |= _names(code, ast.Load) - known
    return undefined


@each
def test_code_in_its_text_can_be_run_as_it_stands(made, name):
    # Ruff looks at cells of code alone.
    assert _undefined(made[name]) == set()


def test_code_in_a_text_is_read(made):
    text = "Do this:\n\n```python\nsamples = read(path)\nprint(samples)\n```\n"
    above = nbformat.v4.new_code_cell("from pathlib import Path as path")
    notebook = nbformat.v4.new_notebook(cells=[above, nbformat.v4.new_markdown_cell(text)])
    assert _undefined(notebook) == {"read"}
    assert any("```python" in cell.source for cell in made["own-voice"].cells)


def test_without_an_address_there_are_no_buttons(made):
    for notebook in made.values():
        assert "colab" not in str(notebook).lower() and "mybinder" not in str(notebook)


def test_with_an_address_it_opens_in_colab_and_binder_and_fetches_the_project(public):
    path = public / FOLDER / SOURCES["padding"].name
    notebook = student_notebook(path)
    first, setup = notebook.cells[:2]
    place = "some-lab/emotion"
    assert (
        f"https://colab.research.google.com/github/{place}/blob/executed/{FOLDER}/03_padding.ipynb"
        in first.source
    )
    assert f"https://mybinder.org/v2/gh/{place}/executed?labpath={FOLDER}/03_padding.ipynb" in first.source
    assert f"https://some-lab.github.io/emotion/{FOLDER}/03_padding.html" in first.source
    assert "git" in setup.source and f"https://github.com/{place}" in setup.source
    compile(setup.source, "setup", "exec")


def test_the_command_writes_them_all_and_over_what_was_there(tmp_path, capsys):
    for _ in range(2):
        assert main(["exercises", "--out", str(tmp_path / "new" / "students")]) == 0
    assert f"{len(names())} exercises and the lab" in capsys.readouterr().out
    written = sorted((tmp_path / "new" / "students").iterdir())
    assert [path.stem for path in written] == sorted(["lab", *(one.file for one in read_exercises(ROOT))])
    assert all(json.loads(path.read_text(encoding="utf-8"))["nbformat"] == 4 for path in written)


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path, capsys):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["exercises", "--out", str(tmp_path / "file" / "below")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_lab_can_be_taken_along(tmp_path):
    notebook = lab_notebook(ROOT)
    nbformat.validate(notebook)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert not re.search(r"\{[\w:-]+\}", prose), "markup of the book"
    code = _code(notebook)
    assert "os.chdir(home)" in code[0]
    assert any("lab.run(" in cell for cell in code)
    assert "not run yet" in notebook.cells[0].source
    assert all(not cell.get("outputs") for cell in notebook.cells)
    compile(jupytext.writes(notebook, fmt="py:percent"), "lab.py", "exec")


def test_a_project_without_its_lab_says_so(tmp_path):
    with pytest.raises(DataMissing, match="11_lab"):
        lab_notebook(tmp_path)


def test_what_an_exercise_works_on_is_told_in_its_own_words():
    told = {one.name: facts(one).get("What it works on", "") for one in read_exercises(ROOT)}
    assert told["own-voice"].startswith("your own recording")
    assert told["padding"].startswith("the demo corpus")
    for name in "lost-calm", "find-the-leak", "speaker-split":  # their notebooks read no sound
        assert told[name].startswith("the names of the clips of the demo corpus")


def test_who_reads_no_sound_does_not_say_so():
    for one in read_exercises(ROOT):
        code = SOURCES[one.name].read_text(encoding="utf-8")
        hears = "load_example" in code or "demo_measures" in code
        assert hears == ("sounds" in facts(one).get("What it works on", "") or one.name == "own-voice"), (
            one.name
        )
