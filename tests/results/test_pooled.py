"""Folds and seeds pooled to one estimate: against scikit-learn and counts made by hand."""

import numpy as np
import pytest
from made_runs import clips_of, leave, leave_said
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score

from ser.evaluation import brier, confusion_matrix, expected_calibration_error, interval, per_class, uar
from ser.results import load_results, name_of, select, summary
from ser.results.pooled import complete, pool, pooled_report, recall_limits

TESS = [
    f"TESS/{who}_{word}_{emotion}"
    for who in ("OAF", "YAF")
    for word in ("back", "bar")
    for emotion in ("angry", "fear")
]


def _row(results, split, arm):
    return summary(results).set_index(["split", "arm"]).loc[(split, arm)]


def test_summary_pools_folds_and_agrees_with_scikit_learn(results):
    row = _row(results, "speaker", "corrected")
    group = select(results, split="speaker")
    truth = np.concatenate([one.predictions.truth for one in group])
    said = np.concatenate([one.predictions.predicted for one in group])
    probabilities = np.concatenate([one.predictions.probabilities for one in group])
    assert row["accuracy"] == pytest.approx(accuracy_score(truth, said))
    assert row["uar"] == pytest.approx(balanced_accuracy_score(truth, said))
    assert row["macro_f1"] == pytest.approx(f1_score(truth, said, average="macro"))
    assert row["weighted_f1"] == pytest.approx(f1_score(truth, said, average="weighted"))
    assert row["ece"] == expected_calibration_error(truth, probabilities)
    assert row["brier"] == brier(truth, probabilities)
    assert row["accuracy_RAVDESS"] == pytest.approx(row["accuracy"])
    assert row["accuracy_low"] <= row["accuracy"] <= row["accuracy_high"]
    assert (row["folds"], row["seeds"], row["clips"], row["speakers"]) == (2, 1, 96, 24)
    assert (row["unit"], row["reach"]) == ("speakers", "other speakers")
    assert np.isnan(row["spread"]) and np.isnan(row["spread_uar"])
    assert row["minutes"] == pytest.approx(3.0)
    assert (row["chance"], row["majority"]) == (0.5, 0.5)


def test_the_interval_is_that_of_all_folds_together(results):
    row = _row(results, "speaker", "corrected")
    held = pool(select(results, split="speaker"))
    for name, options in (("accuracy", {}), ("uar", {"statistic": uar})):
        low, high, unit = interval(
            held.truth, held.predicted, held.speakers, held.texts, held.corpora, **options
        )
        assert (row[f"{name}_low"], row[f"{name}_high"], unit) == (low, high, "speakers")


def test_the_mean_of_folds_stands_beside_the_pooled_figure(results):
    row = _row(results, "speaker", "corrected")
    folds = [
        (accuracy_score(one.truth, one.predicted), balanced_accuracy_score(one.truth, one.predicted))
        for one in (result.predictions for result in select(results, split="speaker"))
    ]
    for name, values in zip(("accuracy", "uar"), zip(*folds, strict=True), strict=True):
        assert row[f"folds_mean_{name}"] == pytest.approx(np.mean(values))
        assert row[f"folds_spread_{name}"] == pytest.approx(np.std(values, ddof=1))
    assert np.isnan(_row(results, "random", "published")["folds_spread_uar"])


def test_spread_is_the_deviation_over_seeds(results):
    row = _row(results, "random", "published")
    shares = [np.mean(np.arange(48) < 48 * share) for share in (0.5, 0.9)]
    assert row["spread"] == pytest.approx(np.std(shares, ddof=1))
    assert row["seeds"] == 2
    assert row["clips"] == 48
    of_uar = [
        balanced_accuracy_score(one.predictions.truth, one.predictions.predicted)
        for one in select(results, split="random")
    ]
    assert row["spread_uar"] == pytest.approx(np.std(of_uar, ddof=1))


def test_with_folds_the_spread_is_that_of_the_pooled_figure(tmp_path):
    """Folds of 12 and 48 clips: a mean over folds would weigh the small one like the large one."""
    speakers = (range(1, 4), range(4, 16))
    rights = {(0, 0): 12, (1, 0): 24, (0, 1): 0, (1, 1): 48}
    for (fold, seed), count in rights.items():
        clips = clips_of(speakers[fold])
        leave(tmp_path, f"RAVDESS/speaker/corrected/f{fold}-s{seed}", np.arange(len(clips)) < count, clips)
    row = _row(load_results(tmp_path), "speaker", "corrected")
    assert row["spread"] == pytest.approx(np.std([36 / 60, 48 / 60], ddof=1))
    assert row["accuracy"] == pytest.approx((36 + 48) / 120)
    assert row["folds_mean_accuracy"] == pytest.approx(np.mean([(1 + 0) / 2, (0.5 + 1) / 2]))


def test_a_second_seed_of_the_same_answers_makes_no_interval_narrower(tmp_path):
    right = np.random.default_rng(5).random(48) < 0.6
    for seed in range(2):
        leave(tmp_path, f"RAVDESS/random/corrected/f0-s{seed}", right, clips_of(range(1, 13)))
    results = load_results(tmp_path)
    both, one = summary(results).iloc[0], summary(select(results, seed=0)).iloc[0]
    names = ["accuracy", "accuracy_low", "accuracy_high", "uar_low", "uar_high", "clips", "ece"]
    np.testing.assert_allclose(both[names].astype(float), one[names].astype(float))
    assert both["spread"] == 0


