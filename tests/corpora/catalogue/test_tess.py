from collections import Counter
from pathlib import PurePosixPath

import pytest

from ser.corpora import EMOTIONS, read_manifest
from ser.corpora.catalogue.tess import CORPUS, parse


def _parse(name):
    return parse(PurePosixPath(name))


def test_a_name_says_everything():
    clip = _parse("TESS/OAF_Fear/OAF_back_fear.wav")
    assert clip.clip == "TESS/OAF_back_fear"
    assert (clip.speaker, clip.sex, clip.emotion) == ("TESS-OAF", "female", "fearful")
    assert (clip.intensity, clip.text, clip.take) == ("normal", "Say the word back", 1)


@pytest.mark.parametrize(
    ("code", "emotion"),
    [
        ("angry", "angry"),
        ("disgust", "disgust"),
        ("fear", "fearful"),
        ("happy", "happy"),
        ("neutral", "neutral"),
        ("ps", "surprised"),
        ("sad", "sad"),
    ],
)
def test_codes(code, emotion):
    assert _parse(f"YAF_youth_{code}.wav").emotion == emotion
    assert _parse(f"YAF_youth_{code}.wav").speaker == "TESS-YAF"


def test_the_misspelt_speaker_of_one_file_is_mended():
    """The real corpus has OA_bite_neutral.wav; there is no speaker OA."""
    assert _parse("TESS/OAF_neutral/OA_bite_neutral.wav") == _parse("OAF_bite_neutral.wav")
    assert _parse("OA_bite_neutral.wav").clip == "TESS/OAF_bite_neutral"


@pytest.mark.parametrize(
    "folder", ["OAF_Fear", "OAF_fear", "OAF_Pleasant_surprise", "YAF_pleasant_surprised", "TESS", "x/YAF_sad"]
)
def test_the_label_comes_from_the_file_name_whatever_the_folder(folder):
    assert _parse(f"{folder}/OAF_dog_ps.wav") == _parse("OAF_dog_ps.wav")
    assert _parse(f"{folder}/OAF_dog_ps.wav").emotion == "surprised"


def test_letter_case_does_not_make_another_clip():
    assert _parse("oaf_Back_FEAR.WAV") == _parse("OAF_back_fear.wav")


@pytest.mark.parametrize(
    "name",
    [
        "OAF_back_calm.wav",
        "OAF_back.wav",
        "OAF__fear.wav",
        "OAF_back_fear_2.wav",
        "BAF_back_fear.wav",
        "AF_back_fear.wav",
        "._OAF_back_fear.wav",
        "OAF_back_fear (1).wav",
        "03-01-02-01-01-01-01.wav",
    ],
)
def test_other_names_are_no_clips(name):
    assert _parse(f"TESS/OAF_Fear/{name}") is None


def test_the_manifest_is_the_whole_corpus():
    manifest = read_manifest(CORPUS)
    clips = [_parse(entry.path) for entry in manifest.values()]
    assert len(manifest) == CORPUS.clips == 2800
    assert Counter(clip.emotion for clip in clips) == {label: 400 for label in EMOTIONS if label != "calm"}
    assert Counter(clip.speaker for clip in clips) == {"TESS-OAF": 1400, "TESS-YAF": 1400}
    assert len({clip.text for clip in clips}) == 200
    assert manifest["TESS/OAF_bite_neutral"].path.endswith("/OA_bite_neutral.wav")
