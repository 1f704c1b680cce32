"""The checks are checked: solution, stub, known wrong answers, and answers that fight back."""

import importlib.util
import os
from collections import Counter
from functools import cache
from pathlib import Path

import jupytext
import numpy as np
import pytest

from ser.exercises import HINT, NOT_YET, PASS, check, names, read_exercises, student_notebook
from ser.exercises.checking import judge
from ser.exercises.source import solution, solution_lines

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks" / "exercises"
FILES = {exercise.name: FOLDER / f"{exercise.file}.py" for exercise in read_exercises(ROOT)}
SEEDS = range(12)


def _wrong(name):
    path = Path(__file__).parent / "answers" / f"{name.replace('-', '_')}.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.WRONG


WRONG = [(name, label) for name in names() for label in _wrong(name)]


def _cells(name):
    return [cell for cell in jupytext.read(FILES[name], fmt="py:percent").cells if cell.cell_type == "code"]


def _run(cells, name):
    """Run code cells in one namespace, as a kernel in the folder of the project would; return `answer`."""
    space = {"__name__": "exercise"}
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        for source in cells:
            if f'check("{name}"' not in source:
                exec(compile(source, f"{name}.py", "exec"), space)  # noqa: S102
    finally:
        os.chdir(before)
    return space["answer"]


@cache
def _solved(name):
    return _run([solution(cell.source) for cell in _cells(name)], name)


def test_every_exercise_has_a_file_in_its_order():
    assert list(FILES) == names()
    assert len(names()) == len(set(names())) >= 12


@pytest.mark.parametrize("name", names())
def test_the_solution_passes_for_any_seed(name):
    answer = _solved(name)
    verdicts = [judge(name, answer, seed=seed) for seed in SEEDS]
    assert {verdict.status for verdict in verdicts} == {PASS}, verdicts
    assert check(name, answer).passed


@pytest.mark.parametrize("name", names())
def test_the_stub_says_not_yet(name):
    cells = [cell.source for cell in student_notebook(FILES[name]).cells if cell.cell_type == "code"]
    assert check(name, _run(cells, name)).status == NOT_YET


@pytest.mark.parametrize(("name", "label"), WRONG, ids=lambda value: value.replace(" ", "-"))
def test_a_known_mistake_gets_its_hint(name, label):
    answer, words = _wrong(name)[label]
    for seed in SEEDS:
        verdict = judge(name, answer, seed=seed)
        assert verdict.status == HINT, verdict
        assert words in verdict.message, verdict


@pytest.mark.parametrize("name", names())
def test_each_mistake_has_a_hint_of_its_own(name):
    wrong = _wrong(name)
    assert len(wrong) >= 3
    told = Counter(judge(name, answer, seed=0).message for answer, _ in wrong.values())
    assert max(told.values()) == 1, told


@pytest.mark.parametrize("name", names())
def test_no_hint_gives_the_solution_away(name):
    lines = [line for cell in _cells(name) for line in solution_lines(cell.source) if len(line) > 12]
    told = " ".join(judge(name, answer, seed=0).message for answer, _ in _wrong(name).values())
    assert [line for line in lines if line in told] == []


class Fights:
    """An object that raises whatever it is asked."""

    def _no(self, *_, **__):
        raise RuntimeError("hands off")

    __eq__ = __len__ = __array__ = __iter__ = __getitem__ = __float__ = __str__ = __repr__ = __bool__ = _no
    __call__ = __hash__ = __getattr__ = __contains__ = keys = _no


class SilentError(Exception):
    """An error that cannot be told."""

    def __str__(self):
        raise RuntimeError("no words")


def _raises(error):
    def answer(*_):
        raise error

    return answer


def _writes_over(*given):
    for one in given:
        if isinstance(one, np.ndarray):
            one[...] = 0
    return given[0]


HOSTILE = {
    "nothing": None,
    "dots": ...,
    "text": "an answer",
    "a number": 3,
    "NaN": float("nan"),
    "infinite": [[float("inf")] * 3] * 3,
    "an empty list": [],
    "a list of itself": (lambda one: one.append(one) or one)([]),
    "the check": check,
    "a verdict": check("no such exercise", 1),
    "a module": np,
    "a class": dict,
    "it fights": Fights(),
    "a class that fights": Fights,
    "it leaves": _raises(SystemExit(0)),
    "it says nothing of its error": _raises(SilentError()),
    "it recurses": (lambda: (f := lambda *a: f(*a)))(),
    "it gives back itself": (lambda: (f := lambda *a: f))(),
    "it gives back a fight": lambda *_: Fights(),
    "it gives back two fights": lambda *_: (Fights(), Fights()),
    "it gives back NaN": lambda *_: np.nan,
    "it gives back no end": lambda *_: iter(int, 1),
    "it gives back a dictionary of fights": lambda *_: dict.fromkeys(
        ("train", "test", "validation", "recall", "low", "speaker"), Fights()
    ),
    "it writes over what it is given": _writes_over,
    "it takes nothing": lambda: 1,
    "objects": np.array([object(), None], dtype=object),
    "bytes": b"\0",
    "complex": 1j,
}


@pytest.mark.parametrize("label", HOSTILE)
@pytest.mark.parametrize("name", names())
def test_no_answer_makes_a_check_raise_or_pass(name, label):
    verdict = check(name, HOSTILE[label])
    assert verdict.status in (HINT, NOT_YET)
    assert verdict.message and "Traceback" not in verdict.message
    assert "ser-verdict" in verdict._repr_html_()


def test_the_check_as_an_answer_is_told_so():
    assert "a function of the checker itself" in check("padding", check).message


NO_NAMES = {
    "empty": "",
    "another": "no such exercise",
    "a number": 3,
    "nothing": None,
    "a list": [],
    "it fights": Fights(),
    "a path": "../errors",
    "a module": "lost_calm",
}


@pytest.mark.parametrize("label", NO_NAMES)
def test_a_name_that_is_none_is_told_with_those_there_are(label):
    verdict = check(NO_NAMES[label], 1)
    assert verdict.status == NOT_YET and not verdict.passed
    assert all(known in verdict.message for known in names())


def test_the_key_that_interrupts_does():
    with pytest.raises(KeyboardInterrupt):
        check("attention-mask", _raises(KeyboardInterrupt()))
