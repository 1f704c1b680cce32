"""Whose a file is, and which exercise it answers."""

import json
import unicodedata

import pytest

from ser.errors import BadValue, DataMissing
from ser.exercises.grading.submissions import exercise_of, find


def _notebook(path, *, exercise=None, code="answer = 1"):
    path.parent.mkdir(parents=True, exist_ok=True)
    metadata = {"ser": {"exercise": exercise}} if exercise else {}
    cells = [{"cell_type": "code", "source": code}]
    path.write_text(json.dumps({"cells": cells, "metadata": metadata}), encoding="utf-8")
    return path


def _seen(folder, **options):
    return [
        (one.student, one.exercise, one.path.relative_to(folder).as_posix(), bool(one.trouble))
        for one in find(folder, **options)
    ]


def test_a_notebook_tells_its_exercise_before_its_name_does(tmp_path):
    stated = _notebook(
        tmp_path / "padding.ipynb", exercise="lost-calm", code='check("speaker-split", answer)'
    )
    called = _notebook(tmp_path / "axis_mistake.ipynb", code='check("speaker-split", answer)')
    named = _notebook(tmp_path / "Müller 05_Speaker_Split (2).ipynb", code='check("no-such", answer)')
    assert exercise_of(stated) == "lost-calm"
    assert exercise_of(called) == "speaker-split"
    assert exercise_of(named) == "speaker-split"
    assert exercise_of(_notebook(tmp_path / "Untitled.ipynb")) == ""


def test_students_are_folders_or_files_whatever_their_names(tmp_path):
    _notebook(tmp_path / "Jörg Ö. O'Neil" / "week 3" / "03_padding.ipynb")
    _notebook(tmp_path / "Jörg Ö. O'Neil" / ".ipynb_checkpoints" / "03_padding-checkpoint.ipynb")
    _notebook(tmp_path / "Jörg Ö. O'Neil" / "lost_calm.ipynb")
    (tmp_path / "Jörg Ö. O'Neil" / "helper.py").write_text("x = 1")
    _notebook(tmp_path / "Zoë_padding.ipynb")
    _notebook(tmp_path / "04 = =cmd padding.ipynb")
    (tmp_path / "notes.txt").write_text("not one of them")
    (tmp_path / "__MACOSX").mkdir()
    assert _seen(tmp_path) == [
        ("04 = =cmd", "padding", "04 = =cmd padding.ipynb", False),
        ("Jörg Ö. O'Neil", "lost-calm", "Jörg Ö. O'Neil/lost_calm.ipynb", False),
        ("Jörg Ö. O'Neil", "padding", "Jörg Ö. O'Neil/week 3/03_padding.ipynb", False),
        ("Zoë", "padding", "Zoë_padding.ipynb", False),
    ]


def test_what_moodle_adds_to_a_name_is_left_out(tmp_path):
    _notebook(tmp_path / "Ana-María O'Neil_30512_assignsubmission_file" / "padding.ipynb")
    assert [one.student for one in find(tmp_path)] == ["Ana-María O'Neil"]


def test_an_umlaut_is_one_letter_however_it_was_written(tmp_path):
    _notebook(tmp_path / unicodedata.normalize("NFD", "Jörg") / "padding.ipynb")
    _notebook(tmp_path / unicodedata.normalize("NFC", "Jörg_lost-calm.ipynb"))
    assert {one.student for one in find(tmp_path)} == {unicodedata.normalize("NFC", "Jörg")}


def test_one_exercise_alone_takes_files_that_tell_none(tmp_path):
    _notebook(tmp_path / "a" / "padding.ipynb")
    _notebook(tmp_path / "b" / "Untitled.ipynb")
    (tmp_path / "b" / "helper.py").write_text("x = 1")
    (tmp_path / "c.py").write_text("answer = 1")
    _notebook(tmp_path / "d.ipynb", exercise="lost-calm")
    assert _seen(tmp_path, exercise="padding") == [
        ("a", "padding", "a/padding.ipynb", False),
        ("b", "padding", "b/Untitled.ipynb", False),
        ("c", "padding", "c.py", False),
    ]


def test_what_cannot_be_graded_has_a_line_of_its_own(tmp_path):
    _notebook(tmp_path / "a" / "Untitled.ipynb")
    (tmp_path / "b").mkdir()
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "all.zip").write_bytes(b"PK")
    (tmp_path / "d.zip").write_bytes(b"PK")
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / "padding.ipynb").symlink_to(tmp_path / "a" / "Untitled.ipynb")
    found = {one.student: one.trouble for one in find(tmp_path)}
    assert "--exercise" in found["a"]
    assert found["b"] == found["e"] == "no notebook in this folder"
    assert "unpack" in found["c"] and "unpack" in found["d"]


def test_a_folder_with_nothing_and_a_name_that_is_none_are_refused_with_what_was_expected(tmp_path):
    with pytest.raises(DataMissing, match="nothing to grade"):
        find(tmp_path)
    with pytest.raises(DataMissing, match="no folder"):
        find(tmp_path / "gone")
    with pytest.raises(BadValue, match="expected one of lost-calm"):
        find(tmp_path, exercise="paddling")
