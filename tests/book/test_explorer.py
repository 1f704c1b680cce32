"""The ablation explorer in a real browser: it draws, answers, keeps its state in the address, and works without script."""

import csv
import io
from pathlib import Path
from urllib.parse import parse_qs, unquote

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.pages.banner import BANNER
from ser.pages.explorer import explorer_html, views
from ser.results import load_results

STATIC = Path(__file__).resolve().parents[2] / "book" / "_static"
CLIPS = clips_of(range(1, 25))
PLACE = "RAVDESS/random"
RIGHT = {"corrected": 0.9, "no-attention": 0.3, "no-lstm": 0.9}
COLOURS = "--pst-color-text-base: #111; --pst-color-text-muted: #444; --pst-color-border: #ccc; --pst-color-background: #fff; --pst-color-surface: #eee"


@pytest.fixture(scope="module")
def page_of(tmp_path_factory):
    """Return a function that writes a page with the explorer alone, beside the book's own script and styles."""

    def write(*, demo):
        folder = tmp_path_factory.mktemp("explorer")
        for arm, share in RIGHT.items():
            for seed in (0, 1):
                right = np.random.default_rng(seed).random(len(CLIPS)) < share
                leave(folder, f"{PLACE}/{arm}/f0-s{seed}", right, CLIPS, demo=demo)
        leave(folder, "TESS/random/svm/f0-s0", right, CLIPS, demo=demo)
        shown = views(load_results(folder), "full")
        head = "".join(
            f'<link rel="stylesheet" href="{(STATIC / name).as_uri()}">'
            for name in ("book.css", "explorer.css")
        )
        text = (
            f'<!DOCTYPE html><html lang="en" style="{COLOURS}"><head><meta charset="utf-8"><title>t</title>{head}'
            f'<script src="{(STATIC / "explorer.js").as_uri()}"></script></head>'
            f"<body>{explorer_html(shown, demo=demo)}</body></html>"
        )
        path = folder / "page.html"
        path.write_text(text, encoding="utf-8")
        return path.as_uri()

    return write


@pytest.fixture(scope="module")
def address(page_of):
    return page_of(demo=False)


def _state(tab):
    return {name: found[0] for name, found in parse_qs(tab.evaluate("location.hash.slice(1)")).items()}


def _status(tab):
    return tab.inner_text("#ser-explorer [role=status]")


def _shown(tab):
    return tab.eval_on_selector_all("#ser-explorer li", "items => items.map(one => one.dataset.arm)")


ARCHITECTURE = "#experiment=architecture&data=RAVDESS&split=random"


def test_an_address_leads_to_its_view(tab, address):
    tab.goto(address + ARCHITECTURE)
    told = _status(tab)
    assert told.startswith("Architecture on RAVDESS, random clips, by accuracy. Reference: corrected, 0.")
    assert "2 run: 1 worse (mean instead of attention); 1 without a difference shown (no LSTM)" in told
    assert "96 clips, 24 speakers, 2 seeds" in told
    assert _shown(tab)[:2] == ["corrected", "no-attention"]
    row = tab.locator("li[data-arm=no-attention]")
    assert "worse" in row.inner_text()
    assert row.locator(".strip > span").evaluate_all("marks => marks.map(one => one.className)") == [
        "band",
        "centre",
        "chance",
        "dot worse",
        "interval",
    ]
    assert "open, not run yet" in tab.locator("li[data-arm=cnn-alone], li.open").first.inner_text()
    assert "Open: corrected (2 of 3 runs done)" in tab.inner_text("#ser-explorer .open:not(li)")


def test_the_marks_stand_where_the_numbers_say(tab, address):
    tab.goto(address + ARCHITECTURE)
    row = tab.locator("li[data-arm=corrected]")
    value, strip = float(row.locator(".value").inner_text().split()[0]), row.locator(".strip").bounding_box()
    dot, interval = (row.locator(f".{name}").bounding_box() for name in ("dot", "interval"))
    middle = dot["x"] + dot["width"] / 2
    assert (middle - strip["x"]) / strip["width"] == pytest.approx(value, abs=0.005)
    assert interval["x"] < middle < interval["x"] + interval["width"]


def test_choices_are_answered_and_kept_in_the_address(tab, address):
    tab.goto(address)
    tab.select_option("#ser-explorer-experiment", "architecture")
    tab.check("#ser-explorer input[value=uar]")
    tab.check("#ser-explorer input[value=value]")
    tab.uncheck("#ser-explorer input[value=no-attention]")
    assert _state(tab) == {
        "experiment": "architecture",
        "data": "RAVDESS",
        "split": "random",
        "measure": "uar",
        "order": "value",
        "without": "no-attention",
    }
    assert "by UAR" in _status(tab)
    assert "mean instead of attention" not in _status(tab)
    assert "no-attention" not in _shown(tab)
    seen = _shown(tab), _status(tab)
    link = tab.get_attribute("#ser-explorer a", "href")
    tab.goto("about:blank")
    tab.goto(address + link)
    assert (_shown(tab), _status(tab)) == seen
    tab.click("text=None")
    assert "No arm is chosen." in _status(tab)
    tab.click("text=Only those run")
    assert set(_shown(tab)) == set(RIGHT)


