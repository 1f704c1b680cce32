"""The book on paper is one document: every page in order, its own anchors, no dead link."""

import re

import pytest

from ser.errors import DataMissing
from ser.pages.banner import BANNER
from ser.pages.building import chromium
from ser.pages.building.pdf import combined, print_book

PAGE = """<html><head><link href="{up}_static/book.css" rel="stylesheet" /></head><body><nav>menu</nav>
<article class="bd-article"><p class="ser-profile">Profile</p><h1>{title}<a class="headerlink" href="#top">#</a></h1>
<h2 id="part">Part</h2>{body}<script>1 < 2</script></article></body></html>"""
ABOUT = {"title": "A book", "author": "Who wrote it", "version": "0.1", "demo": False}


@pytest.fixture
def html(tmp_path):
    folder = tmp_path / "html"
    (folder / "notebooks").mkdir(parents=True)
    body = '<a href="../use.html#part">use</a> <a href="#part">here</a> <a href="../_downloads/a.csv">CSV</a>'
    body += '<a href="https://doi.org/1">doi</a> <a href="../use.html">all</a><img src="../_images/a.png">'
    (folder / "notebooks" / "one.html").write_text(PAGE.format(up="../", title="One", body=body))
    (folder / "use.html").write_text(PAGE.format(up="", title="Use", body='<img src="_images/b.png">'))
    return folder


def test_every_page_stands_in_order_with_anchors_of_its_own(html):
    text = combined(html, ["notebooks/one", "use"], **ABOUT)
    assert re.findall(r"<h1>(.*?)</h1>", text) == ["A book", "One", "Use"]
    assert re.findall(r'<li><a href="#([\w-]+)">(\w+)</a>', text) == [
        ("notebooks-one", "One"),
        ("use", "Use"),
    ]
    anchors = re.findall(r' id="([^"]+)"', text)
    assert anchors == ["notebooks-one", "notebooks-one--part", "use", "use--part"]
    assert not re.search(r"menu|Profile|<script|headerlink", text)


def test_links_stay_in_the_document_lead_outside_or_are_none(html):
    text = combined(html, ["notebooks/one", "use"], **ABOUT)
    assert '<a href="#use--part">use</a> <a href="#notebooks-one--part">here</a> <a>CSV</a>' in text
    assert '<a href="https://doi.org/1">doi</a> <a href="#use">all</a>' in text


def test_files_are_taken_from_the_book_beside_it(html):
    text = combined(html, ["notebooks/one", "use"], **ABOUT)
    assert re.findall(r'src="([^"]+)"', text) == ["html/_images/a.png", "html/_images/b.png"]
    assert 'href="html/_static/book.css"' in text


@pytest.mark.parametrize("demo", [False, True])
def test_the_demo_corpus_stands_on_the_title_page(html, demo):
    assert (BANNER in combined(html, ["use"], **(ABOUT | {"demo": demo}))) is demo


def test_a_page_that_is_not_there_is_named(html, refuses):
    with refuses(DataMissing, "two.html", "make book"):
        combined(html, ["two"], **ABOUT)


def test_without_a_browser_it_says_which(html, tmp_path, refuses, monkeypatch):
    monkeypatch.setattr(chromium, "find", lambda: None)
    with refuses(DataMissing, "no Chromium", chromium.VARIABLE):
        print_book(html, ["use"], tmp_path / "book.pdf", **ABOUT)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html"]
