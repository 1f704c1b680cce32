"""An arm's figures on the clips of some people, or of some ways of speaking."""

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.corpora import EMOTIONS
from ser.results import by_group, load_results, merged_accuracy, name_of, pooled_confusion, restricted
from ser.results.repeated import folder_of


@pytest.fixture
def held(tmp_path):
    """Two folds of two seeds each: everything right with the first four speakers, a half with the others."""
    for seed in range(2):
        for fold, speakers in enumerate((range(1, 5), range(5, 9))):
            clips = clips_of(speakers)
            right = np.ones(len(clips), bool) if fold == 0 else np.arange(len(clips)) % 2 < 1
            leave(tmp_path, f"RAVDESS/speaker/corrected/f{fold}-s{seed}", right, clips)
    return load_results(tmp_path)


def test_clips_can_be_left_out(held):
    kept = restricted(held, lambda clip: clip.speaker != "RAVDESS-05")
    clips = {clip for one in kept for clip in one.predictions.clips.tolist()}
    assert clips == set(clips_of(range(1, 9))) - set(clips_of([5]))
    for one in kept:
        assert len(one.predictions.clips) == len(one.predictions.truth) == len(one.predictions.probabilities)
    assert sum(len(one.predictions.clips) for one in kept) < sum(len(one.predictions.clips) for one in held)


def test_what_is_left_keeps_its_answers(held):
    (one,) = [run for run in held if (run.fold, run.seed) == (1, 0)]
    (part,) = restricted([one], lambda clip: clip.speaker == "RAVDESS-06")
    told = dict(zip(one.predictions.clips.tolist(), one.predictions.predicted.tolist(), strict=True))
    assert {clip: told[clip] for clip in part.predictions.clips.tolist()} == dict(
        zip(part.predictions.clips.tolist(), part.predictions.predicted.tolist(), strict=True)
    )
    assert {name_of(clip).speaker for clip in part.predictions.clips.tolist()} == {"RAVDESS-06"}


def test_what_was_done_again_elsewhere_is_cut_like_the_first(tmp_path):
    clips = clips_of(range(1, 5))
    for folder in (tmp_path, folder_of(tmp_path, "cpu: other")):
        leave(folder, "RAVDESS/random/corrected/f0-s0", np.ones(len(clips), bool), clips)
    (part,) = restricted(load_results(tmp_path), lambda clip: clip.speaker == "RAVDESS-02")
    assert part.again[0].predictions.clips.tolist() == part.predictions.clips.tolist() == clips_of([2])


def test_runs_without_such_a_clip_are_left_out_and_whole_ones_stay_as_they_are(held):
    first = restricted(held, lambda clip: clip.speaker in {f"RAVDESS-0{n}" for n in range(1, 5)})
    assert [one.fold for one in first] == [0, 0]
    assert all(any(one is run for run in held) for one in first)
    assert restricted(held, lambda clip: False) == []


def test_each_group_has_its_share_of_right_answers(held):
    table = by_group(held, lambda clip: "first" if int(clip.speaker[-2:]) < 5 else "second")
    assert list(table.index) == ["first", "second"]
    assert table["accuracy"].tolist() == [1.0, 0.5]
    assert table["speakers"].tolist() == [4, 4] and table["seeds"].tolist() == [2, 2]
    assert table["clips"].sum() == len(clips_of(range(1, 9)))
    row = table.loc["second"]
    assert row["accuracy_low"] <= row["accuracy"] <= row["accuracy_high"]


def test_a_clip_without_a_group_counts_nowhere(held):
    table = by_group(held, lambda clip: clip.emotion if clip.speaker == "RAVDESS-08" else "")
    assert set(table.index) == {"happy", "angry"}
    assert set(table["speakers"]) == {1}
    assert by_group(held, lambda clip: "").empty


def test_two_emotions_that_count_as_one_forgive_what_was_taken_for_the_other():
    counts = np.zeros((8, 8), int)
    calm, neutral, sad = (EMOTIONS.index(name) for name in ("calm", "neutral", "sad"))
    counts[calm, calm], counts[calm, neutral], counts[neutral, calm], counts[sad, calm] = 5, 2, 1, 2
    assert merged_accuracy(counts, "calm", "neutral") == pytest.approx(0.8)
    assert merged_accuracy(counts, "neutral", "calm") == pytest.approx(0.8)
    assert merged_accuracy(counts, "sad", "happy") == pytest.approx(0.5)


def test_the_groups_together_are_the_whole(held):
    whole = np.trace(pooled_confusion(held)) / pooled_confusion(held).sum()
    table = by_group(held, lambda clip: clip.speaker)
    answers = table["clips"] * table["seeds"]
    assert (table["accuracy"] * answers).sum() / answers.sum() == pytest.approx(whole)
