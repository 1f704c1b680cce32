"""Tables on a phone: those that stack are read without scrolling sideways, the others scroll alone and by key."""

import pytest

from .conftest import pages

_STACKED = """() => [...document.querySelectorAll('article .ser-stack')].filter(one => one.clientWidth).map(one => ({
  caption: one.querySelector('caption').textContent,
  wide: one.scrollWidth > one.clientWidth + 1,
  display: getComputedStyle(one.querySelector('tbody tr')).display,
  labels: [...one.querySelectorAll('tbody tr:first-child td[data-label]')]
    .filter(cell => getComputedStyle(cell, '::before').content.replace(/ \\/ ""$/, '') === `"${cell.dataset.label}"`).length,
  cells: one.querySelectorAll('tbody tr:first-child td[data-label]').length,
  empty: [...one.querySelectorAll('tbody td.absent')].filter(cell => cell.getClientRects().length).length,
}))"""
_UNSTACKED = """() => [...document.querySelectorAll('article .ser-table:not(.ser-stack)')]
  .filter(one => one.clientWidth)
  .map(one => ({ label: one.getAttribute('aria-label'), role: one.getAttribute('role'), tab: one.tabIndex,
    kept: [...one.querySelectorAll('tbody tr:not(.ser-basis) th[scope=row]')].slice(0, 1)
      .every(name => getComputedStyle(name).position === 'sticky') }))"""
_OPEN = "document.querySelectorAll('details').forEach(part => { part.open = true })"
NOTEBOOKS = [name for name in pages() if name.startswith("notebooks/")]


def test_there_are_tables_of_both_kinds(opened):
    """What follows looks at the tables of one page after the other, and at nothing where none is found."""
    stacked, unstacked = 0, 0
    for name in NOTEBOOKS:
        tab, _ = opened(name, "narrow light")
        tab.evaluate(_OPEN)
        stacked += len(tab.evaluate(_STACKED))
        unstacked += len(tab.evaluate(_UNSTACKED))
    assert stacked > 50 and unstacked > 15


@pytest.mark.parametrize("look", ["narrow light", "narrow dark"])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_table_that_stacks_needs_no_scrolling(opened, name, look):
    tab, _ = opened(name, look)
    tab.evaluate(_OPEN)
    for one in tab.evaluate(_STACKED):
        assert not one["wide"], one["caption"]
        assert one["display"] == "grid", one["caption"]
        assert one["labels"] == one["cells"] > 0, one["caption"]
        assert one["empty"] == 0, one["caption"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_table_that_may_scroll_is_named_and_reached_by_key(opened, name):
    """Each that does not stack: on a narrower phone, or with larger letters, it scrolls."""
    tab, _ = opened(name, "narrow light")
    tab.evaluate(_OPEN)
    for one in tab.evaluate(_UNSTACKED):
        assert one["label"] and one["role"] == "region" and one["tab"] == 0
        assert one["kept"], one["label"]


def test_the_findings_stack(opened):
    """A claim, what it is held against and its verdict are read one below the other."""
    found = {}
    for name in ("notebooks/04_ablations", "notebooks/05_published_results", "notebooks/08_report"):
        tab, _ = opened(name, "narrow light")
        tab.evaluate(_OPEN)
        found[name] = [one["caption"] for one in tab.evaluate(_STACKED)]
    assert all(found.values())
    assert any(caption.startswith("Every claim") for caption in found["notebooks/05_published_results"])
    assert any(caption.startswith("Every claim") for caption in found["notebooks/08_report"])


def test_on_a_wide_screen_a_table_is_a_table(opened):
    tab, _ = opened("notebooks/05_published_results", "wide light")
    assert {one["display"] for one in tab.evaluate(_STACKED)} == {"table-row"}


_LONG = """() => [...document.querySelectorAll('article details.ser-long')].map(one => ({
  open: one.open, rows: one.querySelectorAll('tbody tr').length, tall: one.getBoundingClientRect().height,
  told: one.querySelector('summary').getClientRects().length > 0, summary: one.querySelector('summary').textContent,
}))"""


def test_a_long_table_is_closed_on_a_phone_and_opens_by_key(opened):
    tab, _ = opened("notebooks/05_published_results", "narrow light")
    found = tab.evaluate(_LONG)
    assert found and not any(one["open"] for one in found)
    assert all(one["told"] and one["summary"].endswith(f"({one['rows']} rows)") for one in found)
    tab.locator("article details.ser-long > summary").first.press("Enter")
    first = tab.evaluate(_LONG)[0]
    assert first["open"] and first["tall"] > found[0]["tall"] + 400


def test_a_long_table_is_open_on_a_wide_screen_and_shows_no_line_to_open_it(opened):
    tab, _ = opened("notebooks/05_published_results", "wide light")
    found = tab.evaluate(_LONG)
    assert found and all(one["open"] and not one["told"] for one in found)


def test_brief_cells_stand_two_on_a_line(opened):
    tab, _ = opened("notebooks/05_published_results", "narrow light")
    tab.evaluate(_OPEN)
    tops = tab.evaluate("""() => [...document.querySelectorAll('article .ser-stack tbody tr')]
      .map(row => [...row.querySelectorAll('td')])
      .filter(cells => cells.length >= 4 && cells.slice(0, 4).every(cell => cell.matches('.brief:not(.absent)')))
      .map(cells => cells.map(cell => cell.getBoundingClientRect().top))""")
    assert tops and all(row[0] == row[1] and row[2] == row[3] for row in tops)


@pytest.mark.parametrize("name", ["notebooks/06_protocols", "notebooks/09_explorer", "notebooks/10_status"])
def test_a_table_with_many_columns_fits_beside_the_contents(opened, name):
    tab, _ = opened(name, "wide light")
    assert [one["caption"] for one in tab.evaluate(_STACKED) if one["wide"]] == []
