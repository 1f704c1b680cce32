from itertools import product
from pathlib import PurePosixPath

import pytest

from ser.corpora import CATALOGUE, read_manifest
from ser.corpora.catalogue.emodb import CORPUS, SPEAKERS, drops, parse
from ser.corpora.manifest import ManifestEntry

LETTERS = {
    "W": "angry",
    "E": "disgust",
    "A": "fearful",
    "F": "happy",
    "T": "sad",
    "N": "neutral",
    "L": None,
}


def _parse(name):
    return parse(PurePosixPath(name))


def test_a_name_says_everything():
    clip = _parse("EMO-DB/wav/08a01Wb.wav")
    assert clip.clip == "EMO-DB/08a01Wb"
    assert (clip.speaker, clip.sex, clip.emotion) == ("EMO-DB-08", "female", "angry")
    assert (clip.intensity, clip.text, clip.take) == ("normal", "text a01", 2)


@pytest.mark.parametrize(("letter", "emotion"), LETTERS.items())
def test_codes(letter, emotion):
    clip = _parse(f"03b10{letter}a.wav")
    assert (clip.emotion if clip else None) == emotion


def test_women_and_men():
    women = {code.removeprefix("EMO-DB-") for code, sex in SPEAKERS.items() if sex == "female"}
    assert women == {"08", "09", "13", "14", "16"}
    assert {f"EMO-DB-{code}" for code in ("03", "10", "11", "12", "15")} == set(SPEAKERS) - {
        f"EMO-DB-{code}" for code in women
    }


def test_boredom_is_dropped_and_nothing_else():
    dropped = [letter for letter in LETTERS if drops(PurePosixPath(f"wav/16a02{letter}c.wav"))]
    assert dropped == ["L"] == list(CORPUS.dropped)
    assert not drops(PurePosixPath("07a02La.wav"))  # no such speaker: a stranger, not a dropped clip


def test_other_case_is_the_same_clip():
    assert _parse("03A01WA.WAV") == _parse("03a01wa.wav") == _parse("03a01Wa.wav")


@pytest.mark.parametrize(
    "name",
    [
        "07a01Wa.wav",  # no speaker 07
        "17a01Wa.wav",
        "3a01Wa.wav",
        "03c01Wa.wav",
        "03a1Wa.wav",
        "03a01Xa.wav",
        "03a01W.wav",
        "03a01Wa (1).wav",
        "._03a01Wa.wav",
        "a01.wav",
    ],
)
def test_other_names_are_no_clips(name):
    assert _parse(f"EMO-DB/wav/{name}") is None
    assert not drops(PurePosixPath(f"EMO-DB/wav/{name}"))


def test_no_other_corpus_claims_one_of_its_names():
    stems = ("".join(parts) for parts in product(("03", "08", "16"), ("a01", "b10"), LETTERS, "abc"))
    for stem, folder in product(stems, ("wav", "DC", "Actor_01")):
        path = PurePosixPath(folder, f"{stem}.wav")
        claims = [name for name, corpus in CATALOGUE.items() if corpus.parse(path) or corpus.drops(path)]
        assert claims == ["EMO-DB"]


def test_no_list_of_its_files_is_known_unless_a_folder_brings_one(made_root):
    assert read_manifest(CORPUS) is None
    root = made_root({"EMO-DB/wav/03a01Wa.wav": b"1", "EMO-DB/wav/03a01La.wav": b"2"})
    (entry,) = read_manifest(CORPUS, root).items()
    assert entry == ("EMO-DB/03a01Wa", ManifestEntry("wav/03a01Wa.wav", 1, entry[1].sha256))
