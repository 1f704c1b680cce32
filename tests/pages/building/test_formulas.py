"""The font for formulas: in a book that carries it, linked on every page; in another, not linked at all."""

from types import SimpleNamespace

import pytest

from ser.pages.building import formulas
from ser.pages.building.from_npm import FONT, FONT_LICENCE

from ..conftest import ROOT  # noqa: F401 (puts book/_ext on the path)

mathml = pytest.importorskip("mathml")


@pytest.fixture
def fetched(tmp_path):
    folder = tmp_path / "fetched"
    folder.mkdir()
    for name in (FONT, FONT_LICENCE):
        (folder / name).write_text(name)
    return folder


def _linked(source):
    linked = []
    mathml._style(SimpleNamespace(srcdir=source, add_css_file=linked.append))
    return linked


def test_the_font_lies_beside_its_licence_and_the_style_that_names_it(fetched, tmp_path):
    source = tmp_path / "book"
    formulas.carry(fetched, source)
    formulas.carry(fetched, source)
    place = source / formulas.PLACE
    assert sorted(path.name for path in place.iterdir()) == sorted([FONT, FONT_LICENCE, formulas.STYLE])
    style = (place / formulas.STYLE).read_text()
    assert f'url("{FONT}")' in style
    family = style.partition('font-family: "')[2].partition('"')[0]
    assert f'math {{ font-family: "{family}", math; }}' in style


def test_a_page_links_the_style_where_the_book_carries_it(fetched, tmp_path):
    source = tmp_path / "book"
    assert _linked(source) == []
    formulas.carry(fetched, source)
    assert _linked(source) == ["formulas/formulas.css"]
