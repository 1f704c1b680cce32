"""Pages that open from the file system without complaint: no font is asked for ahead, across origins.

The theme preloads its icon fonts with `crossorigin`, which a browser refuses for a file; the style
sheet asks for them again when they are needed, and that works.
"""

import re
from pathlib import Path

_PRELOAD = re.compile(r'[ \t]*<link rel="preload" as="font"[^>]*>\n?')


def _finish(app, exception):
    if exception or app.builder.format != "html":
        return
    for page in sorted(Path(app.outdir).rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        lean = _PRELOAD.sub("", text)
        if lean != text:
            page.write_text(lean, encoding="utf-8")


def setup(app):
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
