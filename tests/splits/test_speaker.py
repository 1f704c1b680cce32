import pytest

from ser.errors import DataMissing
from ser.splits import folds, make_split, speaker

# As printed in Luna-Jimenez et al. 2021 (5 folds) and EmoBox (6 folds).
FIVE = [[2, 5, 14, 15, 16], [3, 6, 7, 13, 18], [10, 11, 12, 19, 20], [8, 17, 21, 23, 24], [1, 4, 9, 22]]
SIX = [[1, 11, 20, 21], [4, 10, 12, 14], [8, 9, 19, 23], [3, 5, 7, 24], [2, 15, 16, 18], [6, 13, 17, 22]]
PUBLISHED = [("speaker", fold, actors) for fold, actors in enumerate(FIVE)]
PUBLISHED += [("speaker-6", fold, actors) for fold, actors in enumerate(SIX)]


def _speakers(split, clips):
    return [
        set(clips.loc[clips["clip"].isin(getattr(split, side)), "speaker"])
        for side in ("train", "validation", "test")
    ]


def test_the_published_folds_test_every_actor_once():
    for lists in (FIVE, SIX):
        assert sorted(actor for actors in lists for actor in actors) == list(range(1, 25))


@pytest.mark.parametrize(("name", "fold", "actors"), PUBLISHED)
def test_ravdess_is_tested_on_the_published_actors(parts, name, fold, actors):
    ravdess = parts["RAVDESS"]
    split = make_split(name, ravdess, fold=fold)
    train, validation, test = _speakers(split, ravdess)
    assert test == {f"RAVDESS-{actor:02d}" for actor in actors}
    assert len(split.test) == 60 * len(actors)
    assert len(train | validation | test) == 24
    assert sorted(int(name[-2:]) % 2 for name in validation) == [0, 0, 1, 1]  # two women, two men
    assert set(ravdess.loc[ravdess["clip"].isin(split.validation), "emotion"]) == set(ravdess["emotion"])


@pytest.mark.parametrize(("name", "count"), [("speaker", len(FIVE)), ("speaker-6", len(SIX))])
def test_who_judges_in_one_fold_of_ravdess_is_tested_in_another(parts, name, count):
    """As the README of the splits says."""
    ravdess = parts["RAVDESS"]
    sides = [_speakers(make_split(name, ravdess, fold=fold), ravdess) for fold in range(count)]
    for _, judges, tested in sides:
        others = [other for *_, other in sides if other != tested]
        assert judges <= set().union(*others) and not judges & tested


def test_who_chooses_neither_trains_nor_is_tested(speaker_case, split_of, rows_of):
    """TESS has two women: there the one who trains chooses too, on other words."""
    clips = rows_of(speaker_case)
    split = split_of(speaker_case)
    train, validation, test = _speakers(split, clips)
    assert train and validation and test
    assert not test & validation
    assert not test & train
    if speaker_case[1] == "TESS":
        assert train == validation
        assert split.shared(clips, "text", "train", "validation") == set()
    else:
        assert not train & validation


def test_every_speaker_is_tested_in_one_fold(parts):
    for name, corpus in (
        ("speaker", "RAVDESS"),
        ("speaker-6", "RAVDESS"),
        ("speaker", "TESS"),
        ("speaker", "SAVEE"),
    ):
        clips = parts[corpus]
        tested = [
            _speakers(make_split(name, clips, fold=fold), clips)[2] for fold in range(folds(name, corpus))
        ]
        assert sum(map(len, tested)) == len(set().union(*tested)) == clips["speaker"].nunique()


@pytest.mark.parametrize("fold", range(4))
def test_savee_leaves_one_man_out_and_chooses_on_another(parts, fold):
    men = ["SAVEE-DC", "SAVEE-JE", "SAVEE-JK", "SAVEE-KL"]
    split = make_split("speaker", parts["SAVEE"], fold=fold)
    train, validation, test = _speakers(split, parts["SAVEE"])
    assert test == {men[fold]}
    assert validation == {men[(fold + 1) % 4]}
    assert train == set(men) - test - validation
    assert (len(split.train), len(split.validation), len(split.test)) == (240, 120, 120)


@pytest.mark.parametrize(
    ("fold", "tested", "heard"), [(0, "TESS-OAF", "TESS-YAF"), (1, "TESS-YAF", "TESS-OAF")]
)
def test_tess_goes_from_one_woman_to_the_other(parts, fold, tested, heard):
    split = make_split("speaker", parts["TESS"], fold=fold)
    assert _speakers(split, parts["TESS"]) == [{heard}, {heard}, {tested}]
    assert (len(split.train), len(split.validation), len(split.test)) == (1260, 140, 1400)


@pytest.mark.parametrize(("count", "expected"), [(2, 2), (4, 4), (10, 10), (11, 5), (91, 5)])
def test_any_other_corpus_has_as_many_folds_as_speakers_and_five_of_many(count, expected):
    speakers = [f"X-{number:02d}" for number in range(count)]
    made = speaker.test_speakers("speaker", "X", speakers[::-1])
    assert len(made) == expected
    assert sorted(who for fold in made for who in fold) == speakers
    assert max(map(len, made)) - min(map(len, made)) <= 1


def test_others_choose_where_some_are_missing_and_sides_are_dealt_out(parts):
    """Of a corpus that is not committed; in the committed files nobody moves."""
    ravdess = parts["RAVDESS"]
    sexes = dict(zip(ravdess["speaker"], ravdess["sex"], strict=True))

    def sides(clips):
        return (
            clips.set_index("clip")["speaker"]
            .groupby(speaker.speaker_sides(clips, fold=0, sexes=sexes))
            .unique()
        )

    usual = sides(ravdess)
    fewer = ravdess[~ravdess["speaker"].isin(usual["validation"])]
    other = sides(fewer)
    assert set(other["test"]) == set(usual["test"])
    assert len(other["validation"]) == 4
    with pytest.raises(DataMissing, match="validation is empty"):
        make_split("speaker", fewer)


@pytest.mark.parametrize("kept", [["RAVDESS-02"], ["RAVDESS-01", "RAVDESS-03"], ["RAVDESS-02", "RAVDESS-05"]])
def test_too_few_speakers_leave_a_side_empty(parts, refuses, kept):
    ravdess = parts["RAVDESS"]
    with refuses(DataMissing, "split speaker, fold 0", "is empty", "missing?"):
        make_split("speaker", ravdess[ravdess["speaker"].isin(kept)])


def test_one_woman_or_two_men_alone_are_too_few(parts, refuses):
    tess, savee = parts["TESS"], parts["SAVEE"]
    with refuses(DataMissing, "train is empty"):
        make_split("speaker", tess[tess["speaker"] == "TESS-OAF"])
    with refuses(DataMissing, "train is empty"):
        make_split("speaker", savee[savee["speaker"].isin(["SAVEE-DC", "SAVEE-JE"])])
