"""The book: both builders take the same sources, and a page needs nothing but its files."""

import re

import pytest

from ser.errors import BadValue, DataMissing
from ser.pages.banner import BANNER
from ser.pages.building import PageFailed, execute_pages, make_book
from ser.pages.building.book import ENGINES, build, notebooks

from ..conftest import START, make_project

_LOADED = re.compile(r"""<(?:script|img|iframe|audio|source|link)\b[^>]*?\b(?:src|href)=["'](?:https?:)?//""")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The tiny book by each builder: `engine -> (report, report of a second call)`."""
    root = make_project(tmp_path_factory.mktemp("book") / "project {with} braces")
    return {
        engine: (make_book("demo", root=root, engine=engine), make_book("demo", root=root, engine=engine))
        for engine in ENGINES
    }


def _pages(report):
    pages = sorted(report.index.parent.rglob("*.html"))
    return {
        path.relative_to(report.index.parent).as_posix(): path.read_text(encoding="utf-8")
        for path in pages
        if "_static" not in path.parts
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_the_book_is_built_once(made, engine):
    first, second = made[engine]
    assert first.built
    assert first.executed + first.kept == ["notebooks/a"]
    assert (second.built, second.executed, second.kept) == (False, [], ["notebooks/a"])
    assert {"index.html", "intro.html", "notebooks/a.html", "search.html"} <= set(_pages(first))
    assert "nothing changed" in str(second)


def test_pages_are_executed_without_a_book(tmp_path):
    root = make_project(tmp_path / "project")
    assert execute_pages("demo", root=root) == (["notebooks/a"], [])
    assert execute_pages("demo", root=root) == ([], ["notebooks/a"])
    assert (root / "build" / "pages" / "demo" / "notebooks" / "a.ipynb").is_file()
    assert not (root / "build" / "book").exists()


@pytest.mark.parametrize("engine", ENGINES)
def test_every_page_says_that_it_is_no_result(made, engine):
    pages = _pages(made[engine][0])
    for name, text in pages.items():
        assert f'<div class="bd-header-announcement__content">{BANNER}</div>' in text, name
    for name in ("index.html", "intro.html", "notebooks/a.html"):
        assert "Profile: <strong>demo</strong>" in pages[name]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_page_needs_nothing_but_its_files(made, engine):
    report = made[engine][0]
    root = report.index.parents[4]
    assert (root / "book").is_dir()
    for name, text in _pages(report).items():
        assert not _LOADED.search(text), name
        assert str(root) not in text, name
        for word in (
            "window.mathjax",
            "tex-mml",
            "unpkg",
            "jsdelivr",
            'rel="preload" as="font"',
            "noise on stderr",
        ):
            assert word not in text.lower(), (name, word)


@pytest.mark.parametrize("engine", ENGINES)
def test_formula_figure_number_and_table_stand_in_the_page(made, engine):
    pages = _pages(made[engine][0])
    page = pages["notebooks/a.html"]
    assert page.count("<math ") == 2
    assert 'class="eqno">(1)' in page
    assert 'href="#equation-softmax"' in page
    assert 'alt="Demo corpus: not a result. A line that rises to 1"' in page
    assert 'alt="Demo corpus: not a result. A line that rises to 2"' in page
    assert 'href="#line"' in page
    assert "(1,200 clips, 1 speaker, 3 seeds)" in page
    assert page.count('class="reference download internal"') == 9  # four for each figure, and the notebook
    assert "<caption>A table. Demo corpus: not a result.</caption>" in page
    number = '{}#number-value" title="where this comes from"><span class="pasted-text">0.900</span></a>'
    assert f'href="{number.format("")}' in page
    assert f'href="{number.format("notebooks/a.html")}' in pages["intro.html"]
    assert '<tr id="number-value">' in page
    assert "# Parameters" not in page


def test_a_real_profile_shows_no_banner_and_a_warning_is_an_error(tmp_path):
    root = make_project(tmp_path / "project", profile="full", page=START)
    intro = root / "book" / "intro.md"
    intro.write_text(
        "# Start\n\nSee {numref}`nothing`.\n\n{cite}`singh2023`\n\n```{bibliography}\n```\n", encoding="utf-8"
    )
    with pytest.raises(
        PageFailed, match=r"^the book did not build: intro\.md:3: WARNING: .*build\.log$"
    ) as caught:
        make_book("full", root=root)
    assert "\n" not in str(caught.value)
    assert "nothing" in (root / "build" / "book" / "full" / "build.log").read_text(encoding="utf-8")
    assert not (root / "build" / "book" / "full" / "html").exists()

    intro.write_text("# Start\n\n{cite}`singh2023`\n\n```{bibliography}\n```\n", encoding="utf-8")
    report = make_book("full", root=root)
    assert (report.built, report.executed, report.kept) == (True, [], ["notebooks/a"])
    for text in _pages(report).values():
        assert BANNER not in text.lower()
    assert "Profile: <strong>full</strong>" in _pages(report)["index.html"]


def test_two_pages_that_fail_are_both_named(tmp_path):
    root = make_project(tmp_path / "project", page=START + "\n# %%\n1 / 0\n")
    (root / "notebooks" / "b.py").write_text(START + "\n# %%\n[][1]\n", encoding="utf-8")
    with (root / "book" / "_toc.yml").open("a", encoding="utf-8") as toc:
        toc.write("- file: notebooks/b\n")
    with pytest.raises(
        PageFailed, match=r"^notebooks/a\.py: .*ZeroDivisionError.* Also failed: notebooks/b\.$"
    ):
        make_book("demo", root=root, jobs=2)


def test_the_order_is_that_of_the_table_of_contents(project):
    toc = "format: jb-book\nroot: intro\nparts:\n- caption: One\n  chapters:\n  - file: notebooks/b\n    sections:\n"
    (project / "book" / "_toc.yml").write_text(toc + "    - file: notebooks/c\n  - file: notebooks/a\n")
    for name in "bc":
        (project / "notebooks" / f"{name}.py").write_text(START)
    assert notebooks(project) == ["notebooks/b", "notebooks/c", "notebooks/a"]


def test_a_file_that_is_not_there_is_named(project):
    with (project / "book" / "_toc.yml").open("a") as toc:
        toc.write("- file: notebooks/none\n")
    with pytest.raises(DataMissing, match=r"names 'notebooks/none': neither book/notebooks/none\.md nor"):
        make_book("demo", root=project)


def test_a_page_that_was_not_executed_is_named(project):
    with pytest.raises(
        DataMissing, match=r"notebooks/a\.py is not executed for 'demo'. Run: make book PROFILE=demo"
    ):
        build("demo", root=project)


def test_an_unknown_engine_is_told(project):
    with pytest.raises(BadValue, match="unknown engine 'hugo'; expected one of: jupyter-book, sphinx"):
        make_book("demo", root=project, engine="hugo")
