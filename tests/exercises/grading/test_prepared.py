"""What is made once for the class: asked for by a word, copied for each, and never in the way."""

import pytest

from ser.exercises.grading import prepared
from ser.exercises.grading.submissions import Submission


@pytest.fixture
def makers(monkeypatch):
    makers = {
        "compiled": (b"librosa", "open('kernel', 'w').write('made')"),
        "measured": (
            b"demo_measures",
            "import os; os.makedirs('build/exercises'); open('build/exercises/m', 'w')",
        ),
    }
    monkeypatch.setattr(prepared, "_MAKERS", makers)
    return makers


def _submission(tmp_path, text, **more):
    (tmp_path / "padding.py").write_text(text)
    return Submission("a", "padding", tmp_path / "padding.py", **more)


def test_only_what_is_asked_for_is_made_and_only_once(tmp_path, makers, monkeypatch):
    folder = tmp_path / "kept"
    assert prepared.prepare([_submission(tmp_path, "import numpy")], folder) == {}
    assert prepared.prepare([_submission(tmp_path, "import librosa", trouble="no")], folder) == {}
    found = prepared.prepare([_submission(tmp_path, "import librosa")], folder)
    assert list(found) == ["compiled"] and (found["compiled"] / "kernel").read_text() == "made"
    monkeypatch.setitem(makers, "compiled", (b"librosa", "raise SystemExit(1)"))
    assert prepared.prepare([_submission(tmp_path, "import librosa")], folder) == found


def test_what_cannot_be_made_is_left_out(tmp_path, makers, monkeypatch):
    monkeypatch.setitem(makers, "compiled", (b"librosa", "raise SystemExit(1)"))
    assert prepared.prepare([_submission(tmp_path, "import librosa")], tmp_path / "kept") == {}
    assert list((tmp_path / "kept").iterdir()) == []


def test_each_submission_gets_a_copy(tmp_path, makers):
    found = prepared.prepare([_submission(tmp_path, "librosa demo_measures")], tmp_path / "kept")
    for scratch in (tmp_path / "one", tmp_path / "other"):
        (scratch / "work" / "build").mkdir(parents=True)
        given = prepared.give(found, scratch)
        assert (scratch / "work" / "build" / "exercises" / "m").is_file()
        (scratch / "compiled" / "kernel").write_text("changed")
        assert given == {"NUMBA_CACHE_DIR": str(scratch / "compiled")}
    assert (found["compiled"] / "kernel").read_text() == "made"
    assert prepared.give({}, tmp_path) == {}


def test_the_makers_are_there():
    for word, code in prepared._MAKERS.values():
        compile(code, "maker", "exec")
        assert word.decode() in code