def test_a_seed_that_lacks_a_fold_waits_until_it_is_whole(results, tmp_path):
    """Else the fold that was run twice would count twice."""
    before = _row(results, "speaker", "corrected")
    leave(tmp_path, "RAVDESS/speaker/corrected/f0-s1", np.zeros(48, bool), clips_of(range(1, 13)))
    again = load_results(tmp_path)
    after = _row(again, "speaker", "corrected")
    assert (after["accuracy"], after["seeds"]) == (before["accuracy"], 1)
    assert after["minutes"] == before["minutes"] + 1.5
    assert len(complete(select(again, split="speaker"))) == 2
    assert complete([]) == []


def test_seeds_with_other_folds_are_not_mixed(tmp_path):
    """As many folds, but not the same ones: what lies between folds would pass for the luck of a seed."""
    for seed, folds in ((0, (2, 3)), (1, (0, 1)), (2, (0, 1))):
        for fold in folds:
            right = np.full(4, seed == 2)
            leave(
                tmp_path,
                f"RAVDESS/speaker/corrected/f{fold}-s{seed}",
                right,
                clips_of(range(fold + 1, fold + 2)),
            )
    kept = complete(load_results(tmp_path))
    assert sorted((one.fold, one.seed) for one in kept) == [(0, 1), (0, 2), (1, 1), (1, 2)]
    assert [one.seed for one in complete([one for one in load_results(tmp_path) if one.seed < 2])] == [0, 0]


def test_an_interval_speaks_of_unseen_speakers_only_where_none_trained(results):
    assert _row(results, "speaker", "corrected")["reach"] == "other speakers"
    shared = _row(results, "random", "published")["reach"]
    assert shared == "other speakers whose clips are in training too; nothing about unseen speakers"


def test_each_corpus_stands_beside_the_combined_figure(tmp_path):
    clips = clips_of(range(1, 13)) + TESS
    truth = np.array([2 if "-01-03-" in clip else 4 for clip in clips[:48]] + [4, 5] * 4)
    said = np.where(np.arange(56) % 3 == 0, 0, truth)
    leave_said(tmp_path, "all/random/corrected/f0-s0", clips, truth, said)
    row = summary(load_results(tmp_path)).iloc[0]
    for corpus, part in (("RAVDESS", slice(48)), ("TESS", slice(48, None))):
        assert row[f"accuracy_{corpus}"] == pytest.approx(accuracy_score(truth[part], said[part]))
        assert row[f"uar_{corpus}"] == pytest.approx(uar(confusion_matrix(truth[part], said[part])))
        assert row[f"clips_{corpus}"] == len(truth[part])
    assert row["unit"] == "speakers of RAVDESS, clips of TESS"
    assert "accuracy_SAVEE" not in row
    assert row["chance"] == 1 / 3
    assert row["ece"] == pytest.approx(abs(0.65 - (truth == said).mean()), abs=1e-3)


def test_a_corpus_outside_the_paper_has_its_columns_too(tmp_path):
    clips = [f"EMO-DB/{speaker}a01{letter}a" for speaker in ("03", "08") for letter in "FW"]
    truth = np.array([2, 4, 2, 4])
    leave_said(tmp_path, "EMO-DB/speaker/corrected/f0-s0", clips, truth, np.array([2, 4, 2, 2]))
    row = summary(load_results(tmp_path)).iloc[0]
    assert row["accuracy_EMO-DB"] == row["accuracy"] == 0.75
    assert (row["speakers"], row["unit"]) == (2, "clips")


def test_arms_stand_in_the_order_of_the_table_and_unknown_ones_last(tmp_path):
    for arm in ("no-mask", "an-older-one", "published"):
        leave(tmp_path, f"RAVDESS/random/{arm}/f0-s0", np.ones(48, bool), clips_of(range(1, 13)))
    table = summary(load_results(tmp_path))
    assert table["arm"].tolist() == ["published", "no-mask", "an-older-one"]
    assert table["label"].iloc[-1] == "an-older-one"


def test_nothing_run_is_an_empty_table_with_its_columns():
    assert summary([]).empty
    assert {"accuracy", "chance", "majority", "clips", "speakers", "seeds", "folds"} <= set(summary([]))


def test_a_record_that_lacks_the_newer_figures_has_them_all(results):
    """They are computed from the predictions; the made records hold accuracy and UAR alone."""
    assert "ece" not in results[0].record["metrics"]
    assert summary(results)[["ece", "brier", "macro_f1"]].notna().all(axis=None)


def test_recall_and_f1_have_intervals_that_hold_them(results):
    group = select(results, split="random")
    row, held = summary(group).iloc[0], pool(group)
    for name in ("macro_f1", "weighted_f1"):
        assert row[f"{name}_low"] <= row[name] <= row[f"{name}_high"], name
    recall = per_class(held.confusions.sum(axis=0))["recall"]
    low, high = recall_limits(held)
    present = np.unique(held.truth)
    assert (low[present] <= recall[present]).all() and (recall[present] <= high[present]).all()
    assert (low[present] < high[present]).any()
    assert np.isnan(np.delete(low, present)).all() and np.isnan(np.delete(high, present)).all()


def test_the_report_pools_seeds(results):
    group = select(results, split="random")
    report = pooled_report(group)
    assert report.loc["accuracy", "f1"] == pytest.approx(summary(group).iloc[0]["accuracy"])
    assert report.loc["accuracy", "support"] == 96


def test_a_pool_says_of_each_prediction_whose_it_is(results):
    held = pool(select(results, split="speaker"))
    assert held.speakers.tolist() == [name_of(clip).speaker for clip in held.clips]
    assert held.confusions.sum(axis=(1, 2)).tolist() == [48, 48]
    assert held.run.tolist() == [0] * 48 + [1] * 48
    assert held.fold.tolist() == [0, 1]
