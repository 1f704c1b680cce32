from collections import Counter
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ser.corpora import read_manifest
from ser.corpora.catalogue.cremad import (
    CORPUS,
    EMOTION_CODES,
    INTENSITY_CODES,
    IRREGULARITIES,
    SENTENCES,
    SPEAKERS,
    parse,
)


def _parse(name):
    return parse(PurePosixPath(name))


def test_a_name_says_everything():
    clip = _parse("CREMA-D/AudioWAV/1002_IEO_FEA_HI.wav")
    assert clip.clip == "CREMA-D/1002_IEO_FEA_HI"
    assert (clip.speaker, clip.sex, clip.emotion) == ("CREMA-D-1002", "female", "fearful")
    assert (clip.intensity, clip.text, clip.take) == ("high", "It's eleven o'clock", 1)


@given(
    st.integers(1001, 1091),
    st.sampled_from(sorted(SENTENCES)),
    st.sampled_from(sorted(EMOTION_CODES)),
    st.sampled_from(sorted(INTENSITY_CODES)),
)
def test_every_code_can_be_read_back(actor, sentence, emotion, level):
    clip = _parse(f"anything/{actor}_{sentence}_{emotion}_{level}.wav")
    back = {
        "texts": {text: code for code, text in SENTENCES.items()},
        "emotions": {label: code for code, label in EMOTION_CODES.items()},
        "levels": {word: code for code, word in INTENSITY_CODES.items()},
    }
    parts = (
        clip.speaker.removeprefix("CREMA-D-"),
        back["texts"][clip.text],
        back["emotions"][clip.emotion],
        back["levels"][clip.intensity],
    )
    assert "_".join(parts) == f"{actor}_{sentence}_{emotion}_{level}" == clip.clip.removeprefix("CREMA-D/")


def test_the_name_that_older_copies_cut_short_is_mended():
    assert _parse("1040_ITH_SAD_X.wav") == _parse("1040_ITH_SAD_XX.wav")


def test_other_case_is_the_same_clip():
    assert _parse("audiowav/1001_dfa_ang_xx.wav") == _parse("AudioWAV/1001_DFA_ANG_XX.WAV")


@pytest.mark.parametrize(
    "name",
    [
        "1000_DFA_ANG_XX.wav",
        "1092_DFA_ANG_XX.wav",
        "1001_AAA_ANG_XX.wav",
        "1001_DFA_SUR_XX.wav",
        "1001_DFA_ANG_MM.wav",
        "1001_DFA_ANG.wav",
        "1001_DFA_ANG_XX (1).wav",
        "._1001_DFA_ANG_XX.wav",
    ],
)
def test_other_names_are_no_clips(name):
    assert _parse(f"CREMA-D/AudioWAV/{name}") is None


def test_the_manifest_is_the_whole_corpus():
    clips = [_parse(entry.path) for entry in read_manifest(CORPUS).values()]
    emotions = Counter(clip.emotion for clip in clips)
    assert len(clips) == CORPUS.clips == 7442
    assert emotions == {label: 1271 for label in EMOTION_CODES.values()} | {"neutral": 1087}
    assert Counter(SPEAKERS.values()) == {"male": 48, "female": 43}
    assert {clip.text for clip in clips} == set(SENTENCES.values())
    assert {clip.text for clip in clips if clip.intensity != "normal"} == {"It's eleven o'clock"}


def test_the_speakers_with_fewer_clips_are_those_named():
    counts = Counter(_parse(entry.path).speaker for entry in read_manifest(CORPUS).values())
    fewer = {speaker.removeprefix("CREMA-D-"): count for speaker, count in counts.items() if count != 82}
    assert fewer == {"1008": 76, "1009": 76, "1019": 76, "1002": 81, "1076": 81}
    (told,) = [one.what for one in IRREGULARITIES if "fewer" in one.what]
    assert all(f"{actor}" in told and f"{count}" in told for actor, count in fewer.items())


def test_three_pairs_are_the_same_bytes_under_two_emotions():
    manifest = read_manifest(CORPUS)
    digests = Counter(entry.sha256 for entry in manifest.values())
    same = sorted(clip for clip, entry in manifest.items() if digests[entry.sha256] > 1)
    assert tuple(same) == IRREGULARITIES[0].clips
    for first, second in zip(same[::2], same[1::2], strict=True):
        assert manifest[first].sha256 == manifest[second].sha256
        assert _parse(f"{first}.wav").emotion != _parse(f"{second}.wav").emotion
        assert _parse(f"{first}.wav").speaker == _parse(f"{second}.wav").speaker
