"""Ours beside the works of others: which figure stands there, under which protocol, and what is said of it."""

import numpy as np
import pandas as pd
import pytest
from made_runs import clips_of, leave

from ser.claims import mark, our_works
from ser.results import load_results, name_of

WORKS = pd.DataFrame(
    {
        "name": ["one, best run", "another", "a third"],
        "data": ["RAVDESS, 8 classes", "RAVDESS", "SAVEE"],
        "protocol": [
            "speaker-independent, 5 folds",
            "speaker-independent, 6 folds",
            "leave one out, 5 folds",
        ],
        "value": [0.652, 0.7, 0.9],
    }
)


def _ours(value):
    row = {"name": "this book, corrected", "data": "RAVDESS", "split": "speaker", "known_speakers": False}
    return pd.DataFrame([row | {"protocol": "p", "value": value, "pooled": value, "low": 0.5, "high": 0.7}])


def test_our_rows_name_their_protocol_and_take_the_mean_of_the_folds(tmp_path):
    for fold, wrong in ((0, 1), (1, 2)):
        clips = clips_of(range(1 + fold, 5 + fold))
        right = np.arange(len(clips)) % 4 >= wrong
        leave(tmp_path, f"RAVDESS/speaker/corrected/f{fold}-s0", right, clips)
    leave(tmp_path, "all/random/svm/f0-s0", np.ones(96, bool), clips_of(range(1, 25)))
    rows = our_works(load_results(tmp_path))
    assert list(rows["name"]) == ["this book, corrected", "this book, SVM on MFCC statistics"]
    assert list(rows["protocol"]) == [
        "speaker-independent, 2 of 5 folds, 1 seed",
        "random utterances, 1 seed",
    ]
    assert list(rows["data"]) == ["RAVDESS", "RAVDESS"]
    assert rows["value"].tolist() == pytest.approx([(0.75 + 0.5) / 2, 1.0])
    told = mark(rows, WORKS)
    pooled = rows.loc[0, "pooled"]
    assert f"“corrected”, with a UAR of {pooled:.3f} pooled over the folds, as theirs is" in told
    low, high = rows.loc[0, ["low", "high"]]
    assert 0.5 <= low < 0.625 < high
    interval = f"The 95% interval of ours, all folds pooled, is {low:.3f} to {high:.3f}"
    assert f"It lies {round(0.652 - round(pooled, 3), 3):.3f} below one, best run (0.652)." in told
    assert f"{interval}. It holds 0.652. That is no test: the same people were tested" in told
    right = sum(np.count_nonzero(np.arange(len(clips)) % 4 >= wrong) for wrong in (1, 2))
    assert rows.loc[0, "pooled"] == pytest.approx(right / (2 * len(clips)))
    assert "mean of the folds, 0.625)" in told
    assert "another" not in told and "third" not in told
    six = mark(rows[:1].assign(split="speaker-6"), WORKS, split="speaker-6")
    assert six.startswith(
        "On the six folds of RAVDESS, the highest of our rows is “corrected”, with a mean UAR of 0.625"
    )
    assert "It lies 0.075 below another (0.700)." in six
    apart = mark(rows[:1].assign(low=0.6, high=0.64), WORKS)
    assert apart.endswith("is 0.600 to 0.640, and holds none of these.")


def test_a_method_that_knows_the_speakers_is_never_the_highest(tmp_path):
    """It has clips of the test speakers, which the works do without; it is told in a sentence of its own."""
    clips = clips_of(range(1, 5))
    known = {"model": {}, "features": {}, "training": {"known_speakers": True}}
    leave(tmp_path, "RAVDESS/speaker/best-known/f0-s0", np.ones(len(clips), bool), clips, config=known)
    leave(tmp_path, "RAVDESS/speaker/corrected/f0-s0", np.arange(len(clips)) % 4 >= 1, clips)
    rows = our_works(load_results(tmp_path))
    assert rows.set_index("name")["known_speakers"].to_dict() == {
        "this book, corrected": False,
        "this book, method chosen for speakers whose clips are at hand": True,
    }
    assert "without labels" in rows.loc[rows["known_speakers"], "protocol"].item()
    told = mark(rows, WORKS)
    assert "the highest of our rows is “corrected”, with a UAR of 0.750 pooled over the folds" in told
    assert "“method chosen for speakers whose clips are at hand” has 1.000; that is another task" in told


def test_a_tie_is_neither_above_nor_below():
    assert "It lies level with one, best run (0.652)." in mark(_ours(0.6521), WORKS)
    assert "It lies 0.001 above" in mark(_ours(0.6526), WORKS)


def test_seeds_that_all_answer_alike_are_no_three_trials(tmp_path):
    clips = clips_of(range(1, 5))
    for seed in range(2):
        leave(tmp_path, f"RAVDESS/speaker/svm/f0-s{seed}", np.arange(len(clips)) % 4 >= 1, clips)
        leave(tmp_path, f"RAVDESS/speaker/corrected/f0-s{seed}", np.arange(len(clips)) % 4 >= 1 + seed, clips)
    told = our_works(load_results(tmp_path)).set_index("name")["protocol"]
    assert told["this book, SVM on MFCC statistics"].endswith(", 2 seeds, all with the same answers")
    assert told["this book, corrected"].endswith(", 2 seeds")


def test_runs_of_the_published_code_that_say_one_thing_are_marked(tmp_path):
    """Where its schedule stops it before it can answer, its score is no score of the method."""
    clips = clips_of(range(1, 5))
    for seed in range(2):
        alike = np.array([(name_of(clip).emotion == "happy") or seed > 0 for clip in clips])
        leave(tmp_path, f"RAVDESS/speaker/published/f0-s{seed}", alike, clips)
        leave(tmp_path, f"RAVDESS/speaker/corrected/f0-s{seed}", alike, clips)
    told = our_works(load_results(tmp_path)).set_index("name")["protocol"]
    assert told["this book, published code"].endswith("2 seeds, one emotion for every clip in 1 of 2 runs")
    assert told["this book, corrected"].endswith("2 seeds")


def test_how_far_the_runs_of_a_work_scatter_stands_with_it():
    works = WORKS.assign(deviation=[0.012, np.nan, np.nan])
    assert "one, best run (0.652 ± 0.012)" in mark(_ours(0.6), works)
    assert "another (0.700)" in mark(_ours(0.6).assign(split="speaker-6"), works, split="speaker-6")


def test_nothing_run_is_said():
    assert our_works([]).empty
    assert "none of our methods has been run yet" in mark(our_works([]), WORKS)
