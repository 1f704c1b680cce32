"""Pages that open from the file system without complaint, and carry nothing that they do not show.

- The theme preloads its icon fonts with `crossorigin`, which a browser refuses for a file; the style sheet
  asks for them again when they are needed, and that works.
- The theme draws its icons twice, from a font and with a script of 1.4 MiB. The font is enough.
- Source maps serve only who changes the theme.
- Search shows excerpts by reading other pages, which a browser forbids to a page from a file; `from_file.js`
  says so instead. Where they are read, `search_excerpts.js` keeps what is not text out of the excerpts.
"""

import re
import shutil
from pathlib import Path

_NOT_NEEDED = (
    re.compile(r'[ \t]*<link rel="preload" as="font"[^>]*>\n?'),
    re.compile(r'[ \t]*<link rel="preload" as="script" href="[^"]*/fontawesome/[^>]*>\n?'),
    re.compile(r'[ \t]*<script src="[^"]*/fontawesome/[^"]*"></script>\n?'),
)


def lean(text):
    """A page without what it asks for and does not need."""
    for part in _NOT_NEEDED:
        text = part.sub("", text)
    return text


def _finish(app, exception):
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for page in sorted(out.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        if lean(text) != text:
            page.write_text(lean(text), encoding="utf-8")
    for scripts in out.glob("_static/vendor/fontawesome/*/js"):
        shutil.rmtree(scripts)
    for unread in sorted(out.glob("_static/**/*.map")):
        unread.unlink()


def _search(app, pagename, templatename, context, doctree):
    if pagename == "search":
        for script in ("from_file.js", "search_excerpts.js"):
            app.add_js_file(None, body=Path(__file__).with_name(script).read_text(encoding="utf-8"))


def _scores(app, config):
    config.html_search_scorer = str(Path(__file__).with_name("search_scores.js"))


def setup(app):
    app.connect("config-inited", _scores)
    app.connect("build-finished", _finish)
    app.connect("html-page-context", _search)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
