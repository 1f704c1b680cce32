from dataclasses import replace

import pandas as pd
import pytest

from ser.errors import BadValue, DataDamaged
from ser.splits import NAMES, SIDES, Split, check, from_sides, make_split


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
    with refuses(DataDamaged, "split mine, fold 4", f"{side} is empty", "expected clips", "missing?"):
        from_sides("mine", 4, 0, clips, _sides(letters))


def test_a_broken_promise_is_named_with_its_first_offender(clips, refuses):
    split = Split("mine", 1, 0, ("c0", "c3"), ("c1",), ("c4", "c6"))
    with refuses(DataDamaged, "split mine, fold 1", "sha256 3 is in train and in test", "again"):
        check(split, clips)
    check(split, clips, disjoint=("clip", "speaker")[:1])
    with refuses(DataDamaged, "clip c1 is in validation and in test"):
        check(replace(split, test=("c1", "c4")), clips)
    with refuses(DataDamaged, "speaker a is in train and in validation"):
        check(replace(split, test=("c4",)), clips, disjoint=("speaker",))


def test_a_split_by_name(whole_table, refuses):
    ravdess = whole_table[whole_table["corpus"] == "RAVDESS"]
    assert make_split("random", ravdess, seed=3).name == "random"
    assert make_split("speaker-6", ravdess, fold=5).fold == 5
    assert NAMES == ("random", "speaker", "speaker-6")
    with refuses(BadValue, "'loso'", "random, speaker, speaker-6"):
        make_split("loso", ravdess)
    with refuses(BadValue, "'random'", "fold 1", "expected 0"):
        make_split("random", ravdess, fold=1)
