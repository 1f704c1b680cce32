"""What is said about a trial: the comparison where there is one, the reason where there is none."""

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.exercises.lab import DEMO, Outcome, choose, obstacles
from ser.results import load_results, select

CLIPS = clips_of(range(1, 21))
PLACE = "RAVDESS/random"
MINE = choose(attention="mean", seeds=[0, 1, 2])


def _right(share, seed):
    return np.random.default_rng([seed, round(100 * share)]).random(len(CLIPS)) < share


def _runs(folder, arm, share, *, seeds=(0, 1, 2), **facts):
    for seed in seeds:
        leave(folder, f"{PLACE}/{arm}/f0-s{seed}", _right(share, seed), CLIPS, **facts)
    return [one for one in load_results(folder) if one.record["arm"] == arm]


@pytest.fixture
def grid(tmp_path):
    for arm, share in (("corrected", 0.6), ("svm", 0.9)):
        _runs(tmp_path / "grid", arm, share)
    return load_results(tmp_path / "grid")


def _outcome(mine, grid, *, choices=MINE, tried=(), **more):
    reference = select(grid, arm="corrected")
    given = {"reference": tuple(reference), "tried": (choices.name, *tried), "demo": False} | more
    return Outcome(choices=choices, mine=tuple(mine), grid=tuple(grid), **given)


def test_a_trial_is_set_beside_the_grid_with_interval_and_verdict(grid, tmp_path):
    outcome = _outcome(_runs(tmp_path / "lab", MINE.name, 0.95), grid)
    assert outcome.verdict == "better"
    assert list(outcome.table.index) == ["corrected", MINE.name]
    assert outcome.table.loc["corrected", "verdict"] == "reference"
    told = str(outcome)
    assert "You changed one thing: attention (additive → mean)" in told
    assert "mean instead of attention" in told
    assert "Verdict: better." in told and "noise band" in told and "p (Holm)" in told
    assert f"accuracy {outcome.row['accuracy']:.3f} ({outcome.row['accuracy_low']:.3f} to" in told
    assert DEMO not in told
    assert list(outcome.committed.index) == ["corrected", "svm"]
    assert outcome.committed.loc["svm", "verdict"] == "better"
    assert outcome.beside["verdict"].tolist() == ["reference", "better"]


def test_what_was_tried_before_counts_in_the_correction(grid, tmp_path):
    others = ["lab_mfcc_time_max", "lab_mfcc_time_last"]
    mine = _runs(tmp_path / "lab", MINE.name, 0.8)
    alone = _outcome(mine, grid).row["p_corrected"]
    for name in others:
        mine += _runs(tmp_path / name, name, 0.6)
    among = _outcome(mine, grid, tried=others)
    assert among.row["p_corrected"] >= alone
    assert "You have tried 3 configurations here" in str(among)
    assert len(among.table) == 4


def test_two_changes_and_one_seed_are_warned_of(grid, tmp_path):
    choices = choose(attention="mean", axis="cepstral")
    outcome = _outcome(_runs(tmp_path / "lab", choices.name, 0.3, seeds=[0]), grid, choices=choices)
    assert "belongs to none of them alone" in str(outcome)
    assert "seeds=[0, 1, 2]" in str(outcome)


def test_the_demo_corpus_is_named_first_and_nothing_changed_is_told(tmp_path):
    choices = choose(seeds=[0, 1, 2])
    runs = _runs(tmp_path / "lab", choices.name, 0.5, demo=True)
    outcome = _outcome(runs, [], choices=choices, demo=True, reference=tuple(runs))
    assert str(outcome).startswith(DEMO)
    assert outcome.verdict == "reference"
    assert "You changed nothing" in str(outcome)
    assert outcome.reason == "" and "not compared" not in str(outcome)
    assert outcome.committed.empty


def test_a_refusal_is_its_line_and_no_more():
    outcome = Outcome(refused="unknown axis 'x'; expected one of time, cepstral")
    assert str(outcome) == outcome.refused
    assert outcome.verdict == "refused" and outcome.reason == ""
    assert "&#x27;x&#x27;" in outcome._repr_html_(), "what a student typed is text"
    assert outcome.beside.empty and outcome.committed.empty


def test_each_obstacle_has_its_words(grid, tmp_path):
    mine = _runs(tmp_path / "lab", MINE.name, 0.9)
    assert obstacles(mine, grid, MINE) == ""
    assert "no run of the corrected model on RAVDESS, random clips" in obstacles(mine, [], MINE)
    other = choose(seeds=[7])
    assert "other folds and seeds alone (fold 0, seed 0" in obstacles(mine, grid, other)
    elsewhere = _runs(tmp_path / "there", MINE.name, 0.9, device="gpu: made")
    told = obstacles(elsewhere, grid, MINE)
    assert "gpu: made with tensorflow" in told and "cpu: test with tensorflow" in told
    changed = _runs(tmp_path / "fewer", MINE.name, 0.9, found=90)
    for one in changed:
        one.record["data"]["fingerprint"] = "other"
    assert "your clips (90) are not those of the committed grid (96)" in obstacles(changed, grid, MINE)


def test_without_a_reference_it_is_told_how_to_get_one(tmp_path):
    mine = _runs(tmp_path / "lab", MINE.name, 0.9)
    outcome = _outcome(mine, [], reference=(), obstacle="the committed grid has no run of it")
    assert outcome.verdict == "not compared"
    assert "Not compared with the committed grid: the committed grid has no run of it." in str(outcome)
    assert "own_reference=True" in str(outcome)


def test_the_own_reference_stands_in_for_that_of_the_grid(tmp_path):
    own = _runs(tmp_path / "own", MINE.reference.name, 0.4)
    mine = _runs(tmp_path / "lab", MINE.name, 0.95)
    outcome = _outcome(
        [*own, *mine], [], reference=tuple(own), tried=(MINE.reference.name,), obstacle="other clips"
    )
    assert outcome.verdict == "better"
    assert "The reference (run here)" in str(outcome)
    assert "Not compared with the committed grid: other clips." in str(outcome)
