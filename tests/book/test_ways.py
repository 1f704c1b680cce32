"""Other ways of reading: by keyboard, without motion, without JavaScript, in the dark by choice, on paper."""

import pytest

from .conftest import pages

_PAPER = {"width": 680, "height": 960}  # pixels of an A4 page between its margins
_SEEN_FOCUS = """() => {
  const at = document.activeElement;
  const marked = part => {
    const style = getComputedStyle(part), box = part.getBoundingClientRect();
    const line = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return (line || style.boxShadow !== 'none') && box.width * box.height > 0;
  };
  return at === document.body || [at, ...at.children].some(marked) ? '' : at.outerHTML.slice(0, 120);
}"""
_CUT = """() => [...document.querySelectorAll('article *')]
  .filter(part => part.getClientRects().length && getComputedStyle(part).visibility !== 'hidden')
  .filter(part => !part.closest('math, audio, svg, details:not([open])'))
  .filter(part => part.getBoundingClientRect().right > innerWidth + 1)
  .map(part => `${part.tagName}.${part.className}: ${part.textContent.trim().slice(0, 60)}`)"""


@pytest.fixture(scope="module")
def first_notebook():
    return next(name for name in pages() if name.startswith("notebooks/"))


@pytest.mark.parametrize("look", ["wide light", "narrow dark"])
def test_the_place_of_the_keyboard_is_always_seen(opened, first_notebook, look):
    tab, _ = opened(first_notebook, look)
    unseen = []
    for _step in range(40):
        tab.keyboard.press("Tab")
        unseen.append(tab.evaluate(_SEEN_FOCUS))
    assert [*filter(None, unseen)] == []


def test_the_first_stop_leads_past_the_contents(opened, first_notebook):
    tab, _ = opened(first_notebook)
    tab.keyboard.press("Tab")
    assert "Skip to main content" in tab.evaluate("document.activeElement.textContent")
    tab.keyboard.press("Enter")
    assert tab.evaluate("location.hash") == "#main-content"


def test_nothing_moves_for_who_asks_for_less_motion(opened, first_notebook):
    tab, _ = opened(first_notebook)
    moving = """() => [...document.querySelectorAll('*')].map(part => getComputedStyle(part))
      .filter(style => style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0.01).length"""
    assert tab.evaluate(moving) == 0


def test_dark_is_chosen_by_its_button_and_kept(browser, html, first_notebook):
    tab = browser.new_page(color_scheme="light")
    tab.goto((html / f"{first_notebook}.html").as_uri())
    theme = "document.documentElement.dataset.theme"
    assert tab.evaluate(theme) == "light"
    for _ in range(3):
        if tab.evaluate(theme) == "light":
            tab.locator("button.theme-switch-button:visible").click()
    assert tab.evaluate(theme) == "dark"
    tab.reload()
    assert tab.evaluate(theme) == "dark"
    tab.close()


@pytest.mark.parametrize("name", pages())
def test_a_figure_keeps_its_white_in_the_dark(opened, name):
    tab, _ = opened(name, "wide dark")
    grounds = """() => [...document.querySelectorAll('article figure img')].map(image => {
      const style = getComputedStyle(image);
      return [style.backgroundColor, style.filter];
    })"""
    assert all(found == ["rgb(255, 255, 255)", "none"] for found in tab.evaluate(grounds))


def test_without_javascript_the_text_is_there(browser, html, first_notebook):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((html / f"{first_notebook}.html").as_uri())
    assert tab.locator("article h1").is_visible()
    assert tab.locator("article p").last.is_visible()
    assert tab.locator(".bd-sidebar-primary nav a").first.is_visible()
    context.close()


@pytest.mark.parametrize("name", [name for name in pages() if name not in ("search", "index")])
def test_on_paper_stands_the_text_and_nothing_is_cut(browser, html, name):
    context = browser.new_context(viewport=_PAPER)
    tab = context.new_page()
    tab.emulate_media(media="print")
    tab.goto((html / f"{name}.html").as_uri())
    assert tab.locator("article h1").first.is_visible()
    for part in (".bd-sidebar-primary", ".bd-sidebar-secondary", ".bd-header-article", ".prev-next-footer"):
        assert not tab.locator(part).first.is_visible(), part
    assert tab.evaluate(_CUT) == []
    context.close()


def test_it_prints(browser, html, first_notebook):
    tab = browser.new_page()
    tab.goto((html / f"{first_notebook}.html").as_uri())
    assert tab.pdf(format="A4").startswith(b"%PDF-")
    tab.close()
