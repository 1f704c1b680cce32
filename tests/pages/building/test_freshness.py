"""The freshness key follows what a page rests on, names what changed, and follows nothing else."""

import ast
import gc
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ser.errors import BadValue
from ser.pages.building.freshness import ANY, PACKAGE, code_behind, code_of, freshness, package_folder

from ..conftest import ROOT

EXERCISES = sorted((ROOT / "notebooks" / "exercises").glob("*.py"))


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


@pytest.fixture
def loaded_late(tmp_path):
    """A package `ser` whose modules load others by name, and a function that tells what a source rests on."""
    package = tmp_path / "ser"
    for folder in ("lazy", "many", "unsure", "pages"):
        (package / folder).mkdir(parents=True)
        (package / folder / "__init__.py").write_text("")
        for name in ("one", "two"):
            (package / folder / f"{name}.py").write_text("")
    (package / "__init__.py").write_text("")
    attach = "import lazy_loader as lazy\na, b, c = lazy.attach(__name__, {})\n"
    (package / "lazy" / "__init__.py").write_text(
        attach.format('submod_attrs={"one": ["first"], "two": ["second", "third"]}')
    )
    (package / "unsure" / "__init__.py").write_text(attach.format("submod_attrs=TABLE"))
    (package / "many" / "__init__.py").write_text(
        "from importlib import import_module\n"
        'found = [import_module(f"{__name__}.{name}") for name in ("one", "two")]\n'
    )

    def rests(source):
        names = {path.relative_to(package).with_suffix("").as_posix() for path in code_of(source, package)}
        return {name for name in names if not name.endswith("__init__") and not name.startswith("pages")}

    return rests


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("from ser.lazy import first", {"lazy/one"}),
        ("from ser.lazy import third as word", {"lazy/two"}),
        ("from ser.lazy import two", {"lazy/two"}),
        ("from ser.lazy import *", {"lazy/one", "lazy/two"}),
        ("from ser import lazy", {"lazy/one", "lazy/two"}),
        ("import ser.lazy.one", {"lazy/one", "lazy/two"}),
        ("import ser.lazy.one as name", {"lazy/one"}),
        ("from ser.unsure import first", {"unsure/one", "unsure/two"}),
        ("import ser.many", {"many/one", "many/two"}),
        ("from ser.many import found", {"many/one", "many/two"}),
        ("import importlib\nimportlib.import_module('ser.many.one')", {"many/one", "many/two"}),
        ("from importlib import import_module\nimport_module(f'ser.lazy.{x}')", {"lazy/one", "lazy/two"}),
        ("from importlib import import_module\nimport_module(f'.{x}', 'ser.lazy')", {"lazy/one", "lazy/two"}),
        ("from importlib import import_module\nimport_module('numpy')", set()),
        ("from importlib import import_module\nimport_module(f'numpy.{x}')", set()),
    ],
)
def test_what_is_loaded_by_name_counts(loaded_late, source, modules):
    assert loaded_late(source) == modules


def _rests(page):
    source = (ROOT / "notebooks" / f"{page}.py").read_text(encoding="utf-8")
    return {path.relative_to(ROOT / "ser").as_posix() for path in code_of(source, ROOT / "ser")}


def test_the_page_of_the_corpora_rests_on_every_corpus():
    catalogue = {path.name for path in (ROOT / "ser" / "corpora" / "catalogue").glob("*.py")}
    assert {"tess.py", "cremad.py"} < catalogue
    assert {f"corpora/catalogue/{name}" for name in catalogue} < _rests("01_corpora")


def test_the_page_of_an_exercise_rests_on_its_check():
    asking = "from ser.exercises import check"
    rests = {path.relative_to(ROOT / "ser").as_posix() for path in code_of(asking, ROOT / "ser")}
    assert len(EXERCISES) > 10
    for exercise in EXERCISES:
        assert asking in exercise.read_text(encoding="utf-8").splitlines()
        assert f"exercises/checks/{exercise.stem[3:]}.py" in rests


@pytest.mark.parametrize("page", ["01_corpora", "exercises/06_attention_mask"])
def test_nothing_is_loaded_that_a_page_is_not_said_to_rest_on(page):
    source = (ROOT / "notebooks" / f"{page}.py").read_text(encoding="utf-8")
    imports = [
        ast.unparse(n) for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Import | ast.ImportFrom)
    ]
    # The names that the page imports are loaded; a check too, by the look at no answer.
    look = ["check('attention-mask', None)"] if "from ser.exercises import check" in imports else []
    told = "print(*sorted(m.__file__ for n, m in sys.modules.items() if n.split('.')[0] == 'ser'), sep='\\n')"
    code = "\n".join(["import sys", *imports, *look, told])
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
    )
    loaded = {Path(line).relative_to(ROOT / "ser").as_posix() for line in done.stdout.splitlines()}
    assert len(loaded) > 10
    assert loaded <= _rests(page)


def test_a_page_does_not_rest_on_what_it_does_not_ask_for():
    rests = _rests("12_try")
    assert not {name for name in rests if name.startswith("exercises/checks/")}
    assert "pages/building/book.py" not in rests
    assert "pages/building/book.py" in {
        path.relative_to(ROOT / "ser").as_posix()
        for path in code_of("from ser.pages.building import make_book", ROOT / "ser")
    }


def test_several_threads_find_the_same_code():
    """Python 3.11.7 raises SystemError where one thread's parsing ends in the middle of another's."""
    ours = package_folder(Path())
    names = [f"{PACKAGE}.exercises.grading.{ANY}"]
    often, seldom = sys.getswitchinterval(), gc.get_threshold()
    gc.callbacks.append(_give_way)
    sys.setswitchinterval(1e-6)
    gc.set_threshold(5)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = [one.result() for one in [pool.submit(code_behind, names, ours) for _ in range(8)]]
    finally:
        sys.setswitchinterval(often)
        gc.set_threshold(*seldom)
        gc.callbacks.remove(_give_way)
    assert found[0]
    assert found == found[:1] * 8


def _give_way(*_):
    """Another thread's turn, at every collection."""
    time.sleep(0)
