"""Executing a page: the same bytes each time, the right interpreter, and nothing left of a page that fails."""

import json
import socket
import sys
import types

import nbformat
import pytest

from ser.errors import BadValue, DataMissing
from ser.pages.building import execute as execution
from ser.pages.building.execute import PageFailed, execute, parameter_names

from ..conftest import HEADER, START


@pytest.fixture
def out(project):
    return project / "build" / "pages" / "a.ipynb"


def _run(project, out, given, **more):
    return execute(project / "notebooks" / "a.py", out, parameters=given | more, root=project)


def _files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_page_is_executed_once_and_its_bytes_repeat(project, out, given, monkeypatch, capfd):
    # A kernel that a user installed under the usual name, and that cannot run.
    broken = project / "jupyter" / "kernels" / "python3"
    broken.mkdir(parents=True)
    spec = {"argv": ["false", "{connection_file}"], "display_name": "broken", "language": "python"}
    (broken / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(project / "jupyter"))

    first = _run(project, out, given)
    assert (first.changed, first.reason) == (True, "not executed yet")
    stored = _files(out.parent)
    assert sorted(stored) == [
        "a.freshness.json",
        "a.ipynb",
        *(f"figures/a/{name}.{kind}" for name in ("line", "steeper") for kind in ("csv", "png", "svg")),
    ]
    again = _run(project, out, given)
    assert (again.changed, again.reason) == (False, "nothing changed")

    out.with_suffix(".freshness.json").unlink()
    assert _run(project, out, given).changed
    assert _files(out.parent) == stored
    assert capfd.readouterr().err == ""

    text = out.read_text()
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    for absent in (str(project), sys.prefix, "noise on stderr", "object at 0x", "duration"):
        assert absent not in text
    assert "stdout: <python>/bin/python" in text or "stdout: ./" in text
    assert "'0.900'" in text
    injected = next(cell for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", []))
    assert "remove-cell" in injected.metadata.tags
    shown = [cell.metadata["mystnb"] for cell in notebook.cells if "mystnb" in cell.metadata]
    assert [about["image"]["alt"] for about in shown] == [
        f"Demo corpus: not a result. A line that rises to {top}" for top in (1, 2)
    ]
    assert "(1,200 clips, 1 speaker, 3 seeds)" in shown[0]["figure"]["caption"]
    assert "Demo corpus: not a result." in shown[0]["figure"]["caption"]

    out.write_text(text.replace("A line that rises", "A line that falls"))
    repaired = _run(project, out, given)
    assert repaired.reason == "altered or gone since: a.ipynb"
    assert _files(out.parent) == stored


@pytest.fixture
def taken(monkeypatch):
    """Another process has the port that a kernel is to use; gives how many kernels shall meet it, and have met it."""
    told = types.SimpleNamespace(times=1, met=0)
    usual = execution._kernel
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))

        def kernel(*arguments, **options):
            class Unlucky(usual(*arguments, **options)):
                def __init__(self, **settings):
                    super().__init__(**settings)
                    if told.met < told.times:
                        told.met += 1
                        self.cache_ports, self.shell_port = False, other.getsockname()[1]

            return Unlucky

        monkeypatch.setattr(execution, "_kernel", kernel)
        yield told


def test_a_kernel_whose_port_was_taken_meanwhile_is_started_again(project, out, given, taken):
    assert _run(project, out, given).changed
    assert taken.met == 1
    assert out.is_file()


def test_a_kernel_that_never_starts_is_told_after_a_few_times(project, out, given, taken):
    taken.times = 100
    with pytest.raises(PageFailed, match="Kernel died before replying"):
        _run(project, out, given)
    assert taken.met == 3
    assert not out.exists()


def test_a_cell_that_fails_leaves_no_page(project, out, given):
    notebook = project / "notebooks" / "a.py"
    notebook.write_text(START + "\n# %%\nx = 1\nx.nothing_such('a\\nb')\n")
    out.parent.mkdir(parents=True)
    out.write_text("an older page")
    with pytest.raises(PageFailed) as caught:
        _run(project, out, given)
    told = str(caught.value)
    assert told.startswith(
        "notebooks/a.py: code cell 3 (`x = 1`) failed: AttributeError: 'int' object has no attribute"
    )
    assert told.endswith("The notebook as it stopped: build/pages/a.failed.ipynb")
    assert "\n" not in told
    assert sorted(_files(out.parent)) == ["a.failed.ipynb"]

    notebook.write_text(START)
    _run(project, out, given)
    assert sorted(_files(out.parent)) == ["a.freshness.json", "a.ipynb"]


