"""A font with a table for formulas, beside a book: without one, a browser sets an index as high as its letter."""

import shutil
from pathlib import Path

from ser.pages.building.from_npm import FONT, FONT_LICENCE

PLACE = Path("_static") / "formulas"
STYLE = "formulas.css"
"""`book/_ext/mathml.py` links it to every page where it is there."""

_FAMILY = "STIX Two Math"
_RULES = f"""\
@font-face {{ font-display: swap; font-family: "{_FAMILY}"; src: url("{FONT}") format("woff2"); }}
math {{ font-family: "{_FAMILY}", math; }}
"""


def carry(fetched: Path, source: Path) -> None:
    """Lay the font of `ser.pages.building.from_npm`, its licence and its style into the static files of a book's `source`."""
    place = source / PLACE
    place.mkdir(parents=True, exist_ok=True)
    for name in (FONT, FONT_LICENCE):
        shutil.copyfile(fetched / name, place / name)
    (place / STYLE).write_text(_RULES, encoding="utf-8")
