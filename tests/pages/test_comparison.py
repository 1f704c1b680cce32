"""Arms beside their reference, in words and as a table; a sentence follows the numbers, whichever way they fall."""

import numpy as np
import pandas as pd
from made_runs import clips_of, leave

from ser.experiments import ARMS, Place, experiment
from ser.pages import comparison, words
from ser.results import load_results
from ser.results.compare import compare


def _row(value, low, high, name="difference"):
    return {name: value, f"{name}_low": low, f"{name}_high": high}


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
    told = comparison.outcome(table, "base")
    assert told == (
        "of 4 arms compared, 1 better than the reference (arm 0), 2 worse (arm 2 and arm 3), "
        "and 1 without a difference that could be shown."
    )
    assert comparison.still_open(table, PLACE) == (
        "Not run yet: arm 4. Run, but not comparable with the reference: arm 5."
    )


def test_arms_of_one_seed_are_not_counted_as_finished():
    table = _table("better", "no difference shown", "worse")
    table.loc[["arm 0", "arm 2"], ["pairs", "paired_seeds"]] = 1
    assert comparison.outcome(table, "base").startswith(
        "of 3 arms compared (2 of them on one seed so far), 1 better"
    )
    assert comparison.still_open(table, PLACE) == "Run on fewer seeds than planned: arm 0 and arm 2."
    table.loc[["arm 0", "arm 1"], ["pairs", "paired_seeds"]] = 1
    assert "(all of them on one seed so far)" in comparison.outcome(table[:3], "base")
    folds = Place("RAVDESS", "speaker", (0, 1))
    assert comparison.still_open(table, folds).startswith("Run on fewer folds or seeds than planned")


def test_an_outcome_of_one_arm_is_one_plain_sentence():
    assert comparison.outcome(_table("better", "not run"), "base") == (
        "one arm has been compared so far: arm 0 is better than the reference."
    )
    assert comparison.outcome(_table("no difference shown"), "base") == (
        "one arm has been compared so far: arm 0 shows no difference from the reference."
    )


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
    assert list(comparison.verdict_table(table)["p (Holm)"]) == [None, f"<{words.NO_BREAK}0.001"]


def test_an_outcome_of_nothing_is_said():
    assert comparison.outcome(_table("not run"), "base") == "no other arm has been run here yet."
    assert (
        comparison.still_open(_table("worse"), PLACE) == "Every arm has been run on all its folds and seeds."
    )
    table = _table("not compared")
    table.loc["base", "run"] = False
    assert "the reference has not been run" in comparison.outcome(table, "base")


def test_extremes_of_what_has_been_run():
    table = _table("worse", "not run").assign(accuracy=[0.7, 0.5, np.nan])
    assert comparison.extremes(table) == "highest base, 70.0%; lowest arm 0, 50.0%"
    assert comparison.extremes(table.iloc[:1]) == "base alone so far, 70.0%"
    assert comparison.extremes(table.iloc[2:]) == "none of its arms has been run yet"


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
    shown = comparison.verdict_table(table)
    assert list(shown["counts above"]) == [None, "0.025", "0.040"]
    assert list(shown["UAR, mean of folds"]) == ["0.510", "0.520", None]
    assert list(shown["on RAVDESS"]) == ["0.250", "0.500", None]
    assert list(shown["on TESS"]) == ["0.750"] * 3
    assert "on SAVEE" not in shown
    assert list(shown["seed by seed"]) == [None, "+0.050, +0.150", None]
    assert "seed by seed" not in comparison.verdict_table(table.assign(paired_seeds=1))
    alone = comparison.verdict_table(table.assign(folds=1, accuracy_TESS=np.nan))
    assert "UAR, mean of folds" not in alone and "on RAVDESS" not in alone
    assert list(shown["verdict"]) == ["reference", "worse", "better; by UAR: no difference shown"]
    assert list(shown["accuracy"]) == ["0.500 (0.400 to 0.600)"] * 3
    assert list(shown["difference"]) == ["+0.100 (+0.000 to +0.200)"] * 3
    assert list(shown["p (Holm)"]) == ["0.010"] * 3
    assert list(shown["runs"]) == [15] * 3
    assert set(comparison.VERDICT_FORMATS) <= set(shown.columns)


def test_what_an_arm_changes_is_told_in_words():
    table = comparison.changes_table(experiment("features"))
    assert table.loc["corrected", "changes"] == "nothing"
    assert table.loc["svm", "changes"] == "method: corrected → svm"
    assert table.loc["log-mel", "changes"] == "kinds: mfcc → log-mel; coefficients: 40 → 64"
    assert (
        comparison.changes_table(experiment("training")).loc["class-weights", "changes"]
        == "class_weights: no → yes"
    )


def test_copies_made_before_the_split_are_no_better_model(tmp_path):
    clips = clips_of(range(1, 25))
    chosen = experiment("copies")
    assert "not known yet" in comparison.leak(compare([], chosen))
    for arm, share in (("copies-after", 80), ("copies-before", 95)):
        leave(tmp_path, f"RAVDESS/random/{arm}/f0-s0", np.arange(len(clips)) % 100 < share, clips)
    table = compare(load_results(tmp_path), chosen)
    told = comparison.leak(table)
    before, after = (words.between(table.loc[arm]) for arm in ("copies-before", "copies-after"))
    assert f"an accuracy of {before}, and {after} where" in told
    assert "over 1 seed. That is no better model:" in told


