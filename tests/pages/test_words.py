"""Findings in words: a sentence follows the numbers, whichever way they fall."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_runs import clips_of, leave

from ser.experiments import Place, experiment
from ser.pages import words
from ser.results import Result, load_results
from ser.results.compare import compare


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


def _table(*verdicts):
    labels = ["base", *(f"arm {number}" for number in range(len(verdicts)))]
    whole = ["reference", *verdicts]
    compared = [one in ("better", "worse", "no difference shown") for one in whole]
    return pd.DataFrame(
        {
            "label": labels,
            "verdict": whole,
            "verdict_uar": whole,
            "run": [one != "not run" for one in whole],
            "pairs": np.where(compared, 3.0, np.nan),
            "paired_seeds": np.where(compared, 3.0, np.nan),
        },
        index=labels,
    )


PLACE = Place("RAVDESS", "random", seeds=(0, 1, 2))


def test_an_outcome_names_the_arms_by_verdict():
    table = _table("better", "no difference shown", "worse", "worse", "not run", "not compared")
    told = words.outcome(table, "base")
    assert told == (
        "of 4 arms compared, 1 better than the reference (arm 0), 2 worse (arm 2 and arm 3), "
        "and 1 without a difference that could be shown."
    )
    assert words.still_open(table, PLACE) == (
        "Not run yet: arm 4. Run, but not comparable with the reference: arm 5."
    )


def test_arms_of_one_seed_are_not_counted_as_finished():
    table = _table("better", "no difference shown", "worse")
    table.loc[["arm 0", "arm 2"], ["pairs", "paired_seeds"]] = 1
    assert words.outcome(table, "base").startswith(
        "of 3 arms compared (2 of them on one seed so far), 1 better"
    )
    assert words.still_open(table, PLACE) == "Run on fewer seeds than planned: arm 0 and arm 2."
    table.loc[["arm 0", "arm 1"], ["pairs", "paired_seeds"]] = 1
    assert "(all of them on one seed so far)" in words.outcome(table[:3], "base")
    folds = Place("RAVDESS", "speaker", (0, 1))
    assert words.still_open(table, folds).startswith("Run on fewer folds or seeds than planned")


def test_an_outcome_of_one_arm_is_one_plain_sentence():
    assert words.outcome(_table("better", "not run"), "base") == (
        "one arm has been compared so far: arm 0 is better than the reference."
    )
    assert words.outcome(_table("no difference shown"), "base") == (
        "one arm has been compared so far: arm 0 shows no difference from the reference."
    )


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


def test_a_tiny_p_is_never_zero():
    table = _table("worse").assign(
        **_row(0.1, 0.0, 0.2),
        **_row(0.5, 0.4, 0.6, "accuracy"),
        uar=0.5,
        hurdle=0.02,
        p_corrected=[np.nan, 0.0001],
        paired_seeds=[np.nan, 1],
        by_seed=["", "+0.100"],
        seeds=3,
        folds=1,
    )
    assert list(words.verdict_table(table)["p (Holm)"]) == [None, f"<{words.NO_BREAK}0.001"]


def test_an_outcome_of_nothing_is_said():
    assert words.outcome(_table("not run"), "base") == "no other arm has been run here yet."
    assert words.still_open(_table("worse"), PLACE) == "Every arm has been run on all its folds and seeds."
    table = _table("not compared")
    table.loc["base", "run"] = False
    assert "the reference has not been run" in words.outcome(table, "base")


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


def test_extremes_of_what_has_been_run():
    table = _table("worse", "not run").assign(accuracy=[0.7, 0.5, np.nan])
    assert words.extremes(table) == "highest base, 70.0%; lowest arm 0, 50.0%"
    assert words.extremes(table.iloc[:1]) == "base alone so far, 70.0%"
    assert words.extremes(table.iloc[2:]) == "none of its arms has been run yet"


def test_a_verdict_by_uar_is_told_where_it_is_another():
    table = _table("worse", "better").assign(
        verdict_uar=["reference", "worse", "no difference shown"],
        **_row(0.1, 0.0, 0.2),
        **_row(0.5, 0.4, 0.6, "accuracy"),
        uar=0.5,
        hurdle=[np.nan, 0.025, 0.04],
        p_corrected=0.01,
        paired_seeds=[np.nan, 2, 1],
        by_seed=["", "+0.050, +0.150", "+0.100"],
        seeds=3,
        folds=5,
        folds_mean_uar=[0.51, 0.52, np.nan],
        accuracy_RAVDESS=[0.25, 0.5, np.nan],
        accuracy_TESS=0.75,
        accuracy_SAVEE=np.nan,
    )
    shown = words.verdict_table(table)
    assert list(shown["counts above"]) == [None, "0.025", "0.040"]
    assert list(shown["UAR, mean of folds"]) == ["0.510", "0.520", None]
    assert list(shown["on RAVDESS"]) == ["0.250", "0.500", None]
    assert list(shown["on TESS"]) == ["0.750"] * 3
    assert "on SAVEE" not in shown
    assert list(shown["seed by seed"]) == [None, "+0.050, +0.150", None]
    assert "seed by seed" not in words.verdict_table(table.assign(paired_seeds=1))
    alone = words.verdict_table(table.assign(folds=1, accuracy_TESS=np.nan))
    assert "UAR, mean of folds" not in alone and "on RAVDESS" not in alone
    assert list(shown["verdict"]) == ["reference", "worse", "better; by UAR: no difference shown"]
    assert list(shown["accuracy"]) == ["0.500 (0.400 to 0.600)"] * 3
    assert list(shown["difference"]) == ["+0.100 (+0.000 to +0.200)"] * 3
    assert list(shown["p (Holm)"]) == ["0.010"] * 3
    assert list(shown["runs"]) == [15] * 3
    assert set(words.VERDICT_FORMATS) <= set(shown.columns)


def test_what_an_arm_changes_is_told_in_words():
    table = words.changes_table(experiment("features"))
    assert table.loc["corrected", "changes"] == "nothing"
    assert table.loc["svm", "changes"] == "method: corrected → svm"
    assert table.loc["log-mel", "changes"] == "kinds: mfcc → log-mel; coefficients: 40 → 64"
    assert (
        words.changes_table(experiment("training")).loc["class-weights", "changes"]
        == "class_weights: no → yes"
    )


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


def test_copies_made_before_the_split_are_no_better_model(tmp_path):
    clips = clips_of(range(1, 25))
    chosen = experiment("copies")
    assert "not known yet" in words.leak(compare([], chosen))
    for arm, share in (("copies-after", 80), ("copies-before", 95)):
        leave(tmp_path, f"RAVDESS/random/{arm}/f0-s0", np.arange(len(clips)) % 100 < share, clips)
    table = compare(load_results(tmp_path), chosen)
    told = words.leak(table)
    before, after = (words.between(table.loc[arm]) for arm in ("copies-before", "copies-after"))
    assert f"an accuracy of {before}, and {after} where" in told
    assert "over 1 seed. That is no better model:" in told


def test_what_a_figure_rests_on():
    row = {"clips": 1440.0, "speakers": 24.0, "seeds": 1.0}
    assert words.counts(row) == "1,440 clips, 24 speakers, 1 seed"
    assert words.counts(dict.fromkeys(row, np.nan)) == "not run"


def test_the_seeds_of_both_ends_of_a_step():
    assert words.ends({"seeds_before": 3.0, "seeds_after": 1.0}) == "3 seeds before, 1 seed after"
    assert words.ends({"seeds_before": 3, "seeds_after": 3}) == "3 seeds"


def test_arms_of_one_seed_share_the_luck_of_the_run_they_meet():
    table = pd.DataFrame({"paired_seeds": [np.nan, 1, 3, 1], "met": [np.nan, 0.747, 0.7, 0.7471]})
    several = {"accuracy": 0.71, "seeds": 3, "folds": 1}
    told = words.same_run(table, several)
    assert told.startswith(
        "The 2 arms with one seed so far meet a run of the reference with an accuracy of 0.747, while"
    )
    assert "that of 3 seeds is 0.710" in told and "processor" not in told
    told = words.same_run(table.assign(met=[np.nan, 0.747, 0.7, 0.73]), several | {"folds": 5})
    assert "meet runs of the reference with an accuracy of 0.747 (1 arm) and 0.730 (1 arm), while" in told
    assert told.endswith("on another processor.")
    assert words.same_run(table[:2], several).startswith("The 1 arm with one seed so far meets a run")
    assert words.same_run(table[2:3], several) == ""
    assert words.same_run(table, several | {"seeds": 1}) == ""


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
