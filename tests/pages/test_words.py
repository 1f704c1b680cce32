"""Findings in words: a sentence follows the numbers, whichever way they fall."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_runs import clips_of, leave

from ser.pages import words
from ser.results import Result, load_results


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], "none"),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        ("abcdefg", "a, b, c, d, e, f and g"),
        ("abcdefgh", "a, b, c, d, e, f and 2 more"),
    ],
)
def test_names_in_prose(names, told):
    assert words.listed(names) == told


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({}, "none"),
        ({"differs": ["S1"], "reproduced": []}, "1 differs (S1)"),
        ({"differs": ["S1", "S3"]}, "2 differ (S1 and S3)"),
        (
            {"reproduced": ["C1"], "partly tested": ["C2", "S4"], "cannot be tested here": ["C4"]},
            "1 is reproduced (C1), 2 are partly tested (C2 and S4) and 1 cannot be tested here (C4)",
        ),
        ({"cannot be tested here": ["C4", "C5"]}, "2 cannot be tested here (C4 and C5)"),
        (
            {"reproduced": ["a", "b"], "differs": ["c", "d", "e"]},
            "2 are reproduced (a and b); and 3 differ (c, d and e)",
        ),
    ],
)
def test_verdicts_on_claims_in_prose(claims, told):
    assert words.verdicts(claims) == told


@pytest.mark.parametrize(
    ("number", "told"), [(1, "1 seed"), (3.0, "3 seeds"), (0, "no seed"), (float("nan"), "not run")]
)
def test_counts_in_prose(number, told):
    assert words.count(number, "seed") == told


def _row(value, low, high, name="difference"):
    return {name: value, f"{name}_low": low, f"{name}_high": high}


def test_a_figure_with_its_interval():
    assert words.between(_row(0.5, 0.4, 0.6, "uar"), "uar") == "0.500 (0.400 to 0.600)"
    assert words.between(_row(-0.5, -0.6, 0.1), "difference", sign=True) == "−0.500 (−0.600 to +0.100)"
    assert words.between(_row(0.5, np.nan, np.nan), "difference") == "0.500"
    assert words.between(_row(np.nan, np.nan, np.nan), "difference") is None


@pytest.mark.parametrize(
    ("ends", "fmt", "told"),
    [((17, 19), ",.0f", "17 to 19"), ((0.301, 0.304), ".0%", "30%"), (None, ".2f", None)],
)
def test_from_the_least_to_the_most(ends, fmt, told):
    assert words.span(ends, fmt) == told


def test_an_interval_alone():
    assert words.limits(_row(0.5, 0.4, 0.6125, "uar"), "uar") == "40.0% to 61.3%"
    assert words.limits(_row(0.5, 0.4, 0.6, "accuracy"), fmt=".2f") == "0.40 to 0.60"
    assert words.limits(_row(0.5, np.nan, np.nan, "accuracy")) is None


@pytest.mark.parametrize(
    ("folds", "planned", "seeds", "told"),
    [
        (1.0, 1, 3.0, "3 seeds"),
        (5.0, 5, 1.0, "5 folds, 1 seed"),
        (2.0, 5, 1.0, "2 of 5 folds, 1 seed"),
        (np.nan, 5, np.nan, "not run"),
    ],
)
def test_what_a_figure_rests_on_so_far(folds, planned, seeds, told):
    assert words.so_far({"folds": folds, "planned_folds": planned, "seeds": seeds}) == told
    if folds == planned:
        assert words.so_far({"folds": folds, "seeds": seeds}) == told


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (_row(-0.25, -0.31, -0.2), "falls by 25.0 percentage points (20.0 to 31.0)"),
        (_row(0.25, 0.2, 0.31), "rises by 25.0 percentage points (20.0 to 31.0)"),
        (_row(-0.01, -0.03, 0.02), "falls by 1.0 percentage points (−2.0 to +3.0, zero included)"),
        (_row(-0.25, np.nan, np.nan), "falls by 25.0 percentage points"),
        (_row(np.nan, np.nan, np.nan), None),
    ],
)
def test_a_fall_is_a_fall_and_a_rise_a_rise(row, told):
    assert words.moved(row) == told


def test_names_with_commas_are_parted_by_semicolons():
    assert words.listed(["LSTM, no CNN", "two blocks", "mixup"]) == "LSTM, no CNN; two blocks; and mixup"


def test_a_device_is_told_in_words():
    assert words.device("cpu: AMD EPYC") == "a processor (AMD EPYC)"
    assert words.device("gpu: NVIDIA H100") == "a graphics processor (NVIDIA H100)"
    assert words.device("cpu") == "a processor"


def test_several_devices_are_told_by_their_sort():
    assert words.devices(["cpu: AMD EPYC"]) == "a processor (AMD EPYC)"
    assert words.devices(["cpu: AMD EPYC", "cpu: Intel Xeon"]) == "processors (AMD EPYC; Intel Xeon)"
    told = words.devices(["cpu: AMD EPYC", "gpu: NVIDIA H100", "cpu: AMD EPYC"])
    assert told == "a processor (AMD EPYC) and a graphics processor (NVIDIA H100)"
    assert words.devices([]) == "none"


@pytest.mark.parametrize(
    ("p", "told"), [(0.0499, "0.050"), (0.001, "0.001"), (0.0007, f"<{words.NO_BREAK}0.001"), (np.nan, None)]
)
def test_a_small_p_is_never_zero(p, told):
    assert words.small(p) == told


def test_a_model_is_named_as_a_sentence_names_it():
    assert words.model("corrected") == "the corrected model"
    assert words.model("published code") == "the published code"


def test_a_combined_figure_is_told_by_corpus():
    row = {"accuracy_RAVDESS": 0.7376, "accuracy_TESS": 0.998, "accuracy_SAVEE": np.nan, "accuracy": 0.9}
    assert words.by_corpus(row) == "0.738 on RAVDESS and 0.998 on TESS"
    assert words.by_corpus(row, ".0%") == "74% on RAVDESS and 100% on TESS"
    assert words.by_corpus({"accuracy_RAVDESS": 0.7}) == ""


def test_the_most_that_any_row_has():
    one = pd.DataFrame({"clips": [289.0, np.nan], "speakers": [24.0, np.nan], "seeds": [1.0, np.nan]})
    other = pd.DataFrame({"clips": [1440.0], "speakers": [24.0], "seeds": [3.0]})
    assert words.most([one, other]) == {"clips": 1440, "speakers": 24, "seeds": 3}
    assert words.most([one[1:]]) == {}


def test_a_fold_is_told_by_all_its_seeds(tmp_path):
    for fold, seed, right in ((1, 0, 2), (0, 0, 2), (0, 1, 1), (0, 2, 4)):
        run = f"RAVDESS/speaker/corrected/f{fold}-s{seed}"
        leave(tmp_path, run, np.arange(4) < right, clips_of([fold + 1]))
    told = words.by_fold([(one.fold, f"speaker {one.fold}", one) for one in load_results(tmp_path)])
    interval = r"over clips, 0\.\d{3} to [01]\.\d{3}"
    assert re.fullmatch(
        rf"tested on speaker 0, 0\.583 \({interval}; its 3 seeds lie between 0\.250 and 1\.000\)", told[0]
    )
    assert re.fullmatch(rf"tested on speaker 1, 0\.500 \({interval}\)", told[1])
    assert words.by_fold([]) == []


def test_seeds_that_scatter_more_than_the_interval_says():
    row = {"accuracy_low": 0.618, "accuracy_high": 0.638, "spread": 0.055}
    assert "standard deviation of 0.055, and its interval reaches 0.010" in words.scatter(row)
    assert words.scatter(row | {"spread": 0.01}) == words.scatter(row | {"spread": np.nan}) == ""


def test_the_luck_of_the_seeds_is_told_where_there_are_several():
    row = {"spread": 0.055, "seeds": 3.0, "unit": "texts"}
    assert words.luck(row).startswith(" These intervals are drawn over texts.")
    assert words.luck(row).endswith(
        "over 3 seeds, the accuracy has a standard deviation of 5.5 percentage points."
    )
    assert words.luck(row | {"spread": np.nan}) == ""


def test_what_a_figure_rests_on():
    row = {"clips": 1440.0, "speakers": 24.0, "seeds": 1.0}
    assert words.counts(row) == "1,440 clips, 24 speakers, 1 seed"
    assert words.counts(dict.fromkeys(row, np.nan)) == "not run"


def test_the_seeds_of_both_ends_of_a_step():
    assert words.ends({"seeds_before": 3.0, "seeds_after": 1.0}) == "3 seeds before, 1 seed after"
    assert words.ends({"seeds_before": 3, "seeds_after": 3}) == "3 seeds"


def _run(fold, seed, accuracy):
    record = {"split": {"fold": fold, "seed": seed}, "metrics": {"accuracy": accuracy}}
    return Result(record, None, Path("run.json"))


def test_the_deals_of_a_control_and_how_far_they_lie_apart():
    runs = [_run(0, 0, 0.6), _run(0, 1, 0.7), _run(1, 0, 0.75), _run(1, 1, 0.75)]
    assert words.deals(runs) == f"2 deals, standard deviation {np.std([0.65, 0.75], ddof=1):.3f}"
    assert words.deals(runs[:2]) == "" == words.deals([])


def test_seeds_that_have_no_common_accuracy_are_told_one_by_one():
    runs = [_run(0, 0, 0.75), _run(0, 1, 0.13)]
    assert words.apart({"spread": 0.4, "folds": 1}, runs) == "its seeds one by one: 0.130, 0.750"
    assert words.apart({"spread": 0.02, "folds": 1}, runs) == ""
    assert words.apart({"spread": np.nan, "folds": 1}, runs) == ""
    assert words.apart({"spread": 0.4, "folds": 5}, runs) == ""