def test_arms_of_one_seed_share_the_luck_of_the_run_they_meet():
    table = pd.DataFrame(
        {
            "label": ["corrected", "wide", "deep", "narrow"],
            "paired_seeds": [np.nan, 1, 3, 1],
            "met": [np.nan, 0.747, 0.7, 0.7471],
            "accuracy": [0.71, 0.66, 0.5, 0.55],
            "difference": [np.nan, -0.087, -0.2, -0.197],
            "hurdle": [np.nan, 0.08, 0.04, 0.08],
            "verdict": ["reference", "worse", "worse", "worse"],
        }
    )
    several = {"accuracy": 0.71, "seeds": 3, "folds": 1}
    told = comparison.same_run(table, several)
    assert told.startswith(
        "The 2 arms with one seed so far meet a run of the reference with an accuracy of 0.747, while"
    )
    assert "that of 3 seeds is 0.710" in told and "processor" not in told
    told = comparison.same_run(table.assign(met=[np.nan, 0.747, 0.7, 0.73]), several | {"folds": 5})
    assert "meet runs of the reference with an accuracy of 0.747 (1 arm) and 0.730 (1 arm), while" in told
    assert told.endswith("on another processor.")
    assert comparison.same_run(table[:2], several).startswith("The 1 arm with one seed so far meets a run")
    assert comparison.same_run(table[2:3], several) == ""
    assert comparison.same_run(table, several | {"seeds": 1}) == ""
    told = comparison.same_run(table, several)
    assert "From that of 3 seeds, “wide” would not lie far enough to count." in told
    assert "From that" not in comparison.same_run(table.assign(verdict="no difference shown"), several)
    assert "From that" not in comparison.same_run(table.assign(hurdle=0.01), several)


def _luck(joint):
    verdicts = ["reference", "better", "worse", "worse", "no difference shown"]
    labels = ["corrected", "a", "b", "c", "d"]
    return pd.DataFrame({"label": labels, "verdict": verdicts, "p_joint": [np.nan, *joint]})


def test_verdicts_that_both_kinds_of_luck_together_explain_are_named():
    told = "One test of both kinds of luck would"
    for joint, says in (
        ([0.2, 0.01, 0.04, 0.9], "take back 1 of the 3 verdicts: a."),
        ([0.2, 0.01, 0.06, 0.9], "keep 1 of the 3 verdicts: b."),
        ([0.2, 0.01, np.nan, 0.9], "take back 1 of the 2 verdicts: a."),
        ([0.01, 0.01, 0.05, 0.9], "keep all 3 verdicts."),
        ([0.2, np.nan, 0.06, 0.9], "take back both verdicts."),
        ([0.01, np.nan, np.nan, 0.9], "keep the verdict."),
    ):
        assert comparison.both_lucks(_luck(joint)) == f"{told} {says}"
    assert comparison.both_lucks(_luck([np.nan, np.nan, np.nan, 0.9])) == ""
    assert comparison.both_lucks(compare([], experiment("architecture"))) == ""


def test_verdicts_that_the_arms_own_band_took_back_are_named():
    table = pd.DataFrame(
        {
            "label": ["corrected", "a", "b"],
            "difference": [np.nan, -0.07, 0.09],
            "p_corrected": [np.nan, 0.001, 0.001],
            "noise": [0.03] * 3,
            "paired_seeds": [np.nan, 3, 3],
            "verdict": ["reference", "no difference shown", "better"],
        }
    )
    assert comparison.by_reference_alone(table) == ["a (worse)"]
    assert (
        comparison.by_reference_alone(table.assign(noise=0.001, verdict=["reference", "worse", "better"]))
        == []
    )


def test_each_flaw_has_its_row_and_open_ones_are_empty():
    tables = {
        title: pd.concat(
            [compare([], experiment(name)).drop(index="corrected") for name in ("architecture", "training")]
        )
        for title in ("random clips", "unseen speakers")
    }
    arm = comparison.FLAWS["4. the scaler"]
    for name, value in {
        "difference": -0.138,
        "difference_low": -0.19,
        "difference_high": -0.1,
        "verdict": "worse",
        "paired_seeds": 1,
    }.items():
        tables["random clips"].loc[arm, name] = value
    table = comparison.flaw_by_flaw(tables)
    assert list(table.index) == list(comparison.FLAWS)
    row = table.loc["4. the scaler"]
    assert row["random clips"].startswith("\N{MINUS SIGN}0.138 (")
    assert (row["verdict, random clips"], row["seeds, random clips"]) == ("worse", "1")
    assert row.filter(like="unseen speakers").isna().all()
    assert table.drop(index="4. the scaler").drop(columns="arm").isna().all(axis=None)
    assert all(comparison.changes(ARMS[arm], ARMS["corrected"]) for arm in comparison.FLAWS.values())
