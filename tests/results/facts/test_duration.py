"""Duration alone: what it can guess at random and from speaker to speaker."""

import numpy as np
import pandas as pd
import pytest

from ser.errors import DataDamaged
from ser.results.facts.duration import bears, duration_alone


@pytest.fixture
def clips():
    """Two speakers, three emotions, thirty clips of each; each speaker has an order of durations of their own."""
    rng = np.random.default_rng(0)
    middle = {("a", "sad"): 3.0, ("a", "angry"): 1.0, ("a", "happy"): 2.0}
    middle |= {("b", "sad"): 8.0, ("b", "angry"): 16.0, ("b", "happy"): 4.0}
    rows = [
        (speaker, emotion, f"text {n}", float(seconds + rng.normal(0, 0.02)))
        for (speaker, emotion), seconds in middle.items()
        for n in range(30)
    ]
    return pd.DataFrame(rows, columns=["speaker", "emotion", "text", "duration"])


def test_one_voices_habits_say_nothing_of_another(clips):
    one_speaker_twice = pd.concat([clips[clips["speaker"] == "a"]] * 2, ignore_index=True)
    one_speaker_twice["speaker"] = ["a"] * 90 + ["b"] * 90
    same, other = duration_alone(one_speaker_twice), duration_alone(clips)
    assert same["random"] == same["unseen_speakers"] == 1
    assert other["unseen_speakers"] < 0.4
    assert other["chance"] == pytest.approx(1 / 3)
    assert set(other["by_speaker"]) == {"a", "b"}
    assert np.mean(list(other["by_speaker"].values())) == pytest.approx(other["unseen_speakers"])


def test_each_figure_lies_in_its_interval(clips):
    scores = duration_alone(clips)
    for way in ("random", "unseen_speakers"):
        assert scores[f"{way}_low"] <= scores[way] <= scores[f"{way}_high"]
        assert 0 <= scores["logistic"][way] <= 1
    # Two speakers are too few to draw from.
    assert scores["unit"] == "texts"


def test_too_few_speakers_or_clips_are_refused(clips):
    few = pd.concat([clips[clips["emotion"] != "sad"], clips[clips["emotion"] == "sad"][:4]])
    for lacking, told in ((clips[clips["speaker"] == "a"], "1 speakers and 30"), (few, "4 clips of sad")):
        assert not bears(lacking)
        with pytest.raises(DataDamaged, match=f"{told}.*expected two speakers and 5 clips of each emotion"):
            duration_alone(lacking)
    assert bears(clips)
