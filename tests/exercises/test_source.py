"""Headers, stubs and solutions of the exercises' one source."""

import re
from dataclasses import replace
from pathlib import Path

import jupytext
import pytest

from ser.errors import BadValue, DataMissing
from ser.exercises import names, read_exercise, read_exercises
from ser.exercises.source import LEVELS, has_solution, solution, solution_lines, stub

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = read_exercises(ROOT)
SOURCES = {one.name: ROOT / "notebooks" / "exercises" / f"{one.file}.py" for one in EXERCISES}
CODE = """\
def answer(x):
    # solution
    y = x + 1
    return y
    # end of solution


# solution: answer = ...
other = 2
# end of solution
print("kept")"""


def test_a_solution_becomes_dots_with_its_margin():
    assert stub(CODE) == (
        'def answer(x):\n    ...  # your turn\n\n\nanswer = ...  # your turn\nprint("kept")'
    )
    assert "# solution" not in solution(CODE) and "# end of" not in solution(CODE)
    assert solution_lines(CODE) == ["y = x + 1", "return y", "other = 2"]
    assert has_solution(CODE) and not has_solution('print("# solution")')


@pytest.mark.parametrize(
    "code",
    [
        "# solution\nx = 1",
        "x = 1\n# end of solution",
        "# solution\n# solution\n# end of solution",
        "# solution\n# end of solution\n# end of solution",
    ],
)
def test_a_solution_without_an_end_or_a_beginning_is_refused(code):
    with pytest.raises(BadValue, match="solution"):
        stub(code)


def test_what_a_header_leaves_out_is_named(tmp_path):
    text = SOURCES["padding"].read_text(encoding="utf-8")
    path = tmp_path / "03_padding.py"
    for line, told in (("level: easy", "level 'simple'"), ("minutes: 15", "minutes")):
        path.write_text(
            text.replace(line, "level: simple" if "level" in line else "other: 1"), encoding="utf-8"
        )
        with pytest.raises(BadValue, match=told):
            read_exercise(path)
    with pytest.raises(DataMissing, match="no exercise"):
        read_exercise(tmp_path / "99_none.py")


def test_the_exercises_stand_in_the_order_of_the_book():
    assert [one.name for one in EXERCISES] == names()
    assert [one.file[:2] for one in EXERCISES] == [f"{number:02d}" for number in range(1, len(EXERCISES) + 1)]
    toc = (ROOT / "book" / "_toc.yml").read_text(encoding="utf-8")
    assert re.findall(r"notebooks/exercises/(\w+)", toc) == [one.file for one in EXERCISES]


def test_they_reach_from_five_minutes_to_an_afternoon():
    assert {one.level for one in EXERCISES} == set(LEVELS)
    assert min(EXERCISES, key=lambda one: one.minutes).time == "5 minutes"
    assert replace(EXERCISES[0], minutes=1).time == "1 minute"
    assert max(EXERCISES, key=lambda one: one.minutes).time == "an afternoon"


@pytest.mark.parametrize("one", EXERCISES, ids=lambda one: one.name)
def test_each_leads_to_the_page_behind_it_and_that_page_back(one):
    here = ROOT / f"{one.page}.py" if one.page.startswith("notebooks/") else ROOT / "book" / f"{one.page}.md"
    assert f"exercises/{one.file})" in here.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SOURCES.values(), ids=SOURCES)
def test_a_page_keeps_the_order_task_hints_solution_check_real_corpora(path):
    cells = jupytext.read(path, fmt="py:percent").cells
    text = "\n".join(f"<code>\n{cell.source}" if cell.cell_type == "code" else cell.source for cell in cells)
    marks = [
        "```{about-exercise}",
        "## Your turn",
        ":::{dropdown} Hint 1",
        "# solution",
        "\ncheck(",
        "## With the real",
    ]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places), marks
    hints = [int(number) for number in re.findall(r"\{dropdown\} Hint (\d)", text)]
    assert hints == list(range(1, len(hints) + 1)) and len(hints) >= 2
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    assert any(has_solution(one) for one in code)
    demo = next(one for one in EXERCISES if one.file == path.stem)
    made = any(word in text for word in ("load_example", "demo_measures", "demo.clips", "demo_clips"))
    assert demo.demo == made
