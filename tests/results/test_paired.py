"""An arm and its reference, clip by clip: held to counts done by hand and to every exchange written out."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from ser.evaluation import confusion_matrix, uar
from ser.experiments import Predictions
from ser.results import Result
from ser.results.paired import PAIRED, paired

EMPTY = {"reason"}


def _clips(actors):
    return [f"RAVDESS/03-01-{code}-01-01-01-{actor:02d}" for actor in actors for code in ("03", "05")]


def _result(arm, said, *, clips=None, fold=0, seed=0, device="cpu: test", split_hash="", epochs=3):
    clips = np.array(_clips((1, 2)) if clips is None else clips)
    truth = np.array([2 if "-01-03-" in clip else 4 for clip in clips])
    record = {
        "arm": arm,
        "data": {"name": "RAVDESS"},
        "split": {"name": "random", "fold": fold, "seed": seed, "hash": split_hash},
        "versions": {"backend": "jax"},
        "training": {"epochs": epochs},
        "device": device,
    }
    return Result(record, Predictions(clips, truth, np.eye(8)[np.array(said)]), Path(f"{arm}-{seed}.json"))


def test_pairs_are_counted_clip_by_clip():
    reference = _result("corrected", [2, 4, 2, 0])  # right, right, right, wrong
    arm = _result("no-mask", [2, 0, 1, 4])  # right, lost, lost, gained
    found = paired([arm], [reference])
    assert set(found) == {*PAIRED, "by_seed", "reason"}
    assert found["difference"] == pytest.approx((1 - 2) / 4)
    assert (found["gained"], found["lost"], found["disagree"], found["pairs"]) == (1, 2, 0.75, 1)
    assert found["difference_low"] <= found["difference"] <= found["difference_high"]
    assert found["reason"] == ""


def test_each_seed_tells_its_own_difference_and_what_the_reference_had_there():
    reference = [
        _result("b", [2, 4, 2, 0], seed=0),
        _result("b", [2, 0, 0, 0], seed=4),
        _result("b", [2] * 4, seed=9),
    ]
    arm = [_result("a", [2, 4, 2, 4], seed=4), _result("a", [2, 0, 0, 0], seed=0)]
    found = paired(arm, reference)
    assert found["by_seed"] == "−0.500, +0.750"  # seed 0: 3 to 1 of 4 right; seed 4: 1 to 4
    assert found["met"] == pytest.approx((3 + 1) / 8)  # seed 9 is not met


def test_two_wrong_answers_that_differ_are_a_disagreement_and_no_difference():
    found = paired([_result("a", [0, 4, 2, 4])], [_result("b", [1, 4, 2, 4])])
    assert (found["difference"], found["disagree"], found["p"], found["p_uar"]) == (0, 0.25, 1, 1)


def test_an_arm_against_itself_differs_in_nothing():
    found = paired([_result("a", [2, 0, 2, 0])], [_result("a", [2, 0, 2, 0])])
    assert [found[name] for name in PAIRED] == [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0.5]


def test_runs_whose_clips_are_labelled_otherwise_are_not_compared():
    """The same clips in another order are; with labels numbered by another list they would seem to differ."""
    reference = _result("b", [2, 4, 2, 4])
    held = reference.predictions
    turned = Predictions(held.clips[::-1], held.truth[::-1], held.probabilities[::-1])
    assert paired([Result(reference.record, turned, reference.path)], [reference])["difference"] == 0
    other = Predictions(held.clips, held.truth - 1, held.probabilities)
    found = paired([Result(reference.record, other, reference.path)], [reference])
    assert found == {"reason": "clips labelled otherwise than those of the reference"}


def test_the_difference_in_uar_is_that_of_the_two_figures():
    """Three happy clips of four and one angry of one: gaining the angry one counts more."""
    clips = [f"RAVDESS/03-01-03-01-01-01-{actor:02d}" for actor in range(1, 5)]
    clips += ["RAVDESS/03-01-05-01-01-01-01"]
    arm, reference = _result("a", [2, 2, 2, 0, 4], clips=clips), _result("b", [2, 2, 2, 2, 0], clips=clips)
    found = paired([arm], [reference])
    truth = arm.predictions.truth
    expected = uar(confusion_matrix(truth, arm.predictions.predicted))
    expected -= uar(confusion_matrix(truth, reference.predictions.predicted))
    assert found["difference"] == 0
    assert found["difference_uar"] == pytest.approx(expected) == pytest.approx(1 / 2 - 1 / 8)
    assert found["difference_uar_low"] <= expected <= found["difference_uar_high"]


def test_the_interval_and_the_test_are_over_speakers():
    """Ten speakers, each lost or kept whole: the interval is as wide as that of ten draws, not twenty."""
    clips = _clips(range(1, 11))
    reference = _result("b", [2, 4] * 10, clips=clips)
    arm = _result("a", [2, 4] * 5 + [0, 0] * 5, clips=clips)
    found = paired([arm], [reference])
    assert found["difference"] == found["difference_uar"] == -0.5
    for name in ("difference", "difference_uar"):
        width = found[f"{name}_high"] - found[f"{name}_low"]
        assert width == pytest.approx(2 * 1.96 * np.sqrt(0.25 / 10), rel=0.15)
    # Five speakers differ, all to one side: two of the 2^5 ways to turn signs are as far from zero.
    assert found["p"] == found["p_uar"] == 2 / 2**5


def _slow_p(pairs, speakers):
    """Turn the sign of each speaker's mean difference, seeds averaged, in every way."""
    means = []
    for speaker in speakers:
        values = [
            float(np.mean((ours == truth)[at] * 1.0 - (theirs == truth)[at] * 1.0))
            for ours, theirs, truth, who in pairs
            for at in [who == speaker]
        ]
        means.append(np.mean(values))
    seen = abs(np.mean(means))
    signs = np.array(list(product([1, -1], repeat=len(means))))
    return float(np.mean(np.abs((signs * means).mean(axis=1)) >= seen - 1e-12))


