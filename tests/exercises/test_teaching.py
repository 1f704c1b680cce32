"""The page for lecturers names every exercise, and names none that is not there."""

import re
from pathlib import Path

import jupytext
import pytest

from ser.commands import main
from ser.exercises import names, read_exercises
from ser.exercises.grading import COLUMNS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "book" / "teaching.md").read_text(encoding="utf-8")
FILES = {exercise.name: f"notebooks/exercises/{exercise.file}" for exercise in read_exercises(ROOT)}
LINK = re.compile(r"\[([^\]]*)\]\((notebooks/exercises/\d[^)#]*)\)")


def _section(title):
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_every_link_to_an_exercise_leads_to_the_one_it_names():
    found = LINK.findall(PAGE)
    assert found
    for name, file in found:
        assert FILES.get(name) == file


def test_every_exercise_is_in_a_plan_or_optional():
    project = _section("Plan for a project of four weeks")
    assert {name for name, _ in LINK.findall(project)} == set(names())
    (optional,) = [line for line in project.splitlines() if line.startswith("Optional:")]
    planned = [
        name for line in project.splitlines() if line.startswith("|") for name, _ in LINK.findall(line)
    ]
    assert sorted([*planned, *(name for name, _ in LINK.findall(optional))]) == sorted(names())


def test_the_short_plan_fills_its_time_and_gives_each_exercise_enough():
    minutes = {exercise.name: exercise.minutes for exercise in read_exercises(ROOT)}
    rows = re.findall(r"^\| (\d+) \|(.*)\|$", _section("Plan for 90 minutes"), re.MULTILINE)
    assert sum(int(time) for time, _ in rows) == 90
    for time, row in rows:
        for name, _ in LINK.findall(row):
            assert minutes[name] <= int(time), f"{name} takes longer than the plan has for it"


@pytest.mark.parametrize("title", ["Plan for a project of four weeks", "Plan for six sessions"])
def test_the_minutes_of_a_longer_plan_are_those_of_its_exercises(title):
    minutes = {exercise.name: exercise.minutes for exercise in read_exercises(ROOT)}
    rows = re.findall(r"^\| \d\. (.*)\|$", _section(title), re.MULTILINE)
    assert rows
    for row in rows:
        told = [int(cell) for cell in row.split("|") if cell.strip().isdigit()]
        assert told == [sum(minutes[name] for name, _ in LINK.findall(row))], row


def test_six_sessions_are_planned_and_hold_no_exercise_twice():
    planned = [name for name, _ in LINK.findall(_section("Plan for six sessions"))]
    assert len(planned) == len(set(planned)) > 0
    assert len(re.findall(r"^\| \d\. ", _section("Plan for six sessions"), re.MULTILINE)) == 6


def test_what_reads_results_is_named_where_a_student_and_a_lecturer_look():
    students = (ROOT / "book" / "exercises.md").read_text(encoding="utf-8").partition("## How it works")[0]
    for name, file in FILES.items():
        metadata = jupytext.read(ROOT / f"{file}.py", fmt="py:percent").metadata["ser"]
        wants = bool(metadata.get("reads")) or name == "act-it"
        for text in (students, _section("What a student needs")):
            assert (f"[{name}]({file})" in text) == wants, name


def test_lecturers_are_told_which_answers_a_person_reads():
    told = _section("Giving out and taking in").partition("want a reader")[2].partition("\n\n")[0]
    assert {name for name, _ in LINK.findall(told)} == {"own-voice", "act-it", "own-study"}


def test_the_example_is_a_table_as_the_command_writes_it():
    lines = re.search(r"```text\n(student,.*?)\n```", PAGE, re.DOTALL)[1].splitlines()
    assert tuple(lines[0].split(",")) == COLUMNS
    assert all(line.split(",")[1] in names() for line in lines[1:])
    statuses = {line.split(",")[2] for line in lines[1:]}
    assert statuses == set(re.findall(r"^\| \*([a-z ]+)\* \|", PAGE, re.MULTILINE))


def test_the_options_it_names_are_those_of_the_command(capsys):
    with pytest.raises(SystemExit):
        main(["grade", "--help"])
    known = capsys.readouterr().out
    for option in set(re.findall(r"`(--[a-z]+)", _section("Grading a class"))):
        assert option in known
    assert "grade submissions --out grades.csv" in PAGE
