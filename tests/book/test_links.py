"""Every link and anchor within the book leads somewhere, and every address outside is written in full."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from .conftest import pages

_TAKES = {"a": ("href",), "link": ("href",), "img": ("src",), "script": ("src",), "audio": ("src",),
          "source": ("src", "srcset"), "iframe": ("src",), "video": ("src",), "object": ("data",)}  # fmt: skip


class _Page(HTMLParser):
    """The anchors of a page, how often each is given, and what it links to."""

    def __init__(self, text):
        super().__init__()
        self.anchors, self.links = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.anchors += [given[key] for key in ("id", "name") if key in given and (key == "id" or tag == "a")]
        self.links += [given[key] for key in _TAKES.get(tag, ()) if given.get(key)]


@pytest.fixture(scope="module")
def read(html):
    """Return a function that gives a parsed page by its path, read once."""
    done = {}

    def page(path: Path):
        if path not in done:
            done[path] = _Page(path.read_text(encoding="utf-8"))
        return done[path]

    return page


@pytest.mark.parametrize("name", pages())
def test_links_lead_to_files_and_anchors_that_are_there(html, read, name):
    path = html / f"{name}.html"
    dead = []
    for link in read(path).links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            if parts.scheme not in ("http", "https", "mailto", "data") or (
                parts.scheme.startswith("http") and "." not in parts.netloc
            ):
                dead.append(f"{link}: no address")
            continue
        aim = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if html.resolve() not in (aim, *aim.parents) or not aim.is_file():
            dead.append(f"{link}: no file of the book")
        elif parts.fragment and unquote(parts.fragment) not in read(aim).anchors:
            dead.append(f"{link}: no such anchor")
    assert dead == []


@pytest.mark.parametrize("name", pages())
def test_no_anchor_is_given_twice(html, read, name):
    anchors = read(html / f"{name}.html").anchors
    assert sorted({one for one in anchors if anchors.count(one) > 1}) == []


def test_every_page_but_the_search_is_reached_from_the_first(html, read):
    waiting, found = [html / "index.html"], set()
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        for link in read(path).links:
            parts = urlsplit(link)
            if not parts.scheme and not parts.netloc and parts.path.endswith(".html"):
                waiting.append((path.parent / unquote(parts.path)).resolve())
    there = {path.relative_to(html.resolve()).with_suffix("").as_posix() for path in found}
    assert there >= set(pages()) - {"search"}
