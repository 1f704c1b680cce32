"""What students hand in is looked at without being run: its cells, which exercise it answers, what is kept of it."""

import json

from hypothesis import given
from hypothesis import strategies as st
from strangers import CHANGES, ODD, answered, changed, examples, exchanged, in_folder

from ser.exercises import names
from ser.exercises.grading import Ended, Limits, exercise_of, find
from ser.exercises.grading.cells import Unreadable, read_cells
from ser.exercises.grading.remembered import recall, remember

NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Padding"]},
        {
            "cell_type": "code",
            "metadata": {},
            "source": ["%matplotlib inline\n", "answer = 3\n", "!ls\n"],
            "outputs": [],
        },
        {"cell_type": "code", "metadata": {}, "source": 'check("padding", answer)', "outputs": []},
    ],
    "metadata": {"ser": {"exercise": {"name": "padding"}}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
SCRIPT = b'# %% [markdown]\n# Padding\n# %%\nanswer = 3\n# %%\ncheck("padding", answer)\n'


def _look(folder):
    for path in sorted(folder.rglob("*.*")):
        if path.is_file():
            cells = answered(lambda path=path: read_cells(path), kinds=(Unreadable,))
            assert isinstance(cells, Unreadable) or all(isinstance(cell, str) for cell in cells)
            assert exercise_of(path) in ("", *names())
    for one in answered(lambda: find(folder)):
        assert one.exercise in ("", *names())


@examples(60)
@given(exchanged(NOTEBOOK))
def test_the_parts_of_a_notebook(notebook):
    in_folder({"Ada/one.ipynb": notebook}, _look)


@examples(60)
@given(changes=CHANGES, script=st.booleans())
def test_the_bytes_of_a_submission(changes, script):
    name, content = ("one.py", SCRIPT) if script else ("one.ipynb", json.dumps(NOTEBOOK).encode())
    in_folder({f"Ada/{name}": changed(content, changes)}, _look)


@examples(30)
@given(st.dictionaries(st.sampled_from(["status", "message", "seconds", "printed", "files", "more"]), ODD))
def test_a_verdict_that_was_kept(held):
    def look(folder):
        (one,) = find(folder / "class")
        remember(one, Limits(), folder / "memory", Ended("pass", "right", 1.0))
        assert recall(one, Limits(), folder / "memory").status == "pass"
        (kept,) = (folder / "memory").iterdir()
        kept.write_text(json.dumps({"status": "pass", "message": "right"} | held), encoding="utf-8")
        found = recall(one, Limits(), folder / "memory")
        assert found is None or (
            found.status in ("pass", "hint", "not yet") and isinstance(found.message, str)
        )

    in_folder({"class/Ada/one.ipynb": NOTEBOOK}, look)
