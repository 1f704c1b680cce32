"""The corpus is told where there is something to tell it by, and not where there is nothing."""

import numpy as np
import pandas as pd
import pytest

from ser.results.facts.channel import MEASURES, mean_features, spectra, tell_corpus


@pytest.fixture
def clips():
    """Two corpora: four speakers of RAVDESS, two of TESS; calm is RAVDESS' alone; TESS is shorter."""
    rows = [
        (corpus, f"{corpus}-{n}", "female" if n % 2 else "male", emotion, f"text {text}")
        for corpus, speakers in (("RAVDESS", 4), ("TESS", 2))
        for n in range(speakers)
        for emotion in ("calm", "sad", "angry")
        for text in range(5)
        if (corpus, emotion) != ("TESS", "calm")
    ]
    table = pd.DataFrame(rows, columns=["corpus", "speaker", "sex", "emotion", "text"])
    rng = np.random.default_rng(0)
    noise = {column: rng.normal(size=len(table)) for columns in MEASURES.values() for column in columns}
    return table.assign(**noise).assign(duration=np.where(table["corpus"] == "TESS", 2.0, 3.7))


@pytest.fixture
def means(clips):
    """Six numbers a clip, of which the third is the channel and the others are noise."""
    values = np.random.default_rng(1).normal(size=(len(clips), 6))
    values[:, 2] += np.where(clips["corpus"] == "TESS", 8, -8)
    return values


def test_what_tells_the_corpus_and_what_does_not(clips, means):
    told, _ = tell_corpus(clips, means)
    score = told.set_index(["measure", "protocol"])["uar"]
    assert score["duration"].tolist() == [1, 1]
    assert score["mfcc"].tolist() == score["mfcc shape"].tolist() == [1, 1]
    assert score["level", "heard"] < 0.75
    assert (told["low"] <= told["uar"]).all() and (told["uar"] <= told["high"]).all()
    assert set(told["chance"]) == {0.5}


def test_no_tested_speaker_was_heard(clips, means):
    """A number that tells the person tells the corpus of those who were heard, and nothing of the others."""
    rng = np.random.default_rng(2)
    place = {speaker: rng.normal(0, 40, 5) for speaker in sorted(set(clips["speaker"]))}
    voices = np.column_stack([means[:, 0], np.stack([place[one] for one in clips["speaker"]])])
    told, _ = tell_corpus(clips, voices)
    recall = told.set_index(["measure", "protocol"])["recall_TESS"]
    assert recall["mfcc", "heard"] == 1
    assert recall["mfcc", "unseen"] < 0.6


def test_one_sex_alone_needs_two_speakers_of_each_corpus(clips, means):
    told, _ = tell_corpus(clips, means)
    assert "mfcc shape, female" not in set(told["measure"])
    women = clips.assign(sex="female")
    told, _ = tell_corpus(women, means)
    assert "mfcc shape, female" in set(told["measure"])
    assert "mfcc shape, male" not in set(told["measure"])


def test_an_emotion_of_one_corpus_is_given_away(clips, means):
    (calm,) = tell_corpus(clips, means)[1]
    assert (calm["emotion"], calm["corpus"]) == ("calm", "RAVDESS")
    # 20 of 80 clips are calm; 20 of the 60 others are of TESS, and 60 of all are placed in RAVDESS.
    assert calm["placed"] == 1 and calm["ruled_out"] == pytest.approx(20 / 60)
    assert calm["before"] == pytest.approx(20 / 80) and calm["after"] == pytest.approx(20 / 60)


def test_one_corpus_alone_gives_an_empty_table_with_its_columns(clips, means):
    alone = (clips["corpus"] == "RAVDESS").to_numpy()
    told, lonely = tell_corpus(clips[alone].reset_index(drop=True), means[alone])
    assert len(told) == 0 and lonely == []
    assert {"measure", "protocol", "uar"} <= set(told.columns)


def test_mean_features_are_means_of_each_clips_own_frames(tiny_features):
    means = mean_features(tiny_features)
    frames, lengths = tiny_features.padded(tiny_features.clips["clip"])
    for row in (0, 31, 63):
        assert means[row] == pytest.approx(frames[row, : lengths[row]].mean(axis=0), abs=1e-3)


def test_spectra_lose_their_level():
    corpora = pd.Series(["TESS", "TESS", "RAVDESS"])
    table = spectra(corpora, np.array([[0.0, 2.0], [10.0, 12.0], [5.0, 5.0]]))
    assert table["corpus"].tolist() == ["RAVDESS"] * 2 + ["TESS"] * 2
    assert table["mean_db"].tolist() == [0, 0, -1, 1]
    assert table["deviation_db"].tolist() == [0, 0, 0, 0]
