"""The freshness key follows what a page rests on, names what changed, and follows nothing else."""

import os
import sys

import pytest

from ser.errors import BadValue
from ser.pages.freshness import code_of, freshness, package_folder

from .conftest import ROOT


@pytest.fixture
def own_package(project):
    """The project with more modules in its package `ser`: some that the page imports, and one it does not."""
    package = project / "ser"
    (package / "plots").mkdir(exist_ok=True)
    (package / "plots" / "__init__.py").write_text("")
    (package / "plots" / "bars.py").write_text(
        "def draw():\n    from ser.plots.colours import RED\n    return RED\n"
    )
    (package / "plots" / "colours.py").write_text("from .palette import RED\n")
    (package / "plots" / "palette.py").write_text("RED = 1\n")
    (package / "plots" / "names.csv").write_text("red\n")
    (package / "apart.py").write_text("x = 1\n")
    notebook = project / "notebooks" / "a.py"
    notebook.write_text(notebook.read_text() + "\n# %%\nfrom ser.plots import bars\n")
    return project


def _now(root, given):
    return freshness(root / "notebooks" / "a.py", parameters=given, root=root)


def _append(path):
    path.write_text(path.read_text() + "\n# more\n")


def test_the_same_state_has_the_same_key(own_package, given):
    before = _now(own_package, given)
    for path in own_package.rglob("*"):
        os.utime(path)
    after = _now(own_package, given)
    assert after.key == before.key
    assert after.since(before) == ""


@pytest.mark.parametrize(
    "changed",
    [
        "notebooks/a.py",
        "ser/plots/bars.py",
        "ser/plots/colours.py",
        "ser/plots/palette.py",
        "ser/plots/names.csv",
        "ser/pages/show.py",
        "results/demo/runs/one.json",
        "requirements.txt",
    ],
)
def test_a_change_is_noticed_and_named(own_package, given, changed):
    before = _now(own_package, given)
    _append(own_package / changed)
    after = _now(own_package, given)
    assert after.key != before.key
    assert after.since(before) == f"changed: {changed}"


def test_a_parameter_is_named(project, given):
    before = _now(project, given)
    after = _now(project, given | {"more": 1})
    assert after.since(before) == "new: parameter more"
    assert before.since(after) == "gone: parameter more"


def test_a_new_and_a_lost_result_are_named(project, given):
    before = _now(project, given)
    runs = project / "results" / "demo" / "runs"
    (runs / "one.json").rename(runs / "two.json")
    told = _now(project, given).since(before)
    assert told == "new: results/demo/runs/two.json; gone: results/demo/runs/one.json"


@pytest.mark.parametrize(
    "unread", ["ser/apart.py", "results/demo/note.txt", "results/full/runs/one.json", "book/intro.md"]
)
def test_what_a_page_does_not_rest_on_does_not_matter(own_package, given, unread):
    before = _now(own_package, given)
    path = own_package / unread
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("something else\n")
    assert _now(own_package, given).key == before.key


def test_without_a_header_every_result_counts(project, given):
    notebook = project / "notebooks" / "a.py"
    notebook.write_text("# %%\nx = 1\n")
    before = _now(project, given)
    (project / "results" / "demo" / "note.txt").write_text("read by nobody we know")
    assert _now(project, given).since(before) == "new: results/demo/note.txt"


def test_a_header_that_is_no_list_is_refused(project, given):
    notebook = project / "notebooks" / "a.py"
    notebook.write_text(notebook.read_text().replace('["runs/**/*.json"]', "runs"))
    with pytest.raises(BadValue, match=r"ser\.reads is 'runs'; expected a list"):
        _now(project, given)


def test_many_changes_are_told_short(project, given):
    before = _now(project, given)
    for number in range(9):
        (project / "results" / "demo" / "runs" / f"{number}.json").write_text("{}")
    assert _now(project, given).since(before).endswith("runs/4.json and 4 more")


def test_imports_are_followed_without_running_them():
    before = set(sys.modules)
    files = code_of("from ser.pages import show\n", ROOT / "ser")
    assert ROOT / "ser" / "pages" / "show.py" in files
    assert ROOT / "ser" / "errors.py" in files
    assert ROOT / "ser" / "pages" / "book.py" not in files
    assert set(sys.modules) == before


def test_the_package_under_the_root_comes_first(project, tmp_path):
    assert package_folder(tmp_path) == ROOT / "ser"
    assert package_folder(project) == project / "ser"
