"""A claim to be better meets every rival: what a lead, a loss and a tie say, at one place and at two."""

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.claims import Claim, Comparison, judge
from ser.claims.superiority import standing_at, together
from ser.results import load_results

CLIPS = clips_of(range(1, 25))
RIVALS = ("no-attention", "max-pooling")
RANDOM = Comparison(("architecture",), "corrected", RIVALS, "RAVDESS", "random")


def run(folder, arm, wrong, *, split="random", seeds=(0, 1, 2), folds=(0,)):
    """Leave runs of an arm that is wrong on one clip in `wrong` of each speaker's four; 0: on none."""
    for fold in folds:
        for seed in seeds:
            right = np.ones(len(CLIPS), bool) if not wrong else np.arange(len(CLIPS)) % 4 >= wrong
            leave(folder, f"RAVDESS/{split}/{arm}/f{fold}-s{seed}", right, CLIPS)


def claim(comparison=RANDOM, **changes):
    facts = {"id": "X", "source": "s", "text": "t", "protocol": "p", "corpora": ("RAVDESS",)}
    return Claim(**facts | {"comparison": comparison} | changes)


def test_a_lead_over_every_rival_reproduces_the_claim(tmp_path):
    for arm, wrong in (("corrected", 0), ("no-attention", 1), ("max-pooling", 2)):
        run(tmp_path, arm, wrong)
    judged = judge(claim(), load_results(tmp_path))
    assert judged.standing == "reproduced"
    assert judged.ours == pytest.approx(0.25)
    assert "beats 2, loses to 0" in judged.reason
    assert "mean instead of attention, +0.250" in judged.reason


def test_one_rival_that_is_better_contradicts_it(tmp_path):
    for arm, wrong in (("corrected", 1), ("no-attention", 0), ("max-pooling", 2)):
        run(tmp_path, arm, wrong)
    judged = judge(claim(), load_results(tmp_path))
    assert judged.standing == "differs, a rival does better"
    assert judged.ours == pytest.approx(-0.25)
    assert judged.low <= judged.ours <= judged.high
    assert "beats 1, loses to 1" in judged.reason
    assert "mean instead of attention, \N{MINUS SIGN}0.250 (\N{MINUS SIGN}" in judged.reason
    assert "-0." not in judged.reason


def test_a_tie_is_no_lead(tmp_path):
    for arm, wrong in (("corrected", 1), ("no-attention", 1), ("max-pooling", 2)):
        run(tmp_path, arm, wrong)
    standing = standing_at(RANDOM, *RANDOM.places[0], load_results(tmp_path))
    assert standing.leaning == "neither"
    judged = judge(claim(), load_results(tmp_path))
    assert judged.standing == "differs, no lead over every rival"
    assert "no lead could show" not in judged.reason


def test_where_nearly_all_is_right_no_lead_could_show(tmp_path):
    """The rival misses one clip of 96, the subject another from seed to seed: there is no room above them."""
    for seed, wrong in enumerate((0, 1, 3)):
        right = np.arange(96) >= wrong
        leave(tmp_path, f"RAVDESS/random/corrected/f0-s{seed}", right, CLIPS)
        for rival in RIVALS:
            leave(tmp_path, f"RAVDESS/random/{rival}/f0-s{seed}", np.arange(96) > 0, CLIPS)
    judged = judge(claim(), load_results(tmp_path))
    assert judged.standing == "differs, no lead over every rival"
    assert "no lead could show here: without a single mistake it would be 0.010, and up to" in judged.reason


def test_what_is_open_keeps_it_partly_tested(tmp_path):
    run(tmp_path, "corrected", 0)
    assert (
        judge(claim(), load_results(tmp_path)).reason
        == "no pair of runs to compare on RAVDESS, random split yet"
    )
    run(tmp_path, "no-attention", 1)
    judged = judge(claim(), load_results(tmp_path))
    assert judged.standing == "partly tested, so far in its favour"
    assert (
        "still open, in whole or in part, on RAVDESS, random split: maximum instead of attention"
        in judged.reason
    )
    run(tmp_path, "max-pooling", 1, seeds=(0, 1))
    assert (
        "still open, in whole or in part, on RAVDESS, random split: maximum instead"
        in judge(claim(), load_results(tmp_path)).reason
    )
    run(tmp_path, "max-pooling", 1, seeds=(2,))
    assert judge(claim(), load_results(tmp_path)).verdict == "reproduced"


def test_a_corpus_or_a_list_that_lacks_is_told(tmp_path):
    for arm, wrong in (("corrected", 0), ("no-attention", 1), ("max-pooling", 1)):
        run(tmp_path, arm, wrong)
    judged = judge(claim(corpora=("RAVDESS", "TESS"), limits="the list is ours"), load_results(tmp_path))
    assert judged.standing == "partly tested, so far in its favour"
    assert judged.reason.endswith("not on TESS; the list is ours")


def test_two_places_may_point_two_ways(tmp_path):
    both = Comparison(("architecture",), "corrected", RIVALS)
    folds = range(5)
    for arm, here, there in (("corrected", 0, 1), ("no-attention", 1, 0), ("max-pooling", 1, 0)):
        run(tmp_path, arm, here)
        run(tmp_path, arm, there, split="speaker", folds=folds)
    results = load_results(tmp_path)
    standings = [standing_at(both, *where, results) for where in both.places]
    assert [one.leaning for one in standings] == ["for", "against"]
    assert together(standings) == "both"
    assert together(standings[:1]) == "for"
    judged = judge(claim(both), results)
    assert judged.standing == "differs, ahead under one protocol, behind under another"
    assert judged.ours == pytest.approx(-0.25)  # where it comes out lowest, not where it was first asked


def test_a_claim_may_be_tested_by_several_experiments(tmp_path):
    wanted = Comparison(("architecture", "attention-and-features"), "corrected", RIVALS)
    assert [(one.name, place.data, place.split) for one, place in wanted.places] == [
        ("architecture", "RAVDESS", "random"),
        ("architecture", "RAVDESS", "speaker"),
        ("attention-and-features", "TESS", "random"),
    ]
    for arm, wrong in (("corrected", 0), ("no-attention", 1), ("max-pooling", 1)):
        run(tmp_path, arm, wrong)
    standings = [standing_at(wanted, *where, load_results(tmp_path)) for where in wanted.places]
    assert [one.compared for one in standings] == [True, False, False]
    told = judge(claim(wanted), load_results(tmp_path)).reason
    assert "RAVDESS, random split: of 2 rivals it beats 2" in told
    assert "still open, in whole or in part, on TESS, random split: mean instead" in told


def test_a_subject_that_is_not_the_reference_is_compared_with_its_rivals_alone(tmp_path):
    wanted = Comparison(("baselines",), "published", ("svm", "knn"), "RAVDESS", "random")
    for arm, wrong in (("published", 1), ("svm", 0), ("knn", 2), ("corrected", 2)):
        run(tmp_path, arm, wrong, seeds=range(5))
    standing = standing_at(wanted, *wanted.places[0], load_results(tmp_path))
    assert list(standing.table.index) == ["svm", "knn"]
    assert standing.strongest.name == "svm"
    assert standing.lead[0] == pytest.approx(-0.25)
    assert standing.open == ()
