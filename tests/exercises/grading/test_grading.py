"""A class from a folder to a table."""

import csv
import errno
import json
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from made_submissions import GOOD

from ser.commands import main
from ser.exercises.grading import Ended, Limits, Mark, find, grade, summary, write_csv
from ser.exercises.grading import remembered as kept
from ser.pages.building.freshness import code_behind

QUICK = Limits(seconds=2, memory=512, disk=16)


@pytest.fixture
def room(tmp_path):
    """A class of every sort: {file: code}."""
    files = {
        "Anna Müller/06_attention_mask.py": GOOD,
        "Anna Müller/again/attention-mask.py": "answer = ...",
        "Ben_attention-mask.py": "while True: pass",
        "=SUM(1)/attention-mask.py": "import os; os._exit(1)",
        "Cem attention-mask.ipynb": "no JSON",
        "Dora/nothing.txt": "",
    }
    folder = tmp_path / "class"
    for name, code in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(code, encoding="utf-8")
    return folder


def _rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def test_the_whole_class_is_graded_each_with_a_line(room, tmp_path):
    told = []
    marks = grade(find(room), folder=room, limits=QUICK, memory=tmp_path / "kept", done=told.append)
    assert len(told) == len(marks) == 6
    rows = _rows(write_csv(marks, tmp_path / "out" / "grades.csv"))
    status = {file: row["status"] for file, row in rows.items()}
    assert status == {
        "Anna Müller/06_attention_mask.py": "pass",
        "Anna Müller/again/attention-mask.py": "not yet",
        "Ben_attention-mask.py": "error",
        "'=SUM(1)/attention-mask.py": "error",
        "Cem attention-mask.ipynb": "error",
        "Dora": "error",
    }
    assert all(row["message"] for row in rows.values())
    assert "one of 2 files" in rows["Anna Müller/06_attention_mask.py"]["message"]
    assert "stopped after 2 s" in rows["Ben_attention-mask.py"]["message"]
    assert rows["'=SUM(1)/attention-mask.py"]["student"] == "'=SUM(1)"
    assert pd.read_csv(tmp_path / "out" / "grades.csv")["student"][0].startswith("'")
    assert rows["Dora"]["fence"] == ""
    lines = "\n".join(summary(marks))
    assert "6 submissions of 5 students: 1 pass, 1 not yet, 4 error" in lines
    assert "network: " in lines and "files: " in lines


def test_each_line_says_which_fence_it_ran_behind(room, tmp_path):
    found = [one for one in find(room) if one.path.name == "06_attention_mask.py"]
    inside = Limits(seconds=20, memory=512, disk=16, fences="interpreter")
    for _ in "run", "remembered":
        (mark,) = marks = grade(found, folder=room, limits=inside, memory=tmp_path / "kept")
        (row,) = _rows(write_csv(marks, tmp_path / "g.csv")).values()
        assert row["fence"] == mark.fence
        assert row["fence"] == (
            "network: connections refused in the interpreter; files: refused in the interpreter outside its own folder"
        )
    assert Mark("Eva", "padding", "eva.py", Ended("error", "cannot be copied")).fence == ""


def test_a_verdict_is_remembered_until_something_changes(room, tmp_path, monkeypatch):
    memory = tmp_path / "kept"
    (one,) = [one for one in find(room) if one.path.name == "06_attention_mask.py"]
    (first,) = grade([one], folder=room, limits=QUICK, memory=memory)
    monkeypatch.setattr("ser.exercises.grading.run_alone", lambda *_, **__: Ended("error", "run anew"))
    (second,) = again = grade([one], folder=room, limits=QUICK, memory=memory)
    assert second == replace(first, ended=replace(first.ended, from_before=True))
    assert "  1 of them as before: neither they nor their check have changed" in summary(again)
    assert "as before" not in "\n".join(summary([first]))
    assert grade([one], folder=room, limits=QUICK, memory=memory, again=True)[0].ended.message == "run anew"
    assert grade([one], folder=room, limits=QUICK)[0].ended.message == "run anew"
    assert grade([one], folder=room, limits=Limits(seconds=3), memory=memory)[0].status == "error"
    one.path.write_text(GOOD + "# changed")
    assert grade([one], folder=room, limits=QUICK, memory=memory)[0].ended.message == "run anew"


def test_the_code_of_the_checks_is_read_once_for_a_class(room, tmp_path, monkeypatch):
    read = []
    monkeypatch.setattr(kept, "code_behind", lambda *given: read.append(threading.current_thread()) or [])
    monkeypatch.setattr("ser.exercises.grading.run_alone", lambda *_, **__: Ended("pass", "fine"))
    kept.code_of_checks.cache_clear()
    try:
        grade(find(room), folder=room, limits=QUICK, memory=tmp_path / "kept", jobs=4)
    finally:
        kept.code_of_checks.cache_clear()
    assert read == [threading.main_thread()]


