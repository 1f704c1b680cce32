from dataclasses import replace

import numpy as np
import pytest

from ser.errors import DataMissing
from ser.experiments.copies import with_copies
from ser.splits import make_split
from ser.training import targets


@pytest.fixture(scope="module")
def ravdess(demo_features):
    return demo_features.only(("RAVDESS",))


@pytest.fixture(scope="module")
def split(ravdess):
    return make_split("random", ravdess.clips, demo=True)


@pytest.fixture(scope="module")
def copies(ravdess):
    """Two changed versions of every clip: one louder, one a frame shorter."""
    louder = replace(ravdess, values=(ravdess.values + 5).astype(np.float16))
    keep = np.ones(len(ravdess.values), bool)
    keep[ravdess.starts] = False
    shorter = replace(ravdess, values=ravdess.values[keep], lengths=ravdess.lengths - 1)
    return {"gain": louder, "stretch": shorter}


def _copied(split, change):
    return [clip.removesuffix(f"@{change}") for clip in split.train if clip.endswith(f"@{change}")]


@pytest.mark.parametrize("made", ["after", "before"])
def test_as_many_copies_train_and_the_other_sides_stay(ravdess, split, copies, made):
    _, dealt = with_copies(ravdess, copies, split, made=made)
    assert dealt.train[: len(split.train)] == split.train
    assert len(dealt.train) == len(set(dealt.train)) == 3 * len(split.train)
    assert (dealt.validation, dealt.test) == (split.validation, split.test)


def test_copies_made_after_the_split_are_of_training_clips(ravdess, split, copies):
    _, dealt = with_copies(ravdess, copies, split, made="after")
    for change in copies:
        assert sorted(_copied(dealt, change)) == sorted(split.train)


def test_copies_made_before_the_split_are_of_test_clips_too(ravdess, split, copies):
    _, dealt = with_copies(ravdess, copies, split, made="before")
    for change in copies:
        leaked = set(_copied(dealt, change)) & set(split.test)
        assert len(leaked) / len(split.test) == pytest.approx(len(split.train) / len(ravdess.clips), abs=0.1)
    assert set(_copied(dealt, "gain")) != set(_copied(dealt, "stretch")), "each copy is dealt on its own"
    assert with_copies(ravdess, copies, split, made="before")[1] == dealt
    other = with_copies(ravdess, copies, replace(split, seed=1), made="before")[1]
    assert other.train != dealt.train


def test_a_copy_has_the_label_of_its_clip_and_the_features_of_the_change(ravdess, split, copies):
    joined, dealt = with_copies(ravdess, copies, split, made="before")
    for change, source in copies.items():
        named = tuple(clip for clip in dealt.train if clip.endswith(f"@{change}"))
        clips = tuple(clip.removesuffix(f"@{change}") for clip in named)
        np.testing.assert_array_equal(targets(joined, named), targets(ravdess, clips))
        for mine, theirs in zip(joined.padded(named[:9]), source.padded(clips[:9]), strict=True):
            np.testing.assert_array_equal(mine, theirs)
    for mine, theirs in zip(joined.padded(split.test), ravdess.padded(split.test), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_a_clip_without_a_copy_is_named(ravdess, split, copies, refuses):
    few = ravdess.clips.iloc[1:].reset_index(drop=True)
    lacking = {"noise": replace(ravdess, clips=few)}
    first = ravdess.clips["clip"].iloc[0]
    with refuses(DataMissing, "noise copies of 1 clips", first, "`ser features"):
        with_copies(ravdess, lacking, split, made="after")
