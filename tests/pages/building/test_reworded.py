import json
import re
import shutil

import pytest

from ser.pages.building import book, make_book
from ser.pages.building.reworded import reworded, skeleton_of

from ..conftest import make_project

WORDS = "The value is"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A small book, built once."""
    root = make_project(tmp_path_factory.mktemp("reworded") / "project")
    make_book("demo", root=root)
    return root


def say(root, old, new):
    page = root / "notebooks" / "a.py"
    text = page.read_text()
    assert old in text
    page.write_text(text.replace(old, new))


def content(folder):
    """{name: bytes} of what a reader of the book may see; the search's list in any order."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".buildinfo"
    }
    index = files.pop("searchindex.js").decode()
    listed = json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))
    # The times at which cells ran are in the notebook that is taken along.
    return {name: found for name, found in files.items() if not name.endswith(".ipynb")}, listed


def test_other_words_give_the_book_that_a_new_build_gives(built, tmp_path, monkeypatch):
    say(built, WORDS, "The number is")
    report = make_book("demo", root=built)
    log = (built / "build" / "book" / "demo" / "build.log").read_text()
    assert report.built and report.executed == ["notebooks/a"]
    assert re.search(r"0 added, 1 changed, 0 removed", log)
    again = content(report.index.parent)
    assert b"The number is" in again[0]["notebooks/a.html"]

    shutil.rmtree(built / "build" / "book" / "demo" / "work")
    (built / "build" / "book" / "demo" / "html.key").unlink()
    whole = content(make_book("demo", root=built).index.parent)
    assert again[0].keys() == whole[0].keys()
    assert [name for name in again[0] if again[0][name] != whole[0][name]] == []
    assert again[1] == whole[1]
    assert make_book("demo", root=built).built is False


class Rendered(Exception):
    """The builder was called."""


def test_other_code_builds_all_of_it(built, monkeypatch):
    make_book("demo", root=built)
    module = built / "ser" / "errors.py"
    module.write_text(module.read_text() + "\n# more\n")

    def stopped(source, work, *_, **__):
        raise Rendered(work.exists())

    monkeypatch.setattr(book, "render", stopped)
    with pytest.raises(Rendered, match="False"):
        make_book("demo", root=built)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# A page", "# Another page"),
        ("0.900", "0.800"),
        ("{glue:text}", "{glue:any}"),
        ("import sys", "import os"),
    ],
)
def test_what_other_pages_may_show_is_no_words(built, tmp_path, old, new):
    source = built / "build" / "book" / "demo" / "source"
    shutil.copytree(source, tmp_path / "after")
    page = tmp_path / "after" / "notebooks" / "a.ipynb"
    text = page.read_text()
    assert reworded(source, tmp_path / "after") == []
    page.write_text(text.replace(" see {numref}", " look at {numref}"))
    assert reworded(source, tmp_path / "after") == ["notebooks/a.ipynb"]
    assert old in text
    page.write_text(text.replace(old, new))
    assert reworded(source, tmp_path / "after") is None


def test_a_book_that_failed_on_the_way_is_built_from_the_start(built, monkeypatch):
    make_book("demo", root=built)
    say(built, " see {numref}", " look at {numref}")

    def stopped(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(book, "render", stopped)
        make_book("demo", root=built)
    assert (built / "build" / "book" / "demo" / "html" / "index.html").is_file()
    assert make_book("demo", root=built).built
    assert re.search(
        r"\b[2-9] added, 0 changed", (built / "build" / "book" / "demo" / "build.log").read_text()
    )


SAME = [
    ("One sentence.", "Another sentence, longer."),
    ("- one\n- two", "- three\n- four"),
    ("One.\nTwo.", "One, two,\nthree."),
    ("One.", "One.\n\nTwo in a paragraph of its own."),
    ("See [](01_corpora) first.", "First see [](01_corpora)."),
    ("It is {glue:text}`a:s` and $x$.", "So it is {glue:text}`a:s`, with $x$ beside."),
]
OTHER = [
    ("# One", "# Two"),
    ("text", "text\n\n(label)=\n"),
    ("| a | b |", "| a | c |"),
    ("```{note}\nOne.\n```", "```{note}\nTwo.\n```"),
    (":::{note}\nOne.\n:::", ":::{note}\nTwo.\n:::"),
    ("See [](01_corpora).", "See [](02_mfcc)."),
    ("See [one](01_corpora).", "See [two](01_corpora)."),
    ("It is {glue:text}`a:s`.", "It is {glue:text}`b:s`."),
    ("With $x$.", "With $y$."),
    ("Of `this`.", "Of `that`."),
    ("- one\n- two", "1. one\n2. two"),
    ("word[^1]", "word[^2]"),
    ("Term\n: one", "Term\n: two"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_words_are_no_skeleton(one, other):
    assert skeleton_of(one) == skeleton_of(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_what_is_not_words_is(one, other):
    assert skeleton_of(one) != skeleton_of(other)


def test_files_that_come_and_go_are_no_words(tmp_path):
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text("# One\n\nText.\n")
    assert reworded(tmp_path / "before", tmp_path / "after") == []
    (tmp_path / "before" / "made.bib").write_text("of the builder's own")
    assert reworded(tmp_path / "before", tmp_path / "after") == []
    (tmp_path / "after" / "style.css").write_text("a {}")
    assert reworded(tmp_path / "before", tmp_path / "after") is None
    (tmp_path / "before" / "style.css").write_text("b {}")
    assert reworded(tmp_path / "before", tmp_path / "after") is None
