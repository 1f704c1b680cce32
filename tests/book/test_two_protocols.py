"""One arm under two protocols in a real browser: it draws both, tells the change, and says what is open."""

from pathlib import Path

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.pages import two_protocols
from ser.pages.banner import BANNER
from ser.pages.show import Page
from ser.results import load_results

STATIC = Path(__file__).resolve().parents[2] / "book" / "_static"
CLIPS = clips_of(range(1, 25))


@pytest.fixture(scope="module")
def page_of(tmp_path_factory):
    """Return a function that writes a page with the two protocols alone, beside the book's own script and styles."""

    def write(*, demo):
        folder = tmp_path_factory.mktemp("protocols")
        for split, share in {"random": 0.9, "speaker": 0.5}.items():
            right = np.arange(len(CLIPS)) % 10 < 10 * share
            leave(folder, f"RAVDESS/{split}/corrected/f0-s0", right, CLIPS, demo=demo)
        shown = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("IPython.display.display", lambda bundle, **_: shown.append(bundle["text/html"]))
            two_protocols.show_two_protocols(Page("full", folder, demo), load_results(folder))
        head = "".join(
            f'<link rel="stylesheet" href="{(STATIC / name).as_uri()}">'
            for name in ("book.css", "explorer.css")
        )
        path = folder / "page.html"
        path.write_text(
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>t</title>{head}'
            f'<script src="{(STATIC / "two_protocols.js").as_uri()}"></script></head><body>{shown[0]}</body></html>',
            encoding="utf-8",
        )
        return path.as_uri()

    return write


@pytest.fixture(scope="module")
def address(page_of):
    return page_of(demo=False)


def _status(tab):
    return tab.inner_text("#ser-protocols [role=status]")


def test_random_clips_stand_beside_unseen_speakers(tab, address):
    tab.goto(address)
    sides = tab.locator("#ser-protocols .side")
    assert sides.evaluate_all("found => found.map(one => one.dataset.split)") == ["random", "speaker"]
    assert [text.split()[0] for text in sides.locator(".value").all_inner_texts()] == ["0.906", "0.521"]
    told = _status(tab)
    assert told.startswith("Corrected on RAVDESS, accuracy: random clips 0.906 (")
    assert "From the one to the other: −38.5 percentage points (−" in told
    left, right = (sides.nth(place).bounding_box() for place in (0, 1))
    assert left["y"] == right["y"] and left["x"] < right["x"]
    for place, value in enumerate((0.906, 0.521)):
        strip, dot = (sides.nth(place).locator(one).bounding_box() for one in (".strip", ".dot"))
        assert (dot["x"] + dot["width"] / 2 - strip["x"]) / strip["width"] == pytest.approx(value, abs=0.01)


def test_what_is_not_run_is_an_open_place(tab, address):
    tab.goto(address)
    tab.select_option("#ser-protocols-right", "text")
    side = tab.locator("#ser-protocols .side[data-split=text]")
    assert "open, not run yet" in side.inner_text()
    assert side.locator(".dot").count() == 0
    assert "not known until both have been run" in _status(tab)
    assert "Unseen texts (open)" in tab.locator("#ser-protocols-right option").all_inner_texts()


def test_by_keyboard_and_by_uar(tab, address):
    tab.goto(address)
    tab.focus("#ser-protocols input[value=accuracy]")
    tab.keyboard.press("ArrowRight")
    assert "Corrected on RAVDESS, UAR:" in _status(tab)
    tab.focus("#ser-protocols-arm")
    before = _status(tab)
    tab.keyboard.press("ArrowDown")
    assert _status(tab) != before


def test_on_a_phone_one_stands_above_the_other(browser, address):
    context = browser.new_context(viewport={"width": 360, "height": 740})
    tab = context.new_page()
    tab.goto(address)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    left, right = (tab.locator("#ser-protocols .side").nth(place).bounding_box() for place in (0, 1))
    assert left["x"] == right["x"] and left["y"] < right["y"]
    small = "found => found.filter(one => one.getBoundingClientRect().height < 24).length"
    assert tab.eval_on_selector_all("#ser-protocols :is(select, label)", small) == 0
    context.close()


def test_without_script_there_is_the_table(browser, address):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address)
    tab.click("summary")
    assert "corrected, RAVDESS" in tab.inner_text("table")
    context.close()


def test_the_demo_corpus_is_never_taken_for_a_result(tab, page_of):
    tab.goto(page_of(demo=True))
    assert tab.inner_text("#ser-protocols .ser-demo") == BANNER
    assert _status(tab).startswith("Demo corpus: not a result.")