def test_a_picture_without_alternative_text_fails(project, out, given):
    drawn = "\n# %%\nimport matplotlib.pyplot as plt\nplt.plot([0, 1])\n"
    (project / "notebooks" / "a.py").write_text(START + drawn)
    with pytest.raises(PageFailed, match=r"`plt.plot\(\[0, 1\]\)` shows a picture without alternative text"):
        _run(project, out, given)
    assert not out.exists()


def test_the_last_section_says_where_the_numbers_come_from(project, out, given):
    more = (
        "\n# %%\nfrom pathlib import Path\npage.glue('before', 1)\n"
        "Path(results, 'runs/one.json').read_text()\npage.glue('after', 2)\npage.glue('none', 3, rests=())\n"
    )
    notebook = project / "notebooks" / "a.py"
    notebook.write_text(HEADER + START + more)
    _run(project, out, given)
    last = nbformat.reads(out.read_text(), as_version=4).cells[-1]
    assert last.cell_type == "markdown"
    before, after = last.source.split("all files that the page reads (1 file; commit unknown)")
    for name, part in (("before", before), ("none", before), ("after", after)):
        assert f'<tr id="number-{name}">' in part
    assert "It reads 1 result file. Last changed by: commit unknown." in before
    assert "Demo corpus: not a result." in before


def test_a_result_that_comes_while_the_page_is_executed_is_read_and_then_the_page_is_old(project, out, given):
    """A grid may go on beside: its runs match the header's patterns, though they were not there at first."""
    more = "\n# %%\nnew = Path(results, 'runs/new.json')\nnew.exists() or new.write_text('{}')\nnew.read_text()\n"
    (project / "notebooks" / "a.py").write_text(HEADER + START + "\n# %%\nfrom pathlib import Path\n" + more)
    assert _run(project, out, given).changed
    assert "new.json" in _run(project, out, given).reason
    assert not _run(project, out, given).changed


def test_a_page_that_reads_what_its_header_leaves_out_fails(project, out, given):
    (project / "results" / "demo" / "other.csv").write_text("a\n")
    more = "\n# %%\nopen(results + '/other.csv').close()\n"
    (project / "notebooks" / "a.py").write_text(HEADER + START + more)
    with pytest.raises(PageFailed, match=r"reads results/demo/other\.csv, which its header does not list"):
        _run(project, out, given)
    assert not out.exists()


def test_an_unknown_parameter_is_an_error(project, out, given):
    with pytest.raises(
        BadValue, match="unknown parameter proflie; its parameters cell declares profile, results"
    ):
        _run(project, out, given, proflie="demo")
    assert not out.parent.exists()


def test_a_parameter_needs_a_parameters_cell(project, out, given):
    (project / "notebooks" / "a.py").write_text("# %%\nprofile = 'demo'\n")
    with pytest.raises(
        BadValue, match="unknown parameter profile, results; its parameters cell declares none"
    ):
        _run(project, out, given)


def test_a_missing_notebook_is_told(project, out, given):
    with pytest.raises(DataMissing, match=r"notebooks/b\.py is not there"):
        execute(project / "notebooks" / "b.py", out, parameters=given, root=project)


def test_a_damaged_record_makes_a_page_stale(project, out, given):
    (project / "notebooks" / "a.py").write_text(START)
    _run(project, out, given)
    out.with_suffix(".freshness.json").write_text("{")
    assert _run(project, out, given).reason == "damaged: a.freshness.json"


def test_parameter_names_are_those_assigned(project):
    notebook = project / "notebooks" / "a.py"
    notebook.write_text('# %% tags=["parameters"]\nb: int = 1\na, c = 2, b\n\n# %%\nd = 3\n')
    assert parameter_names(notebook) == ["a", "b", "c"]