def test_the_keyboard_is_enough(tab, address):
    tab.goto(address + ARCHITECTURE)
    reached = []
    for _ in range(8):
        tab.keyboard.press("Tab")
        reached.append(tab.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert reached[:3] == [f"ser-explorer-{name}" for name in ("experiment", "data", "split")]
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    tab.focus("#ser-explorer-split")
    before = _status(tab)
    tab.keyboard.press("ArrowDown")
    assert "unseen speakers" in _status(tab) != before
    tab.focus("#ser-explorer input[value=accuracy]")
    tab.keyboard.press("ArrowRight")
    assert "by UAR" in _status(tab)
    tab.focus("#ser-explorer input[value=no-lstm]")
    tab.keyboard.press("Space")
    assert "no-lstm" not in _shown(tab)


def test_the_table_follows(tab, address):
    tab.goto(address + ARCHITECTURE)
    tab.uncheck("#ser-explorer input[value=no-lstm]")
    visible = tab.locator("#ser-explorer-tables [data-view]:visible")
    assert visible.evaluate_all("found => found.map(one => one.dataset.view)") == [
        "architecture RAVDESS random"
    ]
    rows = visible.locator("tbody tr:visible th").all_inner_texts()
    assert "mean instead of attention" in rows
    assert "no LSTM" not in rows


def test_an_experiment_whose_reference_is_open_has_no_verdicts(tab, address):
    tab.goto(address + "#experiment=baselines&data=TESS&split=random")
    assert "has not been run here yet, so there are no verdicts" in _status(tab)
    assert "8 other arms chosen, 1 run; 7 open" in _status(tab)


def test_an_address_of_something_else_is_left_alone(tab, address):
    tab.goto(address + "#a-heading")
    assert tab.evaluate("location.hash") == "#a-heading"
    tab.goto(address + "#experiment=nothing&data=&split=x&measure=y&without=z")
    assert len(_shown(tab)) > 1


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_phone_does_not_scroll_sideways(browser, address, colours):
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=colours)
    tab = context.new_page()
    tab.goto(address + ARCHITECTURE)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    tab.click("#ser-explorer summary")
    small = tab.eval_on_selector_all(
        "#ser-explorer :is(select, button, label, summary)",
        "found => found.filter(one => one.getBoundingClientRect().height < 24).map(one => one.textContent)",
    )
    assert small == []
    context.close()


def test_without_script_every_table_is_there(browser, address):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address)
    assert tab.locator("noscript").count() == 1
    tables = tab.locator("#ser-explorer-tables table")
    assert tables.count() > 10
    assert tables.first.is_visible()
    assert tables.last.is_visible()
    assert "The controls need JavaScript" in tab.inner_text("body")
    context.close()


def test_the_demo_corpus_is_never_taken_for_a_result(tab, page_of):
    tab.goto(page_of(demo=True) + ARCHITECTURE)
    assert tab.inner_text("#ser-explorer .ser-demo") == BANNER
    assert _status(tab).startswith("Demo corpus: not a result.")
    captions = tab.locator("#ser-explorer-tables caption").all_text_contents()
    assert captions
    assert all(text.endswith("Demo corpus: not a result.") for text in captions)


def test_a_view_is_saved_with_the_arms_that_are_chosen(tab, page_of):
    tab.goto(page_of(demo=True) + ARCHITECTURE + "&without=no-lstm")
    link = tab.locator("#ser-explorer a[download]")
    assert link.get_attribute("download") == "architecture-RAVDESS-random.csv"
    kind, text = link.get_attribute("href").split(",", 1)
    assert kind == "data:text/csv;charset=utf-8"
    warning, lines = unquote(text).split("\n", 1)
    assert warning == f"# {BANNER}"
    rows = {row["arm"]: row for row in csv.DictReader(io.StringIO(lines))}
    assert list(rows) == _shown(tab)
    assert "no-lstm" not in rows
    shown = tab.inner_text("li[data-arm=no-attention] .value")
    assert shown.startswith(f"{float(rows['no-attention']['accuracy']):.3f} (")
    assert rows["no-attention"]["verdict"] == "worse"


def test_a_place_that_is_not_run_or_not_planned_is_marked_and_shown_as_open(tab, address):
    tab.goto(address + ARCHITECTURE)
    choices = tab.locator("#ser-explorer-split option").all_inner_texts()
    assert choices[0] == "Random clips"
    assert {"Unseen speakers (open)", "An unseen corpus (open, not planned)"} <= set(choices)
    assert "TESS (open, not planned)" in tab.locator("#ser-explorer-data option").all_inner_texts()
    assert "Unseen speakers (open)" in tab.locator("#ser-explorer-experiment option").all_inner_texts()
    tab.select_option("#ser-explorer-data", "TESS")
    assert "Architecture on TESS, random clips: an open place." in _status(tab)
    assert _shown(tab) == []
    assert "RAVDESS, random clips; RAVDESS, unseen speakers" in tab.inner_text("#ser-explorer .open:not(li)")
    assert tab.locator("#ser-explorer-tables [data-view]:visible").count() == 0
    assert not tab.locator("#ser-explorer a[download]").is_visible()
    assert _state(tab) == {"experiment": "architecture", "data": "TESS", "split": "random"}
    tab.reload()
    assert "an open place" in _status(tab)
    # Another experiment shows a place that it has.
    tab.select_option("#ser-explorer-experiment", "features")
    assert len(_shown(tab)) > 5
