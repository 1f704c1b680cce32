from collections import Counter
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ser.corpora import EMOTIONS, read_manifest
from ser.corpora.catalogue.savee import CORPUS, EMOTION_CODES, parse


def _parse(name):
    return parse(PurePosixPath(name))


def test_a_name_says_everything():
    clip = _parse("SAVEE/DC/a01.wav")
    assert clip.clip == "SAVEE/DC_a01"
    assert (clip.speaker, clip.sex, clip.emotion, clip.intensity) == ("SAVEE-DC", "male", "angry", "normal")


@given(st.sampled_from(["DC", "JE", "JK", "KL"]), st.sampled_from(sorted(EMOTION_CODES)), st.integers(0, 40))
def test_the_original_layout_and_the_repack_name_the_same_clip(speaker, code, number):
    original = _parse(f"SAVEE/{speaker}/{code}{number:02d}.wav")
    assert original == _parse(f"SAVEE/{speaker}_{code}{number:02d}.wav")
    assert original == _parse(f"SAVEE/ALL/{speaker.lower()}_{code.upper()}{number:02d}.WAV")
    if 1 <= number <= (30 if code == "n" else 15):
        assert original.clip == f"SAVEE/{speaker}_{code}{number:02d}"
        assert original.emotion == EMOTION_CODES[code]
    else:
        assert original is None


def test_sadness_and_surprise_are_not_taken_for_another_letter():
    assert _parse("JK/sa05.wav").emotion == "sad"
    assert _parse("JK/su05.wav").emotion == "surprised"


def test_in_the_repack_the_name_and_not_the_folder_tells_the_speaker():
    assert _parse("SAVEE/KL/DC_a01.wav").speaker == "SAVEE-DC"


@pytest.mark.parametrize(
    "name",
    [
        "DC/x01.wav",
        "DC/a1.wav",
        "DC/a16.wav",
        "DC/n31.wav",
        "DC/a00.wav",
        "DC/s01.wav",
        "XX/a01.wav",
        "a01.wav",
        "XX_a01.wav",
        "DC/._a01.wav",
        "DC_a01_2.wav",
        "DC/DC.wav",
    ],
)
def test_other_names_are_no_clips(name):
    assert _parse(f"SAVEE/{name}") is None


def test_the_manifest_is_the_whole_corpus():
    manifest = read_manifest(CORPUS)
    clips = [_parse(entry.path) for entry in manifest.values()]
    assert len(manifest) == CORPUS.clips == 480
    assert Counter(clip.emotion for clip in clips) == {
        label: 120 if label == "neutral" else 60 for label in EMOTIONS if label != "calm"
    }
    assert Counter(clip.speaker for clip in clips) == {name: 120 for name in CORPUS.speakers}
