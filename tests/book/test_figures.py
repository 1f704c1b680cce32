"""Figures on a phone: each is drawn for one, no letter in it is small, and none is cut or stretched."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from .conftest import pages

READABLE = 10  # pixels: the height of letters that a phone held at arm's length still shows
_SHOWN = """() => [...document.querySelectorAll('article figure img')].map(image => {
  const box = image.getBoundingClientRect();
  return {
    name: image.closest('figure').id, file: image.currentSrc, alt: image.alt,
    width: image.clientWidth, height: image.clientHeight,
    shape: image.naturalWidth / image.naturalHeight, right: box.right,
  };
})"""
_SIZES = re.compile(
    r"scale\(([\d.]+) -[\d.]+\)"
)  # of the outlines of letters, a hundredth of their size in points
_ACROSS = re.compile(r'viewBox="0 0 ([\d.]+) ')


def smallest(svg):
    """Return the size of the smallest letter of a figure as a share of the figure's width."""
    return min(float(size) for size in _SIZES.findall(svg)) * 100 / float(_ACROSS.search(svg)[1])


def test_the_size_of_letters_is_read_from_the_drawing():
    svg = '<svg viewBox="0 0 266.4 100"><g transform="translate(1 2) scale(0.09 -0.09)"/><g transform="scale(0.11 -0.11)"/>'
    assert smallest(svg) * 266.4 == pytest.approx(9)


NOTEBOOKS = [name for name in pages() if name.startswith("notebooks/")]


@pytest.mark.parametrize("look", ["narrow light", "wide light"])
def test_there_are_figures_to_look_at(opened, look):
    """What follows looks at the figures of one page after the other, and at nothing where none is found."""
    found = {name: len(opened(name, look)[0].evaluate(_SHOWN)) for name in NOTEBOOKS}
    assert sum(found.values()) > 30, found
    assert found["notebooks/01_corpora"] and found["notebooks/06_protocols"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_on_a_phone_every_letter_of_a_figure_can_be_read(opened, html, name):
    tab, _ = opened(name, "narrow light")
    tab.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    small = []
    for one in tab.evaluate(_SHOWN):
        path = Path(unquote(urlsplit(one["file"]).path))
        assert path.name == f"{one['name']}-narrow.svg", f"{one['name']}: no drawing for a phone"
        pixels = smallest(path.read_text(encoding="utf-8")) * one["width"]
        if pixels < READABLE:
            small.append(f"{one['name']}: {pixels:.1f} pixels")
        assert one["alt"].strip()
        assert one["right"] <= 360
        assert one["width"] / one["height"] == pytest.approx(one["shape"], rel=0.02)
        assert one["width"] > 0.8 * 360
    assert small == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_on_a_wide_screen_every_letter_of_a_figure_can_be_read(opened, html, name):
    tab, _ = opened(name, "wide light")
    drawings = html / "_images"
    for one in tab.evaluate(_SHOWN):
        assert one["file"].endswith(".png")
        # A figure beside text is the same drawing as on a phone, and about as wide.
        beside = one["width"] < 450
        kind = "-narrow.svg" if beside else ".svg"
        svg = next(
            iter([*drawings.glob(f"{one['name']}{kind}"), *html.glob(f"_downloads/*/{one['name']}{kind}")])
        )
        assert smallest(svg.read_text(encoding="utf-8")) * one["width"] >= READABLE, one["name"]


def test_a_figure_changes_with_the_width_of_the_window(browser, html):
    tab = browser.new_page(viewport={"width": 360, "height": 740})
    tab.goto((html / "notebooks" / "01_corpora.html").as_uri())
    shown = "document.querySelector('#composition img').currentSrc"
    assert tab.evaluate(shown).endswith("composition-narrow.svg")
    tab.set_viewport_size({"width": 900, "height": 740})
    tab.wait_for_function(f"{shown}.endsWith('.png')")
    tab.close()
