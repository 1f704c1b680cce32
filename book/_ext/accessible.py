"""Markup that assistive software can read, where that of Sphinx and the theme does not hold to the standards.

- Sphinx sets a long signature as a list of definitions without terms; here it is lines.
- Docutils gives entries of a bibliography a role that ARIA has withdrawn.
- An icon from a font says nothing: the name stands on its button.
- The field of the search dialog has an id of its own on the page of the search, which has such a field, too.
- What opens a part of the table of contents is named after that part.
"""

import re
from pathlib import Path

_SIGNATURE = re.compile(r"<dl>\n((?:<dd>(?:(?!</?d[dlt]\b).)*</dd>\n)+)</dl>", re.DOTALL)
_ICON = re.compile(r'<(i|span) class="((?:fa[brs]?|fa-[a-z]+) [^"]*)"((?: data-mode="[a-z]+")?)></\1>')
_FIELD = 'id="search-input"'
_OPENER = re.compile(r'(<a class="[^"]*" href="[^"]*">)([^<]*)(</a><details[^>]*>)<summary>')


def repaired(text):
    """A page with these repairs made; a second time changes nothing."""
    text = _SIGNATURE.sub(_lines, text)
    text = text.replace(' role="doc-biblioentry"', "")
    text = text.replace('<div role="list" class="citation-list">', '<div class="citation-list">')
    if text.count(_FIELD) > 1:
        text = text.replace(_FIELD, 'id="search-input-dialog"', 1)
    text = _OPENER.sub(r'\1\2\3<summary aria-label="Pages under \2">', text)
    return _ICON.sub(r'<\1 class="\2"\3 aria-hidden="true"></\1>', text)


def _lines(found):
    inner = found[1].replace("<dd>", '<span class="sig-line">').replace("</dd>", "</span>")
    return f'<span class="sig-lines">\n{inner}</span>'


def _finish(app, exception):
    if exception or app.builder.format != "html":
        return
    for page in sorted(Path(app.outdir).rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        if repaired(text) != text:
            page.write_text(repaired(text), encoding="utf-8")


def setup(app):
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
