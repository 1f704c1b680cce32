from collections import Counter
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ser.corpora import EMOTIONS, read_manifest
from ser.corpora.catalogue.ravdess import CORPUS, EMOTION_CODES, STATEMENTS, parse


def _parse(name):
    return parse(PurePosixPath(name))


def test_a_name_says_everything():
    clip = _parse("RAVDESS/Actor_12/03-01-06-02-01-02-12.wav")
    assert clip.clip == "RAVDESS/03-01-06-02-01-02-12"
    assert (clip.speaker, clip.sex) == ("RAVDESS-12", "female")
    assert (clip.emotion, clip.intensity, clip.take) == ("fearful", "strong", 2)
    assert clip.text == "Kids are talking by the door"


def test_the_codes_one_to_eight_are_the_frozen_order_of_the_labels():
    assert EMOTIONS == ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")
    read = [_parse(f"03-01-{code:02d}-01-02-01-01.wav").emotion for code in range(1, 9)]
    assert tuple(read) == EMOTIONS == tuple(EMOTION_CODES.values())


def test_odd_actors_are_men_and_even_ones_women():
    sexes = [_parse(f"03-01-03-01-01-01-{actor:02d}.wav").sex for actor in range(1, 25)]
    assert sexes == ["male", "female"] * 12


@given(
    st.sampled_from(sorted(EMOTION_CODES)),
    st.sampled_from(["01", "02"]),
    st.sampled_from(sorted(STATEMENTS)),
    st.integers(1, 2),
    st.integers(1, 24),
)
def test_every_code_can_be_read_back(emotion, intensity, statement, take, actor):
    stem = f"03-01-{emotion}-{intensity}-{statement}-{take:02d}-{actor:02d}"
    clip = _parse(f"anything/{stem}.wav")
    if (emotion, intensity) == ("01", "02"):
        assert clip is None  # neutral has no strong form
        return
    back = {label: code for code, label in EMOTION_CODES.items()}
    texts = {text: code for code, text in STATEMENTS.items()}
    strength = {"normal": "01", "strong": "02"}[clip.intensity]
    again = f"03-01-{back[clip.emotion]}-{strength}-{texts[clip.text]}-{clip.take:02d}-{clip.speaker[-2:]}"
    assert again == stem == clip.clip.removeprefix("RAVDESS/")


@pytest.mark.parametrize(
    "name",
    [
        "03-02-01-01-01-01-01.wav",  # song
        "01-01-01-01-01-01-01.wav",  # video
        "03-01-09-01-01-01-01.wav",
        "03-01-00-01-01-01-01.wav",
        "03-01-01-02-01-01-01.wav",  # neutral, strong
        "03-01-02-03-01-01-01.wav",
        "03-01-02-01-03-01-01.wav",
        "03-01-02-01-01-03-01.wav",
        "03-01-02-01-01-01-00.wav",
        "03-01-02-01-01-01-25.wav",
        "03-01-02-01-01-01.wav",
        "03-01-02-01-01-01-01 (1).wav",
        "._03-01-02-01-01-01-01.wav",
        "OAF_back_fear.wav",
        "readme.wav",
    ],
)
def test_other_names_are_no_clips(name):
    assert _parse(f"RAVDESS/Actor_01/{name}") is None


def test_the_folder_does_not_matter():
    stem = "03-01-08-01-02-02-01.wav"
    assert _parse(stem) == _parse(f"RAVDESS/Actor_01/{stem}") == _parse(f"audio_speech/Actor_24/{stem}")


def test_the_manifest_is_the_whole_corpus():
    manifest = read_manifest(CORPUS)
    clips = [_parse(entry.path) for entry in manifest.values()]
    assert len(manifest) == CORPUS.clips == 1440
    assert Counter(clip.emotion for clip in clips) == {label: 192 for label in EMOTIONS} | {"neutral": 96}
    assert set(Counter(clip.speaker for clip in clips).values()) == {60}
    assert {clip.speaker: clip.sex for clip in clips} == CORPUS.speakers
    assert {clip.intensity for clip in clips if clip.emotion == "neutral"} == {"normal"}


def test_one_pair_of_clips_is_the_same_bytes():
    digests = Counter(entry.sha256 for entry in read_manifest(CORPUS).values())
    twice = [digest for digest, count in digests.items() if count > 1]
    pair = [clip for clip, entry in sorted(read_manifest(CORPUS).items()) if entry.sha256 in twice]
    assert pair == ["RAVDESS/03-01-03-01-02-01-07", "RAVDESS/03-01-03-01-02-02-07"]