def _loaded():
    """The files of the package that are loaded where every check has looked at no answer."""
    code = (
        "import sys, contextlib, io\n"
        "from ser.exercises import check, names\n"
        "from ser.exercises.grading import alone\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    told = [check(name, None) for name in names()]\n"
        "print(*sorted(m.__file__ for n, m in sys.modules.items() if n.split('.')[0] == 'ser'), sep='\\n')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(kept._PACKAGE.parent)},
        capture_output=True,
        check=True,
        text=True,
    )
    return {Path(line).relative_to(kept._PACKAGE).as_posix() for line in ended.stdout.splitlines()}


def test_a_verdict_rests_on_all_that_the_checks_load(tmp_path, monkeypatch):
    loaded = _loaded()
    of_part = {one.partition("/")[0]: one for one in sorted(loaded)}
    assert of_part.keys() > {"audio", "training", "files.py"}
    known = code_behind(kept._NAMES, kept._PACKAGE)
    assert loaded <= {path.relative_to(kept._PACKAGE).as_posix() for path in known}
    copied = shutil.copytree(kept._PACKAGE, tmp_path / "ser", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(kept, "_PACKAGE", copied)

    def code():
        kept.code_of_checks.cache_clear()
        return kept.code_of_checks()

    try:
        before = code()
        for file in of_part.values():
            text = (copied / file).read_text("utf-8")
            (copied / file).write_text(text + "# changed\n", "utf-8")
            after = code()
            assert after != before, file
            before = after
        (copied / "commands" / "grade.py").write_text("# another\n")
        assert code() == before
    finally:
        kept.code_of_checks.cache_clear()


def test_what_had_no_verdict_is_run_again(tmp_path):
    file = tmp_path / "padding.py"
    file.write_text("answer = 1")
    (one,) = find(tmp_path)
    kept.remember(one, QUICK, tmp_path / "kept", Ended("error", "stopped"))
    assert kept.recall(one, QUICK, tmp_path / "kept") is None
    kept.remember(one, QUICK, tmp_path / "kept", Ended("hint", "look again"))
    assert kept.recall(one, QUICK, tmp_path / "kept") == Ended("hint", "look again", from_before=True)
    for path in (tmp_path / "kept").iterdir():
        path.write_text(json.dumps({"of": "another version"}))
    assert kept.recall(one, QUICK, tmp_path / "kept") is None


def test_a_verdict_counts_where_it_cannot_be_kept(room, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    (one,) = [one for one in find(room) if one.path.name == "06_attention_mask.py"]
    monkeypatch.setattr("ser.exercises.grading.run_alone", lambda *_, **__: Ended("pass", "well done"))
    monkeypatch.setattr("ser.exercises.grading.remember", full)
    (mark,) = grade([one], folder=room, limits=QUICK, memory=tmp_path / "kept")
    assert (mark.status, mark.ended.message[:9]) == ("pass", "well done")


def test_a_table_is_one_line_a_mark_whatever_the_message_holds(tmp_path):
    marks = [Mark("+1", "padding", "a\nb.py", Ended("hint", '=1+1\r\n"quoted", \x1b[31mred'))]
    (row,) = _rows(write_csv(marks, tmp_path / "g.csv")).values()
    assert row["student"] == "'+1"
    assert row["message"].startswith("'=1+1")
    assert "\n" not in "".join(row.values()) and "\x1b" not in row["message"]


def test_the_command_writes_the_table(room, tmp_path, capsys, demo_root, monkeypatch):
    monkeypatch.setattr("ser.commands.places.DEMO_CORPUS", demo_root)
    monkeypatch.setattr("ser.commands.grade.BUILD", tmp_path / "build")
    out = tmp_path / "grades.csv"
    given = ["grade", str(room), "--out", str(out), "--minutes", "0.03", "--memory", "512"]
    assert main([*given, "--exercise", "attention-mask"]) == 0
    assert len(_rows(out)) == 6
    assert "1 pass" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--exercise", "nothing"], "unknown exercise 'nothing'; expected one of lost-calm"),
        (["--out", "."], "--out: received the folder ."),
    ],
)
def test_the_command_refuses_in_one_line(room, more, words, capsys):
    assert main(["grade", str(room), *more]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line


@pytest.mark.parametrize("minutes", ["0", "-1", "nan", "inf", "two"])
def test_minutes_are_above_zero(room, minutes, capsys):
    with pytest.raises(SystemExit):
        main(["grade", str(room), "--minutes", minutes])
    assert "expected minutes above 0" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_told(tmp_path, capsys):
    assert main(["grade", str(tmp_path / "gone")]) == 2
    assert "no folder" in capsys.readouterr().err
