"""The whole book as a PDF: printed by the browser, every page of it named in its outline."""

import re
from html import unescape

import pytest

from ser.pages.building import chromium
from ser.pages.building.book import page_names
from ser.pages.building.pdf import combined, print_book

from .conftest import NO_CHROMIUM, PROFILE, ROOT

ABOUT = {"title": "Speech emotion recognition with attention", "author": "a", "version": "0", "demo": False}
_TITLE = re.compile(rb"/Title (\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]+>)")


def _text(found):
    """Return a string of a PDF, which stands there in letters or as UTF-16 in hexadecimal."""
    if found.startswith(b"<"):
        return bytes.fromhex(found[1:-1].decode()).decode("utf-16").strip("\ufeff")
    return re.sub(rb"\\(.)", rb"\1", found[1:-1]).decode("latin-1")


def test_no_link_of_the_document_is_dead(html):
    text = combined(html, page_names(ROOT), **ABOUT)
    anchors = re.findall(r'\sid="([^"]+)"', text)
    assert sorted({one for one in anchors if anchors.count(one) > 1}) == []
    dead = {aim for aim in re.findall(r'<a\b[^>]*\shref="#([^"]+)"', text)} - {
        unescape(one) for one in anchors
    }
    assert dead == set()
    missing = {
        path for path in re.findall(r'\ssrc="(?!data:)([^"]+)"', text) if not (html.parent / path).is_file()
    }
    assert missing == set()


def test_the_book_is_printed_into_one_file(html, tmp_path_factory):
    if chromium.find() is None:
        pytest.skip(NO_CHROMIUM)
    out = tmp_path_factory.mktemp("pdf") / f"{PROFILE}.pdf"
    made = print_book(html, page_names(ROOT), out, **ABOUT).read_bytes()
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", made)) > 3 * len(page_names(ROOT))
    # Of a title that breaks over two lines, the outline lacks the space between them.
    outline = ["".join(_text(found).split()) for found in _TITLE.findall(made)]
    text = combined(html, page_names(ROOT), **ABOUT)
    titles = [unescape(re.sub("<[^>]+>", "", one)).strip() for one in re.findall(r"<h1>(.*?)</h1>", text)]
    assert [title for title in titles if "".join(title.split()) not in outline] == []
    assert [path.name for path in html.parent.iterdir() if path.name.startswith(".")] == []
