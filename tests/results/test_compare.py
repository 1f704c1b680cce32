"""Arms beside their reference: paired clip by clip, held to counts done by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ser.experiments import ARMS, Predictions, experiment
from ser.results import Result
from ser.results.compare import changes, compare, of_corpus, paired, pooled_report, protocols

CHOSEN = experiment("ablations")


def _clips(actors, corpus="RAVDESS"):
    if corpus == "TESS":
        return [f"TESS/OAF_back_{emotion}" for emotion in ("angry", "fear")]
    return [f"RAVDESS/03-01-{code}-01-01-01-{actor:02d}" for actor in actors for code in ("03", "05")]


def _result(arm, predicted, *, clips=None, seed=0, data="RAVDESS", split="random", fold=0):
    clips = np.array(_clips((1, 2)) if clips is None else clips)
    truth = np.array([2, 4] * (len(clips) // 2))
    probabilities = np.eye(8)[np.array(predicted)]
    metrics = {"accuracy": float(np.mean(truth == predicted)), "uar": 0.5, "chance": 0.5, "majority": 0.5}
    record = {
        "arm": arm,
        "data": {"name": data},
        "split": {"name": split, "fold": fold, "seed": seed},
        "metrics": metrics,
        "training": {"parameters": 10, "epochs": 3},
        "seconds": {"training": 60},
        "device": "cpu: test",
    }
    return Result(record, Predictions(clips, truth, probabilities), Path(f"{arm}-{seed}.json"))


def test_every_arm_has_a_row_and_open_ones_are_empty():
    table = compare([_result("corrected", [2, 4, 2, 0])], CHOSEN)
    assert list(table.index) == list(CHOSEN.arms)
    assert table.loc["corrected", "accuracy"] == 0.75
    assert table["run"].sum() == 1
    assert table.drop(index="corrected")["accuracy"].isna().all()


def test_nothing_run_at_all_is_a_table_of_open_rows():
    table = compare([], CHOSEN)
    assert not table["run"].any()
    assert table["accuracy"].isna().all()


def test_pairs_are_counted_clip_by_clip():
    reference = _result("corrected", [2, 4, 2, 0])  # right, right, right, wrong
    arm = _result("no-mask", [2, 0, 1, 4])  # right, lost, lost, gained
    found = paired([arm], [reference])
    assert found["difference"] == pytest.approx((1 - 2) / 4)
    assert (found["gained"], found["lost"], found["disagree"]) == (1, 2, 0.75)
    assert found["difference_low"] <= found["difference"] <= found["difference_high"]


def test_two_wrong_answers_that_differ_are_a_disagreement_and_no_difference():
    found = paired([_result("a", [0, 4, 2, 4])], [_result("b", [1, 4, 2, 4])])
    assert (found["difference"], found["disagree"]) == (0, 0.25)


def test_seeds_are_paired_with_their_own():
    arms = [_result("a", [2, 4, 2, 4], seed=0), _result("a", [0, 0, 0, 0], seed=1)]
    references = [_result("b", [2, 4, 2, 4], seed=0), _result("b", [0, 0, 0, 0], seed=1)]
    assert paired(arms, references)["disagree"] == 0
    assert paired(arms[:1], references[1:]) == {}


def test_other_clips_are_never_paired():
    assert (
        paired([_result("a", [2, 4], clips=_clips((1,)))], [_result("b", [2, 4], clips=_clips((2,)))]) == {}
    )


def test_the_interval_is_drawn_over_speakers():
    """Ten speakers, each lost or kept whole: the interval is as wide as that of ten draws, not twenty."""
    clips = _clips(range(1, 11))
    reference = _result("b", [2, 4] * 10, clips=clips)
    arm = _result("a", [2, 4] * 5 + [0, 0] * 5, clips=clips)
    found = paired([arm], [reference])
    assert found["difference"] == -0.5
    assert found["difference_high"] - found["difference_low"] == pytest.approx(
        2 * 1.96 * np.sqrt(0.25 / 10), rel=0.15
    )


def test_one_corpus_of_the_combined_set():
    clips = _clips((1,)) + _clips((), "TESS")
    both = _result("corrected", [2, 4, 0, 0], clips=clips, data="all")
    (ravdess,) = of_corpus([both], "RAVDESS")
    assert list(ravdess.predictions.clips) == _clips((1,))
    assert of_corpus([both], "SAVEE") == []
    table = protocols([both], ("corrected",), "RAVDESS").set_index("protocol")
    assert table.loc["random, all corpora", "accuracy"] == 1
    assert np.isnan(table.loc["unseen speakers", "accuracy"])


def test_the_report_pools_seeds():
    report = pooled_report([_result("a", [2, 4, 2, 4]), _result("a", [0, 4, 0, 4], seed=1)])
    assert report.loc["happy", "recall"] == 0.5
    assert report.loc["accuracy", "f1"] == 0.75
    assert report.loc["accuracy", "support"] == 8


def test_changes_are_read_from_the_settings():
    reference = ARMS["corrected"]
    assert changes(reference, reference) == {}
    assert changes(ARMS["no-mask"], reference) == {"masked": (True, False)}
    assert changes(ARMS["published-scaler"], reference) == {"scaler": ("coefficient", "published")}
    other = replace(reference, features=replace(reference.features, coefficients=20))
    assert changes(other, reference) == {"coefficients": (40, 20)}


@pytest.mark.parametrize("arm", [arm for arm in CHOSEN.arms if arm != CHOSEN.reference])
def test_each_ablation_changes_something_and_says_what(arm):
    assert changes(ARMS[arm], ARMS[CHOSEN.reference])