def test_a_few_speakers_of_many_are_not_as_many_witnesses_as_their_clips():
    """Five speakers of RAVDESS, each better by one clip: the interval is over clips, but p over speakers."""
    clips = _clips(range(1, 6))
    reference, arm = _result("b", [2, 0] * 5, clips=clips), _result("a", [2, 4] * 5, clips=clips)
    found = paired([arm], [reference])
    assert found["difference"] == 0.5
    assert found["p"] == pytest.approx(2 / 2**5)


def test_p_is_that_of_speakers_mean_differences_with_seeds_averaged():
    rng = np.random.default_rng(3)
    clips = _clips(range(1, 13))
    truth = np.tile([2, 4], 12)
    arms, references, pairs = [], [], []
    for seed in range(3):
        ours, theirs = (np.where(rng.random(24) < share, truth, 0) for share in (0.8, 0.5))
        arms.append(_result("a", ours, clips=clips, seed=seed))
        references.append(_result("b", theirs, clips=clips, seed=seed))
        pairs.append((ours, theirs, truth, np.repeat(np.arange(12), 2)))
    found = paired(arms, references)
    assert found["pairs"] == 3
    assert 0.001 < found["p"] < 0.3
    assert found["p"] == pytest.approx(_slow_p(pairs, range(12)))
    # Every speaker has as many clips of each label, so that both figures are the same.
    assert found["p_uar"] == pytest.approx(found["p"])


def test_more_seeds_of_the_same_answers_do_not_make_it_surer():
    clips = _clips(range(1, 13))
    said = np.where(np.arange(24) % 5 == 0, 0, np.tile([2, 4], 12))
    runs = [
        [_result(arm, part, clips=clips, seed=seed) for seed in range(4)]
        for arm, part in (("a", np.tile([2, 4], 12)), ("b", said))
    ]
    one, four = paired(runs[0][:1], runs[1][:1]), paired(*runs)
    for name in ("difference_low", "difference_high", "p", "p_uar", "difference_uar_low"):
        assert four[name] == pytest.approx(one[name]), name


def test_seeds_are_paired_with_their_own():
    arms = [_result("a", [2, 4, 2, 4], seed=0), _result("a", [0, 0, 0, 0], seed=1)]
    references = [_result("b", [2, 4, 2, 4], seed=0), _result("b", [0, 0, 0, 0], seed=1)]
    assert paired(arms, references)["disagree"] == 0
    found = paired(arms[:1], references[1:])
    assert set(found) == EMPTY and "no fold and seed" in found["reason"]


