import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ser.splits import SEEDS, SIDES, from_sides, make_split
from ser.splits.random import matched_sides, random_sides, repetition_sides
from ser.splits.split import with_sentence

PAIR = {"RAVDESS/03-01-03-01-02-01-07", "RAVDESS/03-01-03-01-02-02-07"}
STRATUM = ["corpus", "speaker", "emotion"]


@pytest.fixture(scope="module")
def split(whole_table):
    return make_split("random", whole_table)


@pytest.fixture(scope="module")
def actor_seven(whole_table):
    """The 60 clips of the actor of whom two clips are the same bytes."""
    return whole_table[whole_table["speaker"] == "RAVDESS-07"]


# random


def test_the_shares_are_70_10_20(split, whole_table):
    counts = np.array([len(getattr(split, side)) for side in SIDES])
    # Within one clip for each of the 22 emotions of the corpora.
    np.testing.assert_allclose(counts, len(whole_table) * np.array([0.7, 0.1, 0.2]), atol=11)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_emotion_of_every_corpus_gives_its_share(whole_table, sided, seed):
    """A fixed step over clips in the order of speakers would meet the same emotions again and again."""
    dealt = sided(make_split("random", whole_table, seed=seed), whole_table)
    sizes = whole_table.groupby(["corpus", "emotion"]).size()
    for side, share in (("train", 0.7), ("test", 0.2), ("validation", 0.1)):
        counts = dealt[dealt["side"] == side].groupby(["corpus", "emotion"]).size()
        # Rounding, and one clip more or less for the pair with the same content.
        assert (counts.reindex(sizes.index, fill_value=0) - share * sizes).abs().max() < 2.2, side


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_stratum_gives_its_share_within_a_clip(whole_table, sided, seed):
    dealt = sided(make_split("random", whole_table, seed=seed), whole_table)
    sizes = whole_table.groupby(STRATUM).size()
    assert len(sizes) == 24 * 8 + 2 * 7 + 4 * 7
    for side, share, slack in (("test", 0.2, 1), ("validation", 0.1, 1.2)):
        counts = dealt[dealt["side"] == side].groupby(STRATUM).size().reindex(sizes.index, fill_value=0)
        # One clip more or less for the pair with the same content.
        off = (counts - share * sizes).abs().drop(("RAVDESS", "RAVDESS-07", "happy"))
        assert off.max() <= slack, f"{side}: {off.idxmax()}"


def test_every_clip_is_on_one_side(split, whole_table):
    assert sorted(split.train + split.validation + split.test) == sorted(whole_table["clip"])


@pytest.mark.parametrize("seed", range(SEEDS))
def test_forty_clips_of_every_tess_folder_are_tested_as_in_the_published_code(parts, sided, seed):
    dealt = sided(make_split("random", parts["TESS"], seed=seed), parts["TESS"])
    counts = dealt.groupby(["speaker", "emotion", "side"]).size().unstack()
    assert counts.shape == (14, 3)
    assert (counts["test"] == 40).all()
    assert (counts["validation"] == 20).all()


def test_the_leak_the_split_is_kept_for_is_there(split, whole_table):
    """The same speakers, and in TESS the same words, on both sides."""
    assert len(split.shared(whole_table, "speaker")) == 30
    tess = whole_table[whole_table["corpus"] == "TESS"]
    tested = set(tess.loc[tess["clip"].isin(split.test), "text"])
    assert len(tested) > 150
    assert split.shared(tess, "text") == tested


def test_seeds_differ_and_repeat(parts):
    ravdess = parts["RAVDESS"]
    dealt = [random_sides(ravdess, seed=seed) for seed in range(4)]
    assert random_sides(ravdess, seed=1).equals(dealt[1])
    for seed in (1, 2, 3):
        one, other = (set(sides.index[sides == "test"]) for sides in (dealt[0], dealt[seed]))
        assert 0.1 < len(one & other) / len(one) < 0.3  # as by chance, 0.2


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_identical_pair_is_on_one_side_whatever_the_seed(actor_seven, seed):
    split = from_sides("random", 0, seed, actor_seven, random_sides(actor_seven, seed=seed))
    assert sum(set(getattr(split, side)) >= PAIR for side in SIDES) == 1
    shuffled = actor_seven.sample(frac=1, random_state=seed)
    assert from_sides("random", 0, seed, shuffled, random_sides(shuffled, seed=seed)) == split


