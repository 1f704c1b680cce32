"""A verdict follows from the claim, the tolerance and what was measured, and from nothing else."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.claims import VERDICTS, Claim, judge, ledger, read_published, read_untranscribed
from ser.claims.ledger import _reach, planned_runs
from ser.errors import DataDamaged, DataMissing
from ser.experiments import CLAIMS, EXPERIMENTS
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
    """Every seed that is planned, each with an accuracy of exactly 0.75."""
    clips = clips_of(range(1, 25))
    for seed in range(5):
        leave(tmp_path, f"RAVDESS/random/published/f0-s{seed}", np.arange(96) % 4 > 0, clips)
    return load_results(tmp_path)


@pytest.mark.parametrize(
    ("value", "standing"),
    [
        (0.75, "reproduced"),
        (0.745, "reproduced"),
        (0.765, "within tolerance"),
        (0.735, "within tolerance"),
        (0.73, "within tolerance"),
        (0.77, "within tolerance"),
        (0.80, "differs, below it"),
        (0.70, "differs, above it"),
    ],
)
def test_the_verdict_follows_from_distance_and_tolerance(three_quarters, value, standing):
    judged = judge(claim(value), three_quarters)
    assert judged.standing == standing
    assert judged.verdict == standing.partition(",")[0]
    assert judged.ours == pytest.approx(0.75)
    assert judged.low <= 0.75 <= judged.high
    assert re.search(rf"ours is 0\.750 \(.*\) over 5 seeds, {abs(0.75 - value):.3f}", judged.reason)
    held = judged.low <= value <= judged.high
    assert judged.reason.endswith(f"the interval {'contains' if held else 'leaves out'} {value:.2f}")
    assert ("above" if value <= 0.75 else "below") in judged.reason
    assert judged.reason.endswith(judged.apart)
    assert judged.apart.startswith(f"{abs(0.75 - value):.3f} ")


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0.872, 0.8994, "leaves out 0.90"),
        (0.872, 0.899996, "ends at 0.90"),
        (0.872, 0.900005, "ends at 0.90"),
        (0.8996, 0.95, "begins at 0.90"),
        (0.872, 0.9006, "contains 0.90"),
        (0.9006, 0.95, "leaves out 0.90"),
    ],
)
def test_an_end_that_reads_like_the_claim_neither_holds_it_nor_leaves_it_out(low, high, told):
    assert _reach(low, high, 0.90) == f"the interval {told}"


def test_where_ours_was_measured_and_what_is_lacking_stand_in_the_ledger(three_quarters):
    judged = judge(claim(0.75, corpora=("RAVDESS", "SAVEE")), three_quarters)
    assert (judged.place.data, judged.place.split, judged.lacking) == ("RAVDESS", "random", ("SAVEE",))
    untested = judge(claim(0.75, ours=None, untested="no such feature yet"), three_quarters)
    assert untested.place is None and untested.lacking == ()


@pytest.mark.parametrize(
    ("value", "leaning", "told"),
    [(0.75, "near", "within tolerance"), (0.80, "below", "below it"), (0.70, "above", "above it")],
)
def test_a_missing_corpus_makes_it_partly_tested_at_best(three_quarters, value, leaning, told):
    judged = judge(claim(value, corpora=("RAVDESS", "SAVEE")), three_quarters)
    assert (judged.verdict, judged.leaning) == ("partly tested", leaning)
    assert judged.standing == f"partly tested, so far {told}"
    assert judged.reason.startswith("without SAVEE; on the corpora at hand ours is")


def test_a_corpus_that_only_some_runs_had_is_missing_still(tmp_path, three_quarters):
    """One run was done again after SAVEE had come: the figure of all does not rest on it."""
    one = three_quarters[0]
    corpora = one.record["data"]["corpora"] | {"SAVEE": {"found": 480, "expected": 480}}
    grown = replace(one, record=one.record | {"data": one.record["data"] | {"corpora": corpora}})
    both = claim(0.75, corpora=("RAVDESS", "SAVEE"))
    assert judge(both, [grown, *three_quarters[1:]]).reason.startswith("without SAVEE")
    every = [replace(run, record=run.record | {"data": grown.record["data"]}) for run in three_quarters]
    assert judge(both, every).verdict == "reproduced"


def test_what_limits_a_claim_keeps_it_from_being_settled(three_quarters):
    judged = judge(claim(0.75, limits="the split is not known"), three_quarters)
    assert judged.verdict == "partly tested"
    assert judged.reason.startswith("the split is not known; ")


def test_a_number_whose_seeds_are_not_all_there_is_partly_tested(three_quarters):
    judged = judge(claim(0.80), three_quarters[:2])
    assert judged.standing == "partly tested, so far below it"
    assert "3 runs of it still open" in judged.reason
    assert planned_runs(OURS) == {f"RAVDESS/random/published/f0-s{seed}" for seed in range(5)}


def test_no_run_and_no_test_are_said(three_quarters):
    judged = judge(claim(0.75, ours=OURS | {"arm": "corrected"}), three_quarters)
    assert (judged.verdict, judged.reason) == (
        "not tested yet",
        "no run of corrected on RAVDESS, random split yet",
    )
    untested = claim(0.75, ours=None, untested="no such feature yet")
    assert judge(untested, three_quarters).reason == "no such feature yet"


def test_nothing_is_judged_on_the_demo_corpus(tmp_path):
    clips = clips_of(range(1, 25))
    leave(tmp_path, "RAVDESS/random/published/f0-s0", np.ones(96, bool), clips, demo=True)
    judged = judge(claim(1.0), load_results(tmp_path))
    assert judged.verdict == "cannot be tested here"
    assert judged.ours is None


def test_the_ledger_holds_every_published_claim_and_guesses_nothing(three_quarters):
    claims, works = read_published(PUBLISHED)
    assert [one.id for one in claims] == ["C1", "C2", "C3", "C4", "C5", "S1", "S2", "S3", "S4"]
    assert {one.id: (one.value, one.tolerance) for one in claims if one.value is not None} == {
        "C1": (0.90, 0.02),
        "S1": (0.90, 0.02),
    }
    assert works["value"].between(0, 1).all() and not works["protocol"].eq("").any()
    table = ledger(PUBLISHED, three_quarters)
    assert set(table["verdict"]) <= set(VERDICTS)
    assert table["reason"].str.len().min() > 0
    verdicts = table.set_index("id")["verdict"]
    assert verdicts["C4"] == verdicts["C5"] == "cannot be tested here"
    assert set(verdicts.drop(["C4", "C5"])) == {"not tested yet"}
    assert table["ours"].dtype == float


def test_what_is_not_transcribed_has_an_empty_row_and_is_no_claim():
    rows = read_untranscribed(PUBLISHED)
    assert {one.state for one in rows} == {"not transcribed yet"}
    assert [one.what for one in rows if one.source == "paper"] == [
        "tables",
        "feature list",
        "split",
        "optimiser",
        "epochs",
        "figures of each emotion",
    ]
    claims, works = read_published(PUBLISHED)
    assert not {one.what for one in rows} & ({one.text for one in claims} | set(works["name"]))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            "what = 'split'\nsource = 'paper'\nstate = '70/10/20'",
            "'70/10/20', expected 'not transcribed yet'",
        ),
        ("what = 'split'\nsource = 'paper'\nstate = 'not transcribed yet'\nvalue = 0.7", "value"),
        ("what = ''\nsource = 'paper'\nstate = 'not transcribed yet'", "needs what and source"),
        ("what = 'split'\nstate = 'not transcribed yet'", "source"),
    ],
)
def test_an_empty_row_holds_nothing_but_its_name(tmp_path, fields, told):
    """A guess has no place in it."""
    path = tmp_path / "published.toml"
    path.write_text(f"claim = []\n\n[[untranscribed]]\n{fields}\n")
    for reader in (read_published, read_untranscribed):
        with pytest.raises(DataDamaged, match=told):
            reader(path)
    path.write_text("claim = []\n")
    assert read_untranscribed(path) == []


def test_the_table_of_experiments_names_the_claims_that_the_ledger_tests_by_it():
    """A comparison is borne on by the experiment that the ledger names, and a number by those that run it."""
    claims, _ = read_published(PUBLISHED)
    assert [one.id for one in claims] == list(CLAIMS)
    for one in claims:
        named = {row.name for row in EXPERIMENTS if one.id in row.claims}
        if one.comparison:
            assert named == set(one.comparison.experiments), one.id
        elif one.ours:
            wanted = (one.ours["data"], one.ours["split"])
            run_it = {
                row.name
                for row in EXPERIMENTS
                if one.ours["arm"] in row.arms
                and wanted in {(place.data, place.split) for place in row.places}
            }
            assert run_it and run_it <= named, one.id
        else:
            assert named == set(), one.id


def test_a_claim_about_features_meets_other_features_and_not_mfcc_of_another_number():
    claims = {one.id: one for one in read_published(PUBLISHED)[0]}
    for name in ("C2", "S4"):
        rivals = claims[name].comparison.rivals
        assert {"log-mel", "chroma", "tempogram", "mfcc+chroma"} <= set(rivals)
        assert not set(rivals) & {"mfcc-13", "mfcc-20", "mfcc+deltas", "mfcc-shape", "corrected"}
        assert claims[name].limits


def test_a_ledger_that_cannot_be_read_is_named(tmp_path):
    path = tmp_path / "published.toml"
    with pytest.raises(DataMissing, match=r"published\.toml"):
        read_published(path)
    path.write_text("[[claim]]\nid = 'X'\nmood = 'good'\n")
    with pytest.raises(DataDamaged, match="ledger"):
        read_published(path)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("", "expected one of ours, comparison and untested, received 0"),
        ("untested = 'no'\nours = { data = 'TESS' }\nvalue = 0.9\ntolerance = 0.1", "received 2"),
        (
            "ours = { data = 'TESS', split = 'random', arm = 'published' }\nvalue = 0.9",
            "needs value and tolerance",
        ),
        (
            "comparison = { experiments = ['features'], subject = 'corrected', rivals = ['pitch'] }",
            "unknown arm pitch",
        ),
        (
            "comparison = { experiments = ['features'], subject = 'corrected', rivals = ['chroma'], data = 'TESS' }",
            "TESS",
        ),
        (
            "comparison = { experiments = ['moods'], subject = 'corrected', rivals = ['chroma'] }",
            "unknown experiment",
        ),
    ],
)
def test_a_claim_that_cannot_be_tested_as_it_says_is_refused(tmp_path, fields, told):
    path = tmp_path / "published.toml"
    path.write_text(f"[[claim]]\nid = 'X'\nsource = 's'\ntext = 't'\nprotocol = 'p'\n{fields}\n")
    with pytest.raises(DataDamaged, match=told):
        read_published(path)
