from dataclasses import replace

import pandas as pd
import pytest

from ser.errors import DataDamaged, DataMissing
from ser.splits import SIDES, Split, check, from_sides
from ser.splits.split import SENTENCE, with_sentence


@pytest.fixture
def clips():
    """Eight clips of two speakers; c3 and c6 have the same content."""
    return pd.DataFrame(
        {
            "clip": [f"c{n}" for n in range(8)],
            "speaker": list("aaaabbbb"),
            "sha256": [f"{n}" for n in (0, 1, 2, 3, 4, 5, 3, 7)],
        }
    )


def _sides(text):
    names = {"r": "train", "v": "validation", "t": "test", ".": None}
    return pd.Series([names[letter] for letter in text], index=[f"c{n}" for n in range(len(text))])


def test_clips_by_side_in_order(clips):
    split = from_sides("mine", 2, 7, clips, _sides("trvrtrr."))
    assert (split.name, split.fold, split.seed) == ("mine", 2, 7)
    assert split.train == ("c1", "c3", "c5", "c6")
    assert (split.validation, split.test) == (("c2",), ("c0", "c4"))


def test_the_same_content_stays_on_the_side_of_the_first_by_name(clips):
    split = from_sides("mine", 0, 0, clips, _sides("rrvtrrrr"))
    assert {"c3", "c6"} <= set(split.test)
    for seed in range(5):
        shuffled = clips.sample(frac=1, random_state=seed)
        assert (
            from_sides("mine", 0, 0, shuffled, _sides("rrvtrrrr").sample(frac=1, random_state=seed)) == split
        )


def test_the_same_content_follows_a_clip_that_takes_part(clips):
    assert "c6" in from_sides("mine", 0, 0, clips, _sides("rrv.rttr")).test


def test_the_hash_is_over_who_lies_where_and_nothing_else(clips):
    split = from_sides("mine", 0, 0, clips, _sides("rrvrrtrt"))
    same = Split("other", 3, 9, split.train[::-1], split.validation, split.test)
    assert same.hash == split.hash
    moved = from_sides("mine", 0, 0, clips, _sides("rrvrttrt"))
    assert moved.hash != split.hash
    swapped = Split("mine", 0, 0, split.train, split.test, split.validation)
    assert swapped.hash != split.hash


def test_what_two_sides_share(clips):
    split = from_sides("mine", 0, 0, clips, _sides("rrvrrttv"))
    # c6 has the content of c3 and so trains with it.
    assert split.shared(clips, "speaker") == {"b"}
    assert split.shared(clips, "clip") == split.shared(clips, "sha256") == set()
    assert split.shared(clips, "speaker", "train", "validation") == {"a", "b"}


@pytest.mark.parametrize("side", SIDES)
def test_an_empty_side_is_refused(clips, refuses, side):
    letters = {"train": "vvvvvttt", "validation": "rrrrrttt", "test": "rrrrrvvv"}[side]
    with refuses(DataMissing, "split mine, fold 4", f"{side} is empty", "expected clips", "missing?"):
        from_sides("mine", 4, 0, clips, _sides(letters))


def test_a_broken_promise_is_named_with_its_first_offender(clips, refuses):
    split = Split("mine", 1, 0, ("c0", "c3"), ("c1",), ("c4", "c6"))
    with refuses(DataDamaged, "split mine, fold 1", "sha256 3 is in train and in test", "again"):
        check(split, clips)
    with refuses(DataDamaged, "clip c1 is in validation and in test"):
        check(replace(split, test=("c1", "c4")), clips)
    with refuses(DataDamaged, "clip c0 is in train and in validation"):
        check(replace(split, validation=("c0",), test=("c4",)), clips)


@pytest.mark.parametrize("side", ["train", "validation"])
def test_what_is_promised_is_held_to_on_both_other_sides(clips, refuses, side):
    """Training and validation may share it: TESS has one woman for both."""
    apart = Split("mine", 1, 0, ("c0", "c1"), ("c2",), ("c4", "c5"))
    check(apart, clips, promised="speaker")
    heard = replace(apart, **{side: (*getattr(apart, side), "c7")})
    check(heard, clips)
    with refuses(DataDamaged, f"speaker b is in {side} and in test", "expected one side only"):
        check(heard, clips, promised="speaker")


def test_an_empty_side_can_be_allowed(clips):
    split = from_sides("mine", 0, 0, clips, _sides("rrrrrrr."), allow_empty=True)
    assert split.test == split.validation == ()


def test_takes_of_a_sentence_have_speaker_emotion_intensity_and_text_in_common():
    rows = [
        ("a", "happy", "normal", "x"),
        ("a", "happy", "normal", "x"),
        ("b", "happy", "normal", "x"),
        ("a", "sad", "normal", "x"),
        ("a", "happy", "strong", "x"),
        ("a", "happy", "normal", "y"),
    ]
    clips = pd.DataFrame(rows, columns=list(SENTENCE))
    sentences = with_sentence(clips)["sentence"].tolist()
    assert sentences[0] == sentences[1]
    assert len(set(sentences)) == 5
    assert "sentence" not in clips