def test_the_pair_is_dealt_out_like_any_clip(actor_seven):
    """Else the test above could pass because the pair always trains."""
    seen = set()
    for seed in range(40):
        split = from_sides("random", 0, seed, actor_seven, random_sides(actor_seven, seed=seed))
        seen |= {side for side in SIDES if set(getattr(split, side)) >= PAIR}
    assert seen == set(SIDES)


# repetition


@pytest.mark.parametrize("seed", range(SEEDS))
def test_both_takes_of_a_sentence_are_on_one_side(parts, sided, seed):
    ravdess = parts["RAVDESS"]
    dealt = with_sentence(sided(make_split("repetition", ravdess, seed=seed), ravdess))
    takes = dealt.groupby("sentence")
    assert (takes.size() == 2).all()
    assert (takes["side"].nunique() == 1).all()
    assert len(dealt) == 1440


@pytest.mark.parametrize("corpus", ["RAVDESS", "TESS", "SAVEE"])
def test_repetition_gives_each_emotion_its_share_too(parts, sided, corpus):
    clips = parts[corpus]
    dealt = sided(make_split("repetition", clips), clips)
    sizes = clips.groupby("emotion").size()
    for side, share in (("test", 0.2), ("validation", 0.1)):
        counts = dealt[dealt["side"] == side].groupby("emotion").size()
        # Rounding of pairs in RAVDESS.
        assert (counts - share * sizes).abs().max() < 2 * (2 if corpus == "RAVDESS" else 1), side


def test_repetition_is_drawn_with_the_seed(parts):
    dealt = [repetition_sides(parts["RAVDESS"], seed=seed) for seed in (0, 1, 0)]
    assert dealt[0].equals(dealt[2])
    assert (dealt[0].sort_index() != dealt[1].sort_index()).any()


# matched


def test_a_control_has_as_many_clips_a_side_as_its_speaker_fold(control_case, split_of, rows_of, sided):
    """To within one clip an emotion, so that a smaller training side is not taken for a leak."""
    name, corpus, fold = control_case
    clips = rows_of(control_case)
    control, original = (
        sided(split_of(case), clips).groupby(["emotion", "side"]).size().unstack(fill_value=0)
        for case in (control_case, (name.replace("matched", "speaker"), corpus, fold))
    )
    # The pair with the same content may move one more.
    assert (control - original).abs().to_numpy().max() <= (2 if corpus == "RAVDESS" else 1)
    assert (control - original).sum().abs().max() <= 1


def test_a_control_shares_every_speaker(control_case, split_of, rows_of):
    clips = rows_of(control_case)
    speakers = {
        side: split_of(control_case).shared(clips, "speaker", side, side) for side in ("train", "test")
    }
    assert speakers["train"] == speakers["test"] == set(clips["speaker"])


def test_a_control_follows_the_shares_of_any_fold(parts):
    savee = parts["SAVEE"]
    fold = (
        savee.set_index("clip")["speaker"].map({"SAVEE-DC": "test", "SAVEE-JE": "train"}).fillna("validation")
    )
    counts = matched_sides(savee, fold, number=0).value_counts()
    assert counts.to_dict() == {"validation": 240, "test": 120, "train": 120}


@pytest.mark.parametrize("gone", ["test", "validation", "train"])
def test_a_control_of_a_fold_that_lacks_a_side_lacks_it_too(parts, gone):
    """Of RAVDESS: all speakers of one side are not at hand."""
    sides = make_split("speaker", parts["RAVDESS"])
    clips = parts["RAVDESS"].set_index("clip")
    speakers = set(clips.loc[list(getattr(sides, gone)), "speaker"])
    fold = clips["speaker"].map(lambda who: "validation" if gone != "validation" else "train")
    fold[clips["speaker"].isin(speakers)] = gone
    rest = clips[~clips["speaker"].isin(speakers)].reset_index()
    dealt = matched_sides(rest, fold.loc[rest["clip"]], number=0)
    assert gone not in set(dealt) and set(dealt.index) == set(rest["clip"])
