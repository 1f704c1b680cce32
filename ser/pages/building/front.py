"""The first page of the book under the name that a browser asks for: `index.html`."""

import posixpath
import re
from pathlib import Path

_ADDRESS = re.compile(r'(\s(?:href|src|srcset|action|poster|data-content_root|data-src)=")([^"]*)(")')
_KEPT = re.compile(r"#|/|[a-zA-Z][a-zA-Z0-9+.-]*:")  # a place on the page, on the server, or elsewhere


def write_front_page(html: Path, root: str) -> None:
    """Write `index.html` from the page that the table of contents names as its root.

    A page in a folder is a level deeper than `index.html`, so its relative addresses are rewritten.
    The page itself stays where it is: other pages link to it there.

    Args:
        html: the folder of the built book.
        root: the root of the table of contents, such as "notebooks/00_overview".
    """
    page = html / f"{root}.html"
    if page == html / "index.html" or not page.is_file():
        return
    text = page.read_text(encoding="utf-8")
    (html / "index.html").write_text(seen_from_above(text, posixpath.dirname(root)), encoding="utf-8")


def seen_from_above(text: str, folder: str) -> str:
    """HTML of a page in `folder` with its relative addresses as they are from the top ("" leaves them)."""
    return (
        _ADDRESS.sub(lambda found: f"{found[1]}{_moved(found[2], folder)}{found[3]}", text)
        if folder
        else text
    )


def _moved(address: str, folder: str) -> str:
    if not address or _KEPT.match(address):
        return address
    path, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", address, re.DOTALL).groups()  # type: ignore[union-attr]
    slash = "/" if path.endswith("/") else ""
    moved = posixpath.normpath(posixpath.join(folder, path))
    return f"{'./' if moved == '.' else moved + slash}{mark}{rest}"
