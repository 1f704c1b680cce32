import pytest

from ser.errors import DataMissing
from ser.splits import make_split
from ser.splits.text import FOLDS


def test_every_text_is_tested_in_one_fold(parts):
    for corpus, count in FOLDS.items():
        clips = parts[corpus].set_index("clip")
        tested = [
            set(clips.loc[list(make_split("text", parts[corpus], fold=fold).test), "text"])
            for fold in range(count)
        ]
        assert sum(map(len, tested)) == len(set().union(*tested)) == clips["text"].nunique()


@pytest.mark.parametrize("fold", range(2))
def test_ravdess_tests_one_sentence_and_chooses_from_the_other(parts, sided, fold):
    dealt = sided(make_split("text", parts["RAVDESS"], fold=fold), parts["RAVDESS"])
    by_side = dealt.groupby("side")["text"].unique()
    assert all(len(texts) == 1 for texts in by_side)
    assert by_side["train"][0] == by_side["validation"][0] != by_side["test"][0]
    assert dealt["side"].value_counts().to_dict() == {"test": 720, "train": 630, "validation": 90}
    # All voices and emotions on every side.
    assert dealt.groupby("side")["speaker"].nunique().tolist() == [24, 24, 24]
    assert dealt.groupby("side")["emotion"].nunique().tolist() == [8, 8, 8]


def test_one_sentence_alone_leaves_the_second_fold_nothing_to_test(parts, refuses):
    clips = parts["RAVDESS"]
    first = clips[clips["text"] == min(clips["text"])]
    with refuses(DataMissing, "split text, fold 1: test is empty"):
        make_split("text", first, fold=1)


@pytest.mark.parametrize("fold", range(5))
def test_tess_tests_forty_words_and_chooses_on_twenty_others(parts, sided, fold):
    dealt = sided(make_split("text", parts["TESS"], fold=fold), parts["TESS"])
    assert dealt.groupby("side")["text"].nunique().to_dict() == {"test": 40, "train": 140, "validation": 20}
    assert dealt.groupby("text")["side"].nunique().max() == 1
    assert (dealt.groupby(["side", "speaker"])["emotion"].nunique() == 7).all()
