"""The steps from random clips to other corpora: which there are, what each gives, and how sure a fall is."""

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.experiments import EXPERIMENTS
from ser.results import load_results
from ser.results.steps import ASIDE, FALLS, LABELS, fall, falls, protocol_runs, steps
from ser.splits import NAMES

CLIPS = clips_of(range(1, 25))


def _right(wrong, clips=CLIPS):
    """Wrong on the first `wrong` of each speaker's four clips."""
    return np.arange(len(clips)) % 4 >= wrong


def test_every_split_has_a_name_and_every_fall_two_ends():
    assert set(LABELS) == set(NAMES)
    assert {name for pair in FALLS for name in pair} | set(ASIDE) <= {*NAMES, "combined"}


def test_rows_are_the_protocols_that_the_experiments_plan():
    table = steps([], "corrected", "RAVDESS")
    assert list(table.index) == [
        "combined",
        "random",
        "repetition",
        "text",
        "matched",
        "speaker",
        "matched-6",
        "speaker-6",
        "corpus",
    ]
    assert not table["run"].any() and table["accuracy"].isna().all()
    assert table.loc["speaker-6", "planned_folds"] == 6
    assert list(table.index[table["aside"]]) == ["matched", "matched-6", "speaker-6"]
    assert "text" not in steps([], "corrected", "SAVEE").index
    planned = {place.split for one in EXPERIMENTS if "svm" in one.arms for place in one.places}
    assert set(steps([], "svm", "TESS").index) - {"combined"} <= planned


def test_a_row_holds_the_clips_of_its_corpus_under_its_protocol(tmp_path):
    leave(tmp_path, "RAVDESS/random/corrected/f0-s0", _right(1), CLIPS)
    leave(tmp_path, "RAVDESS/random/corrected/f0-s1", _right(0), CLIPS)
    leave(tmp_path, "all/random/corrected/f0-s0", _right(2), CLIPS)
    leave(tmp_path, "RAVDESS/speaker/published/f0-s0", _right(3), CLIPS)
    results = load_results(tmp_path)
    table = steps(results, "corrected", "RAVDESS")
    assert table.loc["random", "accuracy"] == pytest.approx(0.875)
    assert table.loc["random", "seeds"] == 2
    assert table.loc["combined", "accuracy"] == pytest.approx(0.5)
    assert list(table.index[table["run"]]) == ["combined", "random"]
    assert not steps(results, "corrected", "TESS")["run"].any()
    assert len(protocol_runs(results, "published", "RAVDESS", "speaker")) == 1


def test_a_fall_is_the_difference_with_an_interval_over_the_same_speakers(tmp_path):
    rng = np.random.default_rng(0)
    leave(tmp_path, "RAVDESS/random/corrected/f0-s0", _right(0), CLIPS)
    leave(tmp_path, "RAVDESS/speaker/corrected/f0-s0", rng.random(96) < 0.5, CLIPS)
    leave(tmp_path, "RAVDESS/matched/corrected/f0-s0", _right(0), CLIPS)
    results = load_results(tmp_path)
    table = falls(results, "corrected", "RAVDESS")
    assert list(table.index) == [("random", "matched"), ("matched", "speaker"), ("random", "speaker")]
    lost = table.loc[("random", "speaker")]
    wrong = 1 - results[-1].record["metrics"]["accuracy"]
    assert lost["difference"] == pytest.approx(-wrong)
    assert lost["difference_low"] < lost["difference"] < lost["difference_high"] < 0
    assert lost["unit"] == "speakers"
    none = table.loc[("random", "matched")]
    assert none["difference"] == none["difference_low"] == none["difference_high"] == 0


def test_each_end_of_a_fall_has_its_own_seeds_and_says_how_many(tmp_path):
    """Three seeds lose a quarter, a fourth half; none of them pairs with the one seed of the other side."""
    for seed, wrong in enumerate((1, 1, 2, 2)):
        leave(tmp_path, f"RAVDESS/random/corrected/f0-s{seed}", _right(wrong), CLIPS)
    leave(tmp_path, "RAVDESS/speaker/corrected/f0-s0", _right(3), CLIPS)
    held = load_results(tmp_path)
    found = falls(held, "corrected", "RAVDESS").loc[("random", "speaker")]
    assert (found["seeds_before"], found["seeds_after"]) == (4, 1)
    assert found["difference"] == pytest.approx(0.25 - 0.625)


def test_a_fall_the_same_for_every_speaker_has_no_width(tmp_path):
    leave(tmp_path, "RAVDESS/random/corrected/f0-s0", _right(0), CLIPS)
    leave(tmp_path, "RAVDESS/speaker/corrected/f0-s0", _right(1), CLIPS)
    random, speaker = load_results(tmp_path)
    found = fall([random], [speaker])
    assert found["difference"] == pytest.approx(-0.25)
    assert (found["difference_low"], found["difference_high"]) == pytest.approx((-0.25, -0.25))


def test_while_folds_are_missing_the_same_people_are_compared(tmp_path):
    """Twelve of the speakers are easy; only they have been tested unseen so far."""
    easy = clips_of(range(1, 13))
    right = np.arange(96) < len(easy)
    leave(tmp_path, "RAVDESS/random/corrected/f0-s0", right, CLIPS)
    leave(tmp_path, "RAVDESS/speaker/corrected/f0-s0", _right(1, easy), easy)
    found = fall(*([one] for one in load_results(tmp_path)))
    assert found["difference"] == pytest.approx(-0.25)
    assert (found["difference_low"], found["difference_high"]) == pytest.approx((-0.25, -0.25))
    assert found["unit"] == "speakers"


def test_nobody_in_common_is_no_fall(tmp_path):
    leave(tmp_path, "RAVDESS/random/corrected/f0-s0", _right(1), CLIPS)
    leave(tmp_path, "RAVDESS/speaker/corrected/f0-s0", np.ones(4, bool), ["TESS/OAF_back_happy"] * 4)
    found = fall(*([one] for one in load_results(tmp_path)))
    assert found["unit"] == "" and (found["seeds_before"], found["seeds_after"]) == (1, 1)
    assert np.isnan([value for name, value in found.items() if name.startswith("difference")]).all()


def test_other_units_give_no_interval(tmp_path):
    few = clips_of(range(1, 4))
    leave(tmp_path, "RAVDESS/random/corrected/f0-s0", _right(0), CLIPS)
    leave(tmp_path, "RAVDESS/speaker/corrected/f0-s0", _right(1, few), few)
    found = fall(*([one] for one in load_results(tmp_path)))
    assert found["unit"] == ""
    assert found["difference"] == pytest.approx(-0.25)
    assert np.isnan(found["difference_low"]) and np.isnan(found["difference_uar_high"])


def test_no_pair_of_ends_is_an_empty_table():
    assert falls([], "corrected", "TESS").empty


def test_all_corpora_in_training_are_a_step_of_their_own(tmp_path):
    """The same test clips of RAVDESS, a quarter of them lost with all corpora; those of TESS do not count."""
    others = ["TESS/OAF_back_happy"] * 4
    leave(tmp_path, "RAVDESS/random/corrected/f0-s0", _right(0), CLIPS)
    leave(
        tmp_path,
        "all/random/corrected/f0-s0",
        np.concatenate([_right(1), np.ones(4, bool)]),
        [*CLIPS, *others],
    )
    row = falls(load_results(tmp_path), "corrected", "RAVDESS").loc[("random", "combined")]
    assert row["difference"] == pytest.approx(-0.25)
    assert row["after"] == "random, all corpora train"
