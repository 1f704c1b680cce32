import os
import time

import pytest

from ser.commands import unchanged
from ser.commands.unchanged import LastAnswer, Said

SAID = Said(("two clips",), ("left out: one",))


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A folder of two sound files that were last changed a minute ago, and one with what was made of them."""
    monkeypatch.setattr(unchanged, "REMEMBERED", tmp_path / "files.csv")
    (tmp_path / "files.csv").write_text("what the files held")
    for name in ("sounds/a.wav", "sounds/inner/b.wav", "made/all.npz"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
        settle(path)
    return tmp_path


def settle(path):
    then = time.time() - 60
    os.utime(path, (then, then))


def asked(world, *question) -> LastAnswer:
    return LastAnswer(
        world / "made" / "answer.json", question=question, root=world / "sounds", made=world / "made"
    )


def test_an_answer_is_known_again(world, capsys):
    assert asked(world, "mfcc").known() is None
    asked(world, "mfcc").remember(SAID)
    known = asked(world, "mfcc").known()
    assert known == SAID
    known.print()
    assert capsys.readouterr() == ("two clips\n", "left out: one\n")


def altered(world):
    path = world / "sounds" / "a.wav"
    path.write_text("A" * path.stat().st_size)


def later(world):
    os.utime(world / "sounds" / "a.wav")


def longer(world):
    path = world / "sounds" / "inner" / "b.wav"
    about = path.stat()
    path.write_text("more of it than before")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


def added(world):
    (world / "sounds" / "c.wav").touch()
    settle(world / "sounds" / "c.wav")


def removed(world):
    (world / "sounds" / "a.wav").unlink()


def renamed(world):
    (world / "sounds" / "a.wav").rename(world / "sounds" / "z.wav")


def made_is_gone(world):
    (world / "made" / "all.npz").unlink()


def made_is_cut(world):
    path = world / "made" / "all.npz"
    about = path.stat()
    os.truncate(path, 3)
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


def read_again(world):
    beside = world / "files.csv.part"
    beside.write_text("what the files hold")
    beside.replace(world / "files.csv")


def other_list(world):
    (world / "sounds" / "manifest.csv").write_text("path,bytes,sha256\n")


@pytest.mark.parametrize(
    "change",
    [altered, later, longer, added, removed, renamed, made_is_gone, made_is_cut, read_again, other_list],
)
def test_whatever_changed_the_answer_is_not_known(world, change):
    asked(world, "mfcc").remember(SAID)
    change(world)
    assert asked(world, "mfcc").known() is None


def test_another_question_has_another_answer(world):
    asked(world, "mfcc", False).remember(SAID)
    assert asked(world, "mfcc", True).known() is None


def test_other_code_has_another_answer(world, monkeypatch):
    asked(world, "mfcc").remember(SAID)
    monkeypatch.setattr(unchanged, "_code", lambda: ["other"])
    assert asked(world, "mfcc").known() is None


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"state": 1}', '{"out": 1, "err": 2, "state": 3}']
)
def test_a_torn_answer_is_none(world, content):
    asked(world, "mfcc").remember(SAID)
    (world / "made" / "answer.json").write_text(content)
    assert asked(world, "mfcc").known() is None


def test_files_that_may_change_unseen_are_looked_at_again(world):
    later(world)
    asked(world, "mfcc").remember(SAID)
    assert not (world / "made" / "answer.json").exists()


def test_where_nothing_can_be_written_nothing_is_remembered(world):
    answer = asked(world, "mfcc")
    (world / "made" / "answer.json").mkdir()
    answer.remember(SAID)
    assert [path.name for path in (world / "made").iterdir() if path.name.startswith(".")] == []
    assert answer.known() is None


def test_code_and_lists_of_the_package_are_part_of_the_question(tmp_path, monkeypatch):
    package = tmp_path / "ser"
    for name in ("__init__.py", "features/mfcc.py", "corpora/manifests/tess.csv", "pages/show.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("1")
    monkeypatch.setattr(unchanged.ser, "__file__", str(package / "__init__.py"))
    seen = [unchanged._code()]
    for name, counts in (
        ("features/mfcc.py", True),
        ("corpora/manifests/tess.csv", True),
        ("pages/show.py", False),
    ):
        (package / name).write_text("2")
        seen.append(unchanged._code())
        assert (seen[-1] != seen[-2]) == counts, name


def test_all_that_decides_on_features_is_looked_at():
    assert len(unchanged._code()) > 50
