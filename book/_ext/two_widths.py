"""On a phone each figure is the drawing made for one; see `ser.plots.widths.two_widths`.

Beside the files of a figure called `name` lies `name-narrow.svg`, where there is such a drawing. A screen
up to 600 pixels wide shows it in place of the picture. Text, caption and downloads stay the same.
"""

import re
import shutil
from pathlib import Path

from ser.pages.show import NARROW

_FIGURE = re.compile(r'(<figure [^>]*id="(?P<name>[a-z][a-z0-9_-]*)"[^>]*>\s*)(?P<image><img [^>]*>)')
_PHONE = "(max-width: 600px)"


def both(text, drawings, place):
    """A page whose figures have a second drawing where `drawings`, a folder, holds one; and the files it shows.

    `place` is the folder of the pictures as the page's links name it.
    """
    shown = []

    def wrapped(found):
        drawing = drawings / f"{found['name']}{NARROW}"
        if not drawing.is_file():
            return found[0]
        shown.append(drawing)
        source = f'<source media="{_PHONE}" srcset="{place}/{drawing.name}"/>'
        return f"{found[1]}<picture>{source}{found['image']}</picture>"

    return _FIGURE.sub(wrapped, text), shown


def _finish(app, exception):
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for name in sorted(app.env.found_docs):
        folder, _, page = name.rpartition("/")
        path = out / f"{name}.html"
        drawings = Path(app.srcdir) / folder / "figures" / page
        if not drawings.is_dir() or not path.is_file():
            continue
        place = "../" * name.count("/") + "_images"
        text, shown = both(path.read_text(encoding="utf-8"), drawings, place)
        path.write_text(text, encoding="utf-8")
        for drawing in shown:
            shutil.copyfile(drawing, out / "_images" / drawing.name)


def setup(app):
    app.connect("build-finished", _finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
