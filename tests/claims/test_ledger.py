"""A verdict follows from the claim, the tolerance and what was measured, and from nothing else."""

from pathlib import Path

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.claims import VERDICTS, Claim, judge, ledger, read_published
from ser.errors import DataDamaged, DataMissing
from ser.results import load_results

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "results" / "published.toml"
OURS = {"data": "RAVDESS", "split": "random", "arm": "published"}


def claim(value: float | None, **changes) -> Claim:
    facts = {
        "id": "X1",
        "source": "a test",
        "text": "it works",
        "protocol": "random",
        "metric": "accuracy",
        "value": value,
        "tolerance": 0.02,
        "corpora": ("RAVDESS",),
        "ours": OURS,
    }
    return Claim(**facts | changes)


@pytest.fixture
def three_quarters(tmp_path):
    """One run whose accuracy is exactly 0.75."""
    clips = clips_of(range(1, 25))
    leave(tmp_path, "RAVDESS/random/published/f0-s0", np.arange(96) % 4 > 0, clips)
    return load_results(tmp_path)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (0.75, "reproduced"),
        (0.765, "within tolerance"),
        (0.735, "within tolerance"),
        (0.80, "differs"),
        (0.70, "differs"),
    ],
)
def test_the_verdict_follows_from_distance_and_tolerance(three_quarters, value, verdict):
    judged = judge(claim(value), three_quarters)
    assert judged.verdict == verdict
    assert judged.ours == pytest.approx(0.75)
    assert judged.low <= 0.75 <= judged.high
    assert ("above" if value <= 0.75 else "below") in judged.reason


def test_a_missing_corpus_makes_it_partly_tested_at_best(three_quarters):
    judged = judge(claim(0.75, corpora=("RAVDESS", "SAVEE")), three_quarters)
    assert judged.verdict == "partly tested"
    assert "without SAVEE" in judged.reason


def test_no_run_and_no_test_are_said(three_quarters):
    assert judge(claim(0.75, ours=OURS | {"arm": "corrected"}), three_quarters).verdict == "not tested yet"
    assert judge(claim(0.75, untested="no such feature yet"), three_quarters).reason == "no such feature yet"


def test_nothing_is_judged_on_the_demo_corpus(tmp_path):
    clips = clips_of(range(1, 25))
    leave(tmp_path, "RAVDESS/random/published/f0-s0", np.ones(96, bool), clips, demo=True)
    judged = judge(claim(1.0), load_results(tmp_path))
    assert judged.verdict == "cannot be tested here"
    assert judged.ours is None


def test_a_comparison_of_two_arms_gives_the_difference(three_quarters, tmp_path):
    clips = clips_of(range(1, 25))
    leave(tmp_path, "RAVDESS/random/corrected/f0-s0", np.ones(96, bool), clips)
    comparison = {"data": "RAVDESS", "split": "random", "arm": "corrected", "without": "published"}
    judged = judge(claim(None, ours=None, comparison=comparison), load_results(tmp_path))
    assert judged.verdict == "partly tested"
    assert judged.ours == pytest.approx(0.25)
    assert "1 seed" in judged.reason


def test_the_ledger_holds_every_published_claim_and_guesses_nothing(three_quarters):
    claims, works = read_published(PUBLISHED)
    assert [one.id for one in claims] == ["C1", "C2", "C3", "C4", "C5", "S1", "S2", "S3", "S4"]
    assert {one.id: one.value for one in claims if one.value is not None} == {"C1": 0.90, "S1": 0.90}
    assert works["value"].between(0, 1).all() and not works["protocol"].eq("").any()
    table = ledger(PUBLISHED, three_quarters)
    assert set(table["verdict"]) <= set(VERDICTS)
    assert table["reason"].str.len().min() > 0
    verdicts = table.set_index("id")["verdict"]
    assert verdicts["C4"] == verdicts["C5"] == "cannot be tested here"
    assert verdicts["C2"] == "not tested yet"


def test_a_ledger_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(DataMissing, match=r"published\.toml"):
        read_published(tmp_path / "published.toml")
    (tmp_path / "published.toml").write_text("[[claim]]\nid = 'X'\nmood = 'good'\n")
    with pytest.raises(DataDamaged, match="ledger"):
        read_published(tmp_path / "published.toml")
