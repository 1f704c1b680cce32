"""A page as a notebook for anywhere: its numbers in the prose, no markup of the book, a first cell that finds the project."""

import json
import os
import subprocess
import sys

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from ser.pages.building.address import Address
from ser.pages.building.standalone import glued, plain, standalone

from ..conftest import ROOT

GIVEN = {
    "page": "notebooks/a",
    "pages": {"notebooks/a": {"uar": "0.62", "who": "an actor's voice"}, "notebooks/b": {"uar": "0.41"}},
    "titles": {"notebooks/a": "Page A", "notebooks/b": "Page B", "glossary": "Words"},
    "works": {"singh2023": ("Singh et al.", "2023"), "haq2009": ("Haq", "2009")},
    "address": Address(),
}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("It is {glue:text}`uar:s`.", "It is 0.62."),
        ("There: {glue:text}`notebooks/b.ipynb::uar:s`", "There: 0.41"),
        ("{cite:t}`singh2023` train", "Singh et al. (2023) train"),
        ("so {cite:p}`singh2023,haq2009`", "so (Singh et al., 2023; Haq, 2009)"),
        ("by {cite:p}`unknown`", "by (unknown)"),
        ("see {eq}`softmax` in {numref}`line`", "see the equation in the figure"),
        ("a {term}`fold`, {term}`folds <fold>`", "a fold, folds"),
        ("$$ a = b $$ (softmax)", "$$ a = b $$"),
        ("(here)=\n## Head", "## Head"),
        ("Time\n: ten minutes", "**Time**: ten minutes"),
        ("Time\n: {minutes}`this page`.\n\nNeeds\n: nothing", "**Needs**: nothing"),
        ("[](b) and [the other](b.ipynb)", "[Page B](b.ipynb) and [the other](b.ipynb)"),
        ("[](../glossary), [see](../glossary.md#fold)", "Words, see"),
        ("[out](https://example.org/a)", "[out](https://example.org/a)"),
        (":::{note}\nBeware.\n:::\nOn.", "**Note**\n\nBeware.\nOn."),
        (":::{container} box\nIn {glue:text}`uar:s`.\n:::", "In 0.62."),
        ("````{admonition} A word\n:class: tip\nIn.\n````", "**A word**\n\nIn."),
        ("`{glue:text}` stays, ``[](b)`` too", "`{glue:text}` stays, ``[](b)`` too"),
        ("```sh\nmake: {term}`x`\n```", "```sh\nmake: {term}`x`\n```"),
    ],
)
def test_the_markup_of_the_book_becomes_plain(written, read):
    assert plain(written, **GIVEN) == read


def test_with_an_address_links_lead_to_the_book():
    given = GIVEN | {"address": Address("lab", "book")}
    assert plain("[](../glossary)", **given) == "[Words](https://lab.github.io/book/glossary.html)"


def _page():
    record = {"scrapbook": {"name": "uar", "mime_prefix": "application/papermill.record/"}}
    value = new_output("display_data", {"application/papermill.record/text/plain": "'0.62'"}, metadata=record)
    picture = new_output("display_data", {"image/png": "aGk=", "text/plain": "a line"})
    figure = {"figure": {"name": "line", "caption": "A line. (1 clip)\n\nDownload: [PNG](a.png)"}}
    return new_notebook(
        cells=[
            new_markdown_cell("# Page A\n\nIt is {glue:text}`uar:s`."),
            new_code_cell("import ser", outputs=[value], metadata={"tags": ["remove-cell"]}),
            new_code_cell("draw()", outputs=[picture], metadata={"mystnb": figure, "tags": []}),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def test_a_page_stands_alone_and_is_the_same_each_time():
    import nbformat

    page = _page()
    assert glued(page) == {"uar": "0.62"}
    made = standalone(page, **GIVEN)
    nbformat.validate(made)
    about, setup, first, hidden, drawn, caption = made.cells
    assert "Page A" in about.source and "](" not in about.source
    assert first.source == "# Page A\n\nIt is 0.62."
    assert (hidden.outputs, hidden.metadata) == ([], {"jupyter": {"source_hidden": True}, "cellView": "form"})
    assert (drawn.outputs[0].data["image/png"], drawn.metadata) == ("aGk=", {})
    assert caption.source == "*A line. (1 clip)*"
    assert "github.com" not in setup.source
    assert json.dumps(standalone(page, **GIVEN)) == json.dumps(made)


def test_only_the_parameters_it_was_executed_with_stay():
    page = _page()
    for tag, source in (("parameters", 'profile = "demo"'), ("injected-parameters", 'profile = "full"')):
        page.cells.append(new_code_cell(source, metadata={"tags": [tag]}))
    sources = [cell.source for cell in standalone(page, **GIVEN).cells]
    assert 'profile = "full"' in sources and 'profile = "demo"' not in sources


def _run(setup, folder, *options):
    code = f"{setup}\nprint(os.getcwd())"
    command = [sys.executable, *options, "-c", code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


# A Python that knows no package of the project, as on a machine that has never seen it.
BARE = ("-I", "-S")


def test_the_first_cell_goes_to_the_project_from_anywhere_in_it():
    setup = standalone(_page(), **GIVEN).cells[1].source
    assert _run(setup, ROOT / "notebooks").stdout.strip() == os.fspath(ROOT)


def test_the_first_cell_goes_to_the_project_that_the_environment_is_of(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.fspath(ROOT))
    setup = standalone(_page(), **GIVEN).cells[1].source
    assert _run(setup, tmp_path).stdout.strip() == os.fspath(ROOT)


def test_the_first_cell_says_where_it_runs_when_it_cannot(tmp_path):
    ran = _run(standalone(_page(), **GIVEN).cells[1].source, tmp_path, *BARE)
    assert (
        ran.returncode
        and "folder of the project" in ran.stderr
        and ".venv" in ran.stderr
        and "Traceback" not in ran.stderr
    )


def test_with_an_address_the_first_cell_fetches_the_project(tmp_path):
    setup = standalone(_page(), **GIVEN | {"address": Address("lab", "book")}).cells[1].source
    assert '"https://github.com/lab/book"' in setup
    made = tmp_path / "bin"
    made.mkdir()
    (made / "git").write_text('#!/bin/sh\nfor last; do :; done; mkdir -p "$last/ser"\n', encoding="utf-8")
    (made / "git").chmod(0o755)
    pretend = f"import os; os.environ['PATH'] = {os.fspath(made)!r} + ':' + os.environ['PATH']\n"
    without_pip = setup.replace('[sys.executable, "-m", "pip"', '["true"')
    assert without_pip != setup
    assert _run(pretend + without_pip, tmp_path, *BARE).stdout.strip() == os.fspath(tmp_path / "book")
