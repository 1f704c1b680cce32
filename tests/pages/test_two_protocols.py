"""One arm under two protocols: what was run is there, what was not is open, and the change is that of the results."""

import json
import re

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.pages import two_protocols
from ser.pages.banner import BANNER
from ser.pages.show import Page
from ser.results import load_results
from ser.results.runs import select
from ser.results.steps import fall

CLIPS = clips_of(range(1, 25))


@pytest.fixture
def results(tmp_path):
    for run, share in {
        "RAVDESS/random/corrected/f0-s0": 0.9,
        "RAVDESS/speaker/corrected/f0-s0": 0.5,
        "RAVDESS/random/no-lstm/f0-s0": 0.7,
    }.items():
        leave(tmp_path, run, np.arange(len(CLIPS)) % 10 < 10 * share, CLIPS)
    return load_results(tmp_path)


def test_what_is_planned_and_not_run_is_there_as_open(results):
    shown = two_protocols.protocols(results, "full")
    run = shown.loc[("RAVDESS", "corrected", "random")]
    assert (run["done"], run["clips"], run["speakers"]) == (1, 96, 24)
    assert run["accuracy"] == pytest.approx(0.9, abs=0.02)
    still = shown.loc[("RAVDESS", "no-lstm", "speaker")]
    assert still["done"] == 0 < still["planned"]
    assert np.isnan(still["accuracy"])
    assert shown.index.is_unique
    assert shown.index[0][0] == "RAVDESS"


def test_the_change_is_that_of_the_results(results):
    shown = two_protocols.protocols(results, "full")
    moved = two_protocols.changes(results, shown)
    assert list(moved.index) == [("RAVDESS", "corrected")]
    expected = fall(*(select(results, arm="corrected", split=split) for split in two_protocols.ENDS))
    assert moved.iloc[0]["difference"] == expected["difference"] < 0


def test_without_script_the_same_stands_in_a_table(results):
    shown = two_protocols.protocols(results, "full")
    table = two_protocols.table(shown, two_protocols.changes(results, shown))
    assert list(table.columns) == ["random clips", "unseen speakers", "change"]
    assert table.loc["corrected, RAVDESS", "change"].startswith("\N{MINUS SIGN}0.")
    assert re.fullmatch(r"open, 0 of \d+ runs", table.loc["no LSTM, RAVDESS", "unseen speakers"])
    assert table.loc["no LSTM, RAVDESS", "change"] is None
    assert len(table) == 2


def test_with_no_run_at_all_it_still_renders(tmp_path, monkeypatch):
    displayed = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **_: displayed.append(bundle))
    (tmp_path / "runs").mkdir()
    two_protocols.show_two_protocols(Page("full", tmp_path, False), [])
    assert 'id="ser-protocols"' in displayed[0]["text/html"]


@pytest.mark.parametrize("demo", [False, True])
def test_the_page_holds_what_the_script_reads(results, tmp_path, monkeypatch, demo):
    displayed = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **_: displayed.append(bundle))
    two_protocols.show_two_protocols(Page("full", tmp_path, demo), results)
    text = displayed[0]["text/html"]
    held = json.loads(re.search(r'id="ser-protocols-data">(.*?)</script>', text, re.DOTALL)[1])
    assert held["demo"] == (BANNER if demo else "")
    assert (BANNER in text.lower()) is demo
    assert (BANNER in displayed[0]["text/plain"].lower()) is demo
    case = next(one for one in held["cases"] if (one["data"], one["arm"]) == ("RAVDESS", "corrected"))
    rows = {row[0]: dict(zip(held["columns"], row, strict=False)) for row in case["rows"]}
    assert rows["random"]["accuracy"] == pytest.approx(0.9, abs=0.02)
    assert rows["text"]["done"] == 0
    assert len(case["change"]) == len(two_protocols.CHANGES)
    assert len(text) < 120_000
