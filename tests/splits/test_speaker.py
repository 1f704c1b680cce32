import pytest

from ser.errors import BadValue, DataDamaged
from ser.splits import folds, make_split, speaker_split

# As printed in Luna-Jimenez et al. 2021 (5 folds) and EmoBox (6 folds).
FIVE = [[2, 5, 14, 15, 16], [3, 6, 7, 13, 18], [10, 11, 12, 19, 20], [8, 17, 21, 23, 24], [1, 4, 9, 22]]
SIX = [[1, 11, 20, 21], [4, 10, 12, 14], [8, 9, 19, 23], [3, 5, 7, 24], [2, 15, 16, 18], [6, 13, 17, 22]]
CASES = [("speaker", fold, actors) for fold, actors in enumerate(FIVE)]
CASES += [("speaker-6", fold, actors) for fold, actors in enumerate(SIX)]


@pytest.fixture(scope="module")
def ravdess(whole_table):
    return whole_table[whole_table["corpus"] == "RAVDESS"]


@pytest.fixture(scope="module")
def tess(whole_table):
    return whole_table[whole_table["corpus"] == "TESS"]


@pytest.fixture(scope="module")
def savee(whole_table):
    return whole_table[whole_table["corpus"] == "SAVEE"]


def _speakers(split, clips, side):
    return set(clips.loc[clips["clip"].isin(getattr(split, side)), "speaker"])


def test_the_published_folds_test_every_actor_once():
    for lists in (FIVE, SIX):
        assert sorted(actor for actors in lists for actor in actors) == list(range(1, 25))


@pytest.mark.parametrize(("name", "fold", "actors"), CASES)
def test_ravdess_is_tested_on_the_published_actors(ravdess, name, fold, actors):
    split = speaker_split(ravdess, name=name, fold=fold)
    test, validation, train = (_speakers(split, ravdess, side) for side in ("test", "validation", "train"))
    assert test == {f"RAVDESS-{actor:02d}" for actor in actors}
    assert len(split.test) == 60 * len(actors)
    assert not test & validation and not test & train and not validation & train
    assert len(test | validation | train) == 24
    assert sorted(int(name[-2:]) % 2 for name in validation) == [0, 0, 1, 1]  # two women, two men
    assert set(ravdess.loc[ravdess["clip"].isin(split.validation), "emotion"]) == set(ravdess["emotion"])


def test_the_number_of_folds(refuses):
    assert folds("speaker", "RAVDESS") == 5
    assert folds("speaker-6", "RAVDESS") == 6
    assert folds("speaker", "TESS") == 2
    assert folds("speaker", "SAVEE") == 4
    for name, corpus in (("speaker-6", "TESS"), ("random", "RAVDESS"), ("speaker", "CREMA-D")):
        with refuses(BadValue, repr(name), repr(corpus), "expected speaker or speaker-6 on RAVDESS"):
            folds(name, corpus)


@pytest.mark.parametrize("fold", range(4))
def test_savee_leaves_one_man_out_and_chooses_on_another(savee, fold):
    men = ["SAVEE-DC", "SAVEE-JE", "SAVEE-JK", "SAVEE-KL"]
    split = speaker_split(savee, fold=fold)
    assert _speakers(split, savee, "test") == {men[fold]}
    assert _speakers(split, savee, "validation") == {men[(fold + 1) % 4]}
    assert _speakers(split, savee, "train") == set(men) - {men[fold], men[(fold + 1) % 4]}
    assert (len(split.train), len(split.validation), len(split.test)) == (240, 120, 120)


@pytest.mark.parametrize(
    ("fold", "tested", "heard"), [(0, "TESS-OAF", "TESS-YAF"), (1, "TESS-YAF", "TESS-OAF")]
)
def test_tess_goes_from_one_woman_to_the_other(tess, fold, tested, heard):
    split = speaker_split(tess, fold=fold)
    assert _speakers(split, tess, "test") == {tested}
    assert _speakers(split, tess, "train") == _speakers(split, tess, "validation") == {heard}
    assert (len(split.train), len(split.validation), len(split.test)) == (1260, 140, 1400)
    assert split.shared(tess, "text", "train", "validation") == set()


def test_the_words_that_choose_in_tess_are_drawn_with_the_seed(tess):
    assert speaker_split(tess, seed=1).validation != speaker_split(tess, seed=2).validation
    assert speaker_split(tess, seed=1) == speaker_split(tess, seed=1)


@pytest.mark.parametrize("corpus", ["RAVDESS", "TESS", "SAVEE"])
def test_the_order_of_the_rows_does_not_matter(whole_table, corpus):
    clips = whole_table[whole_table["corpus"] == corpus]
    split = speaker_split(clips, fold=1, seed=4)
    assert speaker_split(clips.sample(frac=1, random_state=8), fold=1, seed=4) == split


def test_validation_finds_other_actors_where_some_are_missing(ravdess):
    whole = speaker_split(ravdess, fold=0)
    usual = _speakers(whole, ravdess, "validation")
    fewer = ravdess[~ravdess["speaker"].isin(usual)]
    split = speaker_split(fewer, fold=0)
    assert split.test == whole.test
    assert len(_speakers(split, fewer, "validation")) == 4


def test_more_than_one_corpus_is_refused(whole_table, ravdess, refuses):
    with refuses(BadValue, "'speaker'", "received RAVDESS, SAVEE, TESS", "one corpus at a time"):
        speaker_split(whole_table)
    with refuses(BadValue, "received no clips", "one corpus at a time"):
        speaker_split(ravdess[:0])


@pytest.mark.parametrize(
    ("name", "fold", "last"), [("speaker", 5, 4), ("speaker", -1, 4), ("speaker-6", 6, 5)]
)
def test_a_fold_that_does_not_exist_is_refused(ravdess, refuses, name, fold, last):
    with refuses(BadValue, f"{name!r} on RAVDESS", f"fold {fold}", f"expected 0 to {last}"):
        make_split(name, ravdess, fold=fold)


def test_six_folds_are_of_ravdess_alone(savee, refuses):
    with refuses(BadValue, "'speaker-6'", "'SAVEE'", "RAVDESS"):
        speaker_split(savee, name="speaker-6")


@pytest.mark.parametrize("kept", [["RAVDESS-02"], ["RAVDESS-01", "RAVDESS-03"], ["RAVDESS-02", "RAVDESS-05"]])
def test_too_few_speakers_leave_a_side_empty(ravdess, refuses, kept):
    with refuses(DataDamaged, "split speaker, fold 0", "train is empty", "missing?"):
        speaker_split(ravdess[ravdess["speaker"].isin(kept)])


def test_one_woman_or_two_men_alone_are_too_few(tess, savee, refuses):
    with refuses(DataDamaged, "train is empty"):
        speaker_split(tess[tess["speaker"] == "TESS-OAF"])
    with refuses(DataDamaged, "train is empty"):
        speaker_split(savee[savee["speaker"].isin(["SAVEE-DC", "SAVEE-JE"])])
