"""The book on paper: every page of it in one, with a title page and contents, printed by a browser into one PDF."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ser.errors import DataMissing
from ser.files import whole
from ser.pages.banner import BANNER
from ser.pages.building import chromium
from ser.pages.building.front import seen_from_above

SUBTITLE = "An executable companion to Singh, Saheer and Faust (2023)"
_ARTICLE = re.compile(r'<article class="bd-article"[^>]*>(.*?)</article>', re.DOTALL)
_STYLE = re.compile(r'<link [^>]*rel="stylesheet"[^>]*>')
_HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_NOT_PRINTED = re.compile(
    r"<(script|noscript|audio)\b.*?</\1>|<a class=\"headerlink\".*?</a>|<p class=\"ser-profile\">.*?</p>",
    re.DOTALL,
)
_ID = re.compile(r'(\sid=")([^"]*)(")')
_LINK = re.compile(r'(<a\b[^>]*?)\shref="([^"]*)"')
_FILE = re.compile(r'(\s(?:src|srcset)=")(?![a-z]+:)([^"]*)(")')
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:")
_PAPER = """
@page { margin: 18mm 16mm 20mm; }
article { break-before: page; }
header.title { align-content: center; min-height: 20cm; text-align: center; }
header.title h1 { font-size: 2.4rem; margin-bottom: 1rem; }
figure img { max-width: 14cm !important; }
nav.contents { break-before: page; }
nav.contents li { margin: 0.25rem 0; }
[id$="--ser-explorer-tables"], [id$="--ser-protocols"] ~ details { display: none; }
[id$="--ser-explorer"]::after, [id$="--ser-protocols"]::after { content: "This part answers questions on a screen: open the page in the book."; font-style: italic; }
"""


def combined(folder: Path, pages: list[str], *, title: str, author: str, version: str, demo: bool) -> str:
    """Return every page as one HTML document, to lie beside `folder`.

    What leads to another page leads to its place in the document; what leads to a file is plain text.

    Args:
        folder: the built book.
        pages: names of its pages in order, such as "notebooks/00_overview".
        title: of the book.
        author: of the book.
        version: of the package.
        demo: whether the book rests on the demo corpus; the title page then says so.

    Raises:
        DataMissing: one of the pages is not there.
    """
    articles, contents, styles = [], [], ""
    for name in pages:
        path = folder / f"{name}.html"
        if not path.is_file():
            raise DataMissing(f"no page {path}; build the book first. Run: make book")
        text = path.read_text(encoding="utf-8")
        above = seen_from_above(text, name.rpartition("/")[0])
        styles = styles or "\n".join(_STYLE.findall(above))
        article = _NOT_PRINTED.sub("", "".join(_ARTICLE.findall(above)))
        heading = _TAG.sub("", "".join(_HEADING.findall(article)[:1])).strip() or html.escape(name)
        contents.append(f'<li><a href="#{_place(name)}">{heading}</a></li>')
        articles.append(
            f'<article class="bd-article" id="{_place(name)}">{_placed(article, name, pages, folder.name)}</article>'
        )
    styles = re.sub(r'(href=")', rf"\g<1>{folder.name}/", styles)
    mark = f'<p class="ser-demo">{html.escape(BANNER)}</p>' if demo else ""
    return "\n".join(
        [
            '<!DOCTYPE html><html lang="en" data-theme="light"><head><meta charset="utf-8">',
            f"<title>{html.escape(title)}</title>{styles}<style>{_PAPER}</style></head><body>",
            f'<header class="title">{mark}<h1>{html.escape(title)}</h1><p>{SUBTITLE}</p>',
            f"<p>{html.escape(author)}</p><p>Version {html.escape(version)}</p></header>",
            f'<nav class="contents"><h2>Contents</h2><ol>{"".join(contents)}</ol></nav>',
            f'<main class="bd-content">{"".join(articles)}</main></body></html>',
        ]
    )


def print_book(folder: Path, pages: list[str], out: Path, **about: Any) -> Path:
    """Print a built book into one PDF file, whole or not at all; arguments as `combined`.

    Raises:
        DataMissing: there is no Chromium, or the package that drives it is not installed.
    """
    path = chromium.find()
    if path is None:
        raise DataMissing(
            f"no Chromium: put one of {', '.join(chromium.NAMES)} on the PATH, or name one in {chromium.VARIABLE}"
        )
    try:
        import playwright  # noqa: F401
    except ImportError as error:
        raise DataMissing("playwright is not installed; expected what `make env` installs") from error

    document = folder.with_name(f".{out.stem}.html")
    document.write_text(combined(folder, pages, **about), encoding="utf-8")
    mark = f"{BANNER} · " if about["demo"] else ""
    foot = (
        f'<div style="font: 8px sans-serif; padding: 0 16mm; text-align: right; width: 100%">{html.escape(mark)}'
        f'{html.escape(about["title"])} · <span class="pageNumber"></span></div>'
    )
    try:
        # In a thread of its own: a notebook's kernel has an event loop in this one, and the driver needs its own.
        with whole(out) as beside, ThreadPoolExecutor(max_workers=1) as thread:
            thread.submit(_print, document, beside, foot=foot, browser=path).result()
    finally:
        document.unlink(missing_ok=True)
    return out


def _print(document: Path, out: Path, *, foot: str, browser: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser)
        tab = running.new_page()
        tab.goto(document.as_uri())
        tab.pdf(
            path=out,
            format="A4",
            prefer_css_page_size=True,
            print_background=True,
            outline=True,
            tagged=True,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=foot,
        )
        running.close()


def _place(page: str) -> str:
    return page.replace("/", "-")


def _placed(article: str, name: str, pages: list[str], folder: str) -> str:
    """An article with anchors of its own, links that stay in the document, and files from beside it."""

    def link(found: re.Match[str]) -> str:
        page, _, anchor = found[2].partition("#")
        if _ELSEWHERE.match(page):
            return found[0]
        aim = page.removesuffix(".html") if page else name
        if aim not in pages:
            return found[1]
        return f'{found[1]} href="#{_place(aim)}{f"--{anchor}" if anchor else ""}"'

    article = _ID.sub(lambda found: f"{found[1]}{_place(name)}--{found[2]}{found[3]}", article)
    article = _LINK.sub(link, article)
    return _FILE.sub(lambda found: f"{found[1]}{folder}/{found[2]}{found[3]}", article)
