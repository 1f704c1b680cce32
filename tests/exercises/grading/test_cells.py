"""The code of a submission, whatever an editor or Jupyter has put around it."""

import json

import pytest

from ser.exercises.grading.cells import LARGEST, Unreadable, plain_python, read_cells


def _notebook(*sources, kind="code"):
    return json.dumps({"cells": [{"cell_type": kind, "source": source} for source in sources]})


def test_cells_of_a_notebook_and_of_a_script_are_the_same(tmp_path):
    (tmp_path / "a.ipynb").write_text(_notebook("x = 1\n", ["y = 2\n", "z = 3"]))
    (tmp_path / "a.py").write_text(
        "# %%\nx = 1\n\n# %% [markdown]\n# words\n\n# %% tags=['a']\ny = 2\nz = 3\n"
    )
    assert [one.strip() for one in read_cells(tmp_path / "a.ipynb")] == ["x = 1", "y = 2\nz = 3"]
    assert [one.strip() for one in read_cells(tmp_path / "a.py")] == ["x = 1", "y = 2\nz = 3"]


def test_a_script_without_cells_is_one(tmp_path):
    (tmp_path / "a.py").write_text("\ufeffx = 1\ny = x % 2\n", encoding="utf-8")
    assert read_cells(tmp_path / "a.py") == ["x = 1\ny = x % 2"]


@pytest.mark.parametrize(
    ("code", "plain"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("if True:\n    !pip install x\n", "if True:\n    pass\n"),
        ("files = !ls\n", "files = None\n"),
        ("np.mean?\nx = 1", "pass\nx = 1"),
        ("%%time\nx = 1", "\nx = 1"),
        ("%%bash\nrm -rf ~", ""),
        ("y = (7\n % 4)\nz = 'is it?'", "y = (7\n % 4)\nz = 'is it?'"),
        ("def broken(:", "def broken(:"),
    ],
)
def test_what_only_jupyter_understands_is_left_out(code, plain):
    assert plain_python(code) == plain


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.ipynb", b"", "empty"),
        ("a.ipynb", b" \n", "empty"),
        ("a.ipynb", b"{'cells': []}", "not JSON"),
        ("a.ipynb", b"[1, 2]", "no cells"),
        ("a.ipynb", b'{"worksheets": []}', "no cells"),
        ("a.ipynb", b'{"cells": [1, null, {"cell_type": "code"}]}', "no cell of it holds code"),
        ("a.ipynb", b"[" * 100_000, "not"),
        ("a.ipynb", b"\xff\xfe\x00", "UTF-8"),
        ("a.py", b"# %% [markdown]\n# words\n", "no cell of it holds code"),
        ("a.py", b"\x00\xd8", "UTF-8"),
    ],
)
def test_a_file_that_is_no_notebook_is_told_why(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable, match=words):
        read_cells(tmp_path / name)


def test_a_file_of_many_outputs_is_not_read(tmp_path):
    with (tmp_path / "a.ipynb").open("wb") as file:
        file.truncate(LARGEST * 2**20 + 1)
    with pytest.raises(Unreadable, match="clear its outputs"):
        read_cells(tmp_path / "a.ipynb")