def test_of_a_grid_under_way_the_seeds_with_all_folds_count():
    clips = [_clips((1, 2)), _clips((3, 4))]
    arms, references = (
        [
            _result(arm, said, clips=clips[fold], fold=fold, seed=seed)
            for fold, seed in ((0, 0), (1, 0), (0, 1))
        ]
        for arm, said in (("a", [2, 4, 2, 4]), ("b", [2, 4, 2, 0]))
    )
    assert paired(arms, references)["pairs"] == 2


def test_the_order_of_the_clips_does_not_matter():
    arm, reference = _result("a", [2, 0, 1, 4]), _result("b", [2, 4, 2, 0])
    turned = _result("b", [0, 2, 4, 2], clips=_clips((1, 2))[::-1])
    assert paired([arm], [turned]) == paired([arm], [reference])


# refusals


@pytest.mark.parametrize(
    ("other", "word"),
    [
        ({"device": "gpu: other"}, "computed on cpu: test (jax), the reference on gpu: other (jax)"),
        ({"clips": _clips((3, 4))}, "tested on other clips"),
        ({"split_hash": "x"}, "trained or tested on other clips"),
    ],
)
def test_what_cannot_be_compared_is_not(other, word):
    found = paired([_result("a", [2, 4, 2, 4])], [_result("b", [2, 4, 2, 0], **other)])
    assert set(found) == EMPTY
    assert word in found["reason"]


def test_another_backend_on_the_same_device_is_another_machine():
    reference = _result("b", [2, 4, 2, 0])
    reference.record["versions"] = {"backend": "tensorflow"}
    assert set(paired([_result("a", [2, 4, 2, 4])], [reference])) == EMPTY


def _three_seeds(device):
    """Three seeds of an arm and of its reference, whose second was trained on `device`."""
    arms = [_result("a", [2, 4, 2, 4], seed=seed) for seed in range(3)]
    devices = ("cpu: test", device, "cpu: test")
    return arms, [
        _result("b", [2, 4, 2, 0], seed=seed, device=one) for seed, one in zip(range(3), devices, strict=True)
    ]


def test_two_models_of_processor_are_compared_and_counted():
    arms, references = _three_seeds("cpu: other")
    found = paired(arms, references)
    assert (found["pairs"], found["difference"]) == (3, 0.25)
    assert found["reason"] == "1 of 3 pairs trained on two models of processor"
    assert paired(arms[:1], references[:1])["reason"] == ""


@pytest.mark.parametrize("again", ["reference", "arm", "both", "neither"])
def test_of_two_that_were_done_on_two_processors_those_on_one_are_compared(again):
    """Done again on the other's processor, the reference is right once more, and the arm once less."""
    arm, twin = _result("a", [2, 4, 2, 4]), _result("a", [2, 4, 0, 4], device="cpu: other")
    reference, other = _result("b", [2, 4, 2, 0], device="cpu: other"), _result("b", [2, 4, 2, 4])
    found = paired(
        [replace(arm, again=(twin,)) if again in ("arm", "both") else arm],
        [replace(reference, again=(other,)) if again in ("reference", "both") else reference],
    )
    assert found["difference"] == {"reference": 0, "arm": 0, "both": 0, "neither": 0.25}[again]
    assert bool(found["reason"]) == (again == "neither")


def test_two_models_of_graphics_card_are_not_compared():
    arm = _result("a", [2, 4, 2, 4], device="gpu: one")
    assert set(paired([arm], [_result("b", [2, 4, 2, 0], device="gpu: other")])) == EMPTY
    assert paired([arm], [_result("b", [2, 4, 2, 0], device="gpu: one")])["pairs"] == 1


def test_where_no_network_was_trained_the_device_does_not_matter():
    reference = _result("b", [2, 4, 2, 0], device="gpu: other")
    assert paired([_result("a", [2, 4, 2, 4], epochs=0)], [reference])["difference"] == 0.25


def test_pairs_that_cannot_be_compared_are_left_out_and_named():
    arms, references = _three_seeds("gpu: other")
    found = paired(arms, references)
    assert found["pairs"] == 2
    assert found["reason"].startswith("without f0-s1: computed on cpu: test")
