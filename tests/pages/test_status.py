"""The status page's tables: how old a result is, as far as git can tell."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_runs import clips_of, leave

from ser.pages.history import UNCOMMITTED, UNKNOWN, Commit, History
from ser.pages.status import arms_table, names_of, span, twice_table, twice_told, with_commits
from ser.results import load_results
from ser.results.repeated import COLUMNS
from ser.results.standing import coverage

CLIPS = clips_of(range(1, 3))
UNTOLD = History(known=False, commits={})


@pytest.fixture
def held(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for seed in (0, 1):
        leave(Path("results"), f"RAVDESS/random/no-lstm/f0-s{seed}", np.ones(len(CLIPS), bool), CLIPS)
    return load_results(Path("results"))


def _committed(names, dates):
    return {
        name: Commit("abc1234567", date, seconds)
        for seconds, (name, date) in enumerate(zip(names, dates, strict=True))
    }


def test_each_arm_stands_with_the_newest_commit_of_its_runs(held):
    known = History(known=True, commits=_committed(names_of(held), ("2001-01-01", "2001-01-02")))
    table = arms_table(with_commits(coverage(held, "full"), held, known))
    row = table[(table["arm"] == "no LSTM") & (table["at"] == "RAVDESS, random clips")].iloc[0]
    assert row["done"] == "2 of 3"
    assert row["open"] == "seed 2"
    assert row["last changed by"] == "abc1234567, 2001-01-02"
    other = table[table["arm"] == "mean instead of attention"].iloc[0]
    assert other["done"] == "0 of 3"
    assert pd.isna(other["last changed by"])
    assert pd.isna(other["hours"])
    assert span(held, known) == "from 2001-01-01 to 2001-01-02"


def test_what_git_cannot_tell_is_said(held):
    table = with_commits(coverage(held, "full"), held, UNTOLD)
    assert set(table["commit"].dropna()) == {UNKNOWN}
    assert span(held, UNTOLD) == "not known, since git cannot tell"
    first, second = names_of(held)
    partly = History(known=True, commits=_committed([first], ["2001-01-01"]))
    assert span(held, partly) == "on 2001-01-01, 1 run not committed"
    assert span(held, History(known=True, commits={}, cut=frozenset([first, second]))) == "2 runs not known"
    assert span([], partly) == "no run yet"
    nothing = with_commits(coverage(held, "full"), held, History(known=True, commits={}))
    assert set(nothing["commit"].dropna()) == {UNCOMMITTED}


def test_runs_done_twice_are_told_without_those_on_one_machine():
    rows = [
        ("a", "cpu: one", "cpu: other", 0.5, 0.53, 0.03, 0.2, 100),
        ("b", "cpu: one", "cpu: other", 0.5, 0.49, -0.01, 0.1, 100),
        ("c", "cpu: one", "cpu: one", 0.5, 0.5, 0.0, 0.0, 100),
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    told = twice_told(table)
    assert told.startswith("2 runs were done twice")
    assert (
        "0.010 to 0.030 apart; on average the second differs by +0.010." in told
        and "10% to 20% of the test clips" in told
    )
    assert twice_table(table)["difference"].tolist() == ["+0.030", "\N{MINUS SIGN}0.010", "+0.000"]
    assert twice_told(table[table["run"] == "c"]).startswith("No run has been done")
    assert twice_table(table[:0]).empty
