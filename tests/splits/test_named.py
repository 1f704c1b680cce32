"""The promises of every split, on the names of all 4720 clips: without the code that checks them at run time."""

import re
from pathlib import PurePosixPath

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ser.corpora import CATALOGUE, CORPORA, read_manifest
from ser.errors import BadValue, DataDamaged
from ser.splits import (
    NAMES,
    SEEDED,
    SIDES,
    corpora_with,
    folds,
    folds_on,
    make_split,
    speakers_apart,
    texts_apart,
)

PAIR = {"RAVDESS/03-01-03-01-02-01-07", "RAVDESS/03-01-03-01-02-02-07"}
SENTENCE = ["speaker", "emotion", "intensity", "text"]
PROMISED = {"repetition": SENTENCE, "text": ["text"], "speaker": ["speaker"], "speaker-6": ["speaker"]}
COUNTS = {"RAVDESS": 1440, "TESS": 2800, "SAVEE": 480}


def _keys(clips, columns, chosen):
    return set(clips.loc[clips["clip"].isin(chosen), columns].itertuples(index=False, name=None))


# every split, every corpus, every fold and seed


def test_there_is_every_split_that_was_promised(cases):
    columns = pd.Series(1, index=pd.MultiIndex.from_tuples(cases)).groupby(level=[0, 1]).sum().to_dict()
    three = dict.fromkeys(CORPORA, 5)
    expected = {(name, corpus): count for name in ("random", "repetition") for corpus, count in three.items()}
    expected |= {("text", "RAVDESS"): 2, ("text", "TESS"): 5}
    for name in ("matched", "speaker"):
        expected |= {(name, "RAVDESS"): 5, (name, "TESS"): 2, (name, "SAVEE"): 4, (f"{name}-6", "RAVDESS"): 6}
    expected |= {("corpus", corpus): 1 for corpus in CORPORA}
    assert columns == expected


def test_no_clip_and_no_content_is_on_two_sides(case, split_of, rows_of):
    split, clips = split_of(case), rows_of(case)
    for column in ("clip", "sha256"):
        values = [_keys(clips, [column], getattr(split, side)) for side in SIDES]
        assert all(values)
        assert len(set.union(*values)) == sum(map(len, values))
    named = split.train + split.validation + split.test
    assert len(named) == len(set(named))


def test_what_is_promised_of_the_test_side_holds(case, split_of, rows_of):
    """Speakers, texts or takes that are tested neither train nor choose; and elsewhere they do."""
    name, corpus, _ = case
    split, clips = split_of(case), rows_of(case)

    def shared(columns):
        heard = _keys(clips, columns, split.train + split.validation)
        return _keys(clips, columns, split.test) & heard

    if name == "corpus":
        assert not shared(["corpus"])
        assert not shared(["speaker"])
    elif name in PROMISED:
        assert not shared(PROMISED[name])
    if name in ("random", "repetition", "text", "matched", "matched-6"):
        assert len(shared(["speaker"])) == len(CORPORA[corpus].speakers)
    if name in ("random", "matched", "matched-6") and corpus == "RAVDESS":
        assert len(shared(SENTENCE)) > 100


def test_speakers_are_apart_where_it_is_promised():
    assert [name for name in NAMES if speakers_apart(name)] == ["speaker", "speaker-6", "corpus"]
    assert [name for name in NAMES if texts_apart(name)] == ["text", "corpus"]


def test_every_clip_takes_part(case, split_of, rows_of):
    """Only the split by corpus leaves clips out: those of an emotion that one side lacks."""
    split, clips = split_of(case), rows_of(case)
    if case[0] != "corpus":
        assert sorted(split.train + split.validation + split.test) == sorted(clips["clip"])
        assert len(clips) == COUNTS[case[1]]


def test_the_identical_pair_is_on_one_side(case, split_of):
    split = split_of(case)
    held = [len(PAIR & set(getattr(split, side))) for side in SIDES]
    assert sorted(held) == ([0, 0, 2] if sum(held) else [0, 0, 0])
    assert sum(held) or case[1] != "RAVDESS"


def test_every_emotion_that_is_tested_trains_and_chooses(case, split_of, rows_of):
    split, clips = split_of(case), rows_of(case)
    emotions = [_keys(clips, ["emotion"], getattr(split, side)) for side in SIDES]
    assert emotions[0] == emotions[1] == emotions[2]


@pytest.mark.parametrize("corpus", CORPORA)
def test_a_corpus_is_tested_on_the_emotions_both_sides_have(whole_table, sided, corpus):
    split = make_split("corpus", whole_table, fold=list(CORPORA).index(corpus))
    dealt = sided(split, whole_table)
    assert set(dealt.loc[dealt["side"] == "test", "corpus"]) == {corpus}
    assert set(dealt.loc[dealt["side"] != "test", "corpus"]) == set(CORPORA) - {corpus}
    left_out = whole_table[~whole_table["clip"].isin(dealt["clip"])]
    # Calm is RAVDESS' alone, so it cannot be tested anywhere.
    assert set(left_out["emotion"]) == {"calm"}
    assert set(left_out["corpus"]) == {"RAVDESS"}
    assert len(left_out) == 192
    share = (dealt["side"] == "validation").sum() / (dealt["side"] != "test").sum()
    assert share == pytest.approx(1 / 8, abs=0.005)


# clips, rows and corpora that come and go


def test_the_order_of_the_rows_does_not_matter(case, split_of, rows_of, make):
    shuffled = rows_of(case).sample(frac=1, random_state=sum(case[0].encode()) + case[2])
    assert make(case, shuffled) == split_of(case)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_clip_that_is_missing_moves_no_other(cases, split_of, rows_of, make, data):
    case = data.draw(st.sampled_from(cases))
    clips = rows_of(case)
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    kept = clips[rng.random(len(clips)) > data.draw(st.floats(0, 0.6))]
    whole, part = split_of(case), make(case, kept)
    for side in SIDES:
        assert set(getattr(part, side)) == set(getattr(whole, side)) & set(kept["clip"])


def test_a_person_who_is_missing_moves_no_other(parts, make, split_of):
    ravdess = parts["RAVDESS"]
    for case in (("speaker", "RAVDESS", 2), ("matched", "RAVDESS", 2), ("random", "RAVDESS", 3)):
        kept = ravdess[~ravdess["speaker"].isin(["RAVDESS-07", "RAVDESS-19"])]
        for side in SIDES:
            expected = set(getattr(split_of(case), side)) & set(kept["clip"])
            assert set(getattr(make(case, kept), side)) == expected


@pytest.mark.parametrize("first", sorted(PAIR))
def test_one_of_the_identical_pair_lies_where_both_would(case, parts, split_of, make, first):
    if case[1] == "RAVDESS" and case[0] != "corpus":
        kept = parts["RAVDESS"][parts["RAVDESS"]["clip"] != first]
        (other,) = PAIR - {first}
        (side,) = [side for side in SIDES if other in getattr(split_of(case), side)]
        assert other in getattr(make(case, kept), side)


@pytest.mark.parametrize("name", SEEDED)
@pytest.mark.parametrize("seed", range(5))
def test_a_corpus_more_or_less_moves_no_clip_of_another(whole_table, parts, name, seed):
    together = make_split(name, whole_table, seed=seed)
    for side in SIDES:
        apart = [getattr(make_split(name, clips, seed=seed), side) for clips in parts.values()]
        assert sorted(getattr(together, side)) == sorted(sum(apart, ()))


@pytest.mark.parametrize("name", ["speaker", "matched", "speaker-6", "matched-6"])
def test_other_corpora_train_and_move_no_clip_of_the_first(whole_table, parts, name):
    together, alone = (make_split(name, clips, fold=1) for clips in (whole_table, parts["RAVDESS"]))
    assert (together.test, together.validation) == (alone.test, alone.validation)
    others = set(whole_table["clip"]) - set(parts["RAVDESS"]["clip"])
    assert set(together.train) == set(alone.train) | others


def test_a_corpus_that_trains_too_moves_no_clip_of_another(whole_table, parts):
    """RAVDESS is tested; TESS trains with and without SAVEE."""
    together = make_split("corpus", whole_table, fold=0)
    apart = make_split("corpus", pd.concat([parts["RAVDESS"], parts["TESS"]]), fold=0)
    tess = set(parts["TESS"]["clip"])
    assert apart.test == together.test
    for side in ("train", "validation"):
        assert set(getattr(apart, side)) == set(getattr(together, side)) & tess


# made clips, and corpora outside the combination


def _every(name, tables, demo=False):
    """Every split of this name that these tables (corpus to clips) have: (split, clips)."""
    if name == "corpus":
        whole = pd.concat(tables.values(), ignore_index=True)
        for fold, corpus in enumerate(CATALOGUE):
            if corpus in tables:
                yield make_split(name, whole, fold=fold, demo=demo), whole
        return
    for corpus in set(corpora_with(name)) & set(tables):
        for number in range(2 if name in SEEDED else folds(name, corpus)):
            chosen = {"seed": number} if name in SEEDED else {"fold": number}
            yield make_split(name, tables[corpus], demo=demo, **chosen), tables[corpus]


def _hold(name, split, clips):
    for column in (["clip"], ["sha256"]):
        values = [_keys(clips, column, getattr(split, side)) for side in SIDES]
        assert all(values)
        assert len(set.union(*values)) == sum(map(len, values))
    columns = {"corpus": ["corpus"]} | PROMISED
    if name in columns:
        heard = _keys(clips, columns[name], split.train + split.validation)
        assert not _keys(clips, columns[name], split.test) & heard


@pytest.mark.parametrize("name", NAMES)
def test_the_promises_hold_on_the_demo_corpus(demo_table, name):
    """Its clips have names of real ones, so the committed sides would fit them, but for other content."""
    tables = {corpus: demo_table[demo_table["corpus"] == corpus] for corpus in CORPORA}
    made = list(_every(name, tables, demo=True))
    assert made
    for split, clips in made:
        _hold(name, split, clips)
        assert split == make_split(
            name, clips.sample(frac=1, random_state=3), fold=split.fold, seed=split.seed, demo=True
        )


def test_made_clips_are_dealt_out_from_those_at_hand(demo_table):
    """A fifth is tested of the made ones, not what happens to be of the whole corpus."""
    savee = demo_table[demo_table["corpus"] == "SAVEE"]
    dealt = make_split("random", savee, demo=True)
    assert dealt != make_split("random", savee)
    assert abs(len(dealt.test) - len(savee) / 5) <= 3
    fewer = make_split("random", savee[savee["speaker"] != "SAVEE-KL"], demo=True)
    assert abs(len(fewer.test) - 0.75 * len(savee) / 5) <= 3


@pytest.fixture(scope="module")
def others():
    """The names of two corpora outside the combination: CREMA-D's from its manifest, EMO-DB's made."""
    names = {"CREMA-D": {clip: entry.path for clip, entry in read_manifest(CATALOGUE["CREMA-D"]).items()}}
    sha = {clip: entry.sha256 for clip, entry in read_manifest(CATALOGUE["CREMA-D"]).items()}
    speakers = [name.removeprefix("EMO-DB-") for name in CATALOGUE["EMO-DB"].speakers]
    made = [
        f"{who}{text}{code}{version}.wav"
        for who in speakers
        for text in ("a01", "b02")
        for code in "WEAFTN"
        for version in "ab"
    ]
    names["EMO-DB"] = {path: path for path in made}
    tables = {}
    for corpus, paths in names.items():
        rows = [vars(CATALOGUE[corpus].parse(PurePosixPath(path))) for path in paths.values()]
        table = pd.DataFrame(rows).assign(corpus=corpus)
        tables[corpus] = table.assign(sha256=[sha.get(clip, clip) for clip in table["clip"]])
    return tables


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("text", "matched-6", "speaker-6")])
def test_the_promises_hold_on_corpora_outside_the_combination(others, parts, name):
    tables = others | ({"SAVEE": parts["SAVEE"]} if name == "corpus" else {})
    for split, clips in _every(name, tables):
        _hold(name, split, clips)


def test_a_corpus_outside_the_combination_can_be_tested_on(others, whole_table):
    clips = pd.concat([whole_table, others["CREMA-D"]], ignore_index=True)
    split = make_split("corpus", clips, fold=list(CATALOGUE).index("CREMA-D"))
    assert {clip.split("/")[0] for clip in split.test} == {"CREMA-D"}
    assert len(split.test) == 7442
    assert {clip.split("/")[0] for clip in split.train} == set(CORPORA)
    assert folds("speaker", "CREMA-D") == 5
    assert folds("speaker", "EMO-DB") == 10


def test_several_corpora_have_the_folds_of_the_first_or_are_left_out_in_turn():
    assert folds_on("corpus", tuple(CORPORA)) == 3 < folds("corpus", "TESS") == len(CATALOGUE)
    assert folds_on("speaker", ("TESS", "RAVDESS")) == folds("speaker", "TESS") == 2
    assert folds_on("random", tuple(CORPORA)) == 1


# refused


@pytest.mark.parametrize(
    ("name", "corpus", "options", "words"),
    [
        ("random", "RAVDESS", {"fold": 1}, ("'random' on RAVDESS", "fold 1", "expected 0;", "vary the seed")),
        ("random", "RAVDESS", {"seed": 5}, ("'random' on RAVDESS", "seed 5", "expected 0 to 4")),
        ("repetition", "TESS", {"seed": -1}, ("'repetition'", "seed -1", "expected 0")),
        ("speaker", "RAVDESS", {"fold": 5}, ("'speaker' on RAVDESS", "fold 5", "expected 0 to 4")),
        ("speaker", "RAVDESS", {"fold": -1}, ("'speaker' on RAVDESS", "fold -1", "expected 0 to 4")),
        ("speaker-6", "RAVDESS", {"fold": 6}, ("'speaker-6' on RAVDESS", "fold 6", "expected 0 to 5")),
        (
            "speaker-6",
            "SAVEE",
            {},
            ("'speaker-6'", "received SAVEE", "expected RAVDESS", "`ser data splits`"),
        ),
        ("matched-6", "TESS", {}, ("'matched-6'", "received TESS", "expected RAVDESS", "`ser data splits`")),
        ("matched", "SAVEE", {"fold": 4}, ("'matched' on SAVEE", "fold 4", "expected 0 to 3")),
        ("text", "SAVEE", {}, ("'text'", "received SAVEE", "expected RAVDESS or TESS", "`ser data splits`")),
        ("text", "TESS", {"fold": 5}, ("'text' on TESS", "fold 5", "expected 0 to 4")),
        ("corpus", "TESS", {"fold": 1}, ("'corpus', fold 1", "received TESS", "expected TESS and another")),
        (
            "corpus",
            "TESS",
            {"fold": 0},
            ("'corpus', fold 0", "received TESS", "expected RAVDESS and another"),
        ),
        ("corpus", "TESS", {"fold": 99}, ("'corpus'", "fold 99", f"expected 0 to {len(CATALOGUE) - 1}")),
        ("loso", "TESS", {}, ("unknown split 'loso'", *NAMES)),
    ],
)
def test_what_there_is_not_is_refused(parts, refuses, name, corpus, options, words):
    with refuses(BadValue, *words):
        make_split(name, parts[corpus], **options)


def test_a_control_is_called_by_its_own_name(parts):
    """The message used to speak of the speaker split it is the control of."""
    with pytest.raises(BadValue, match=re.escape("split 'matched-6': received TESS")) as caught:
        make_split("matched-6", parts["TESS"])
    assert "speaker-6" not in str(caught.value)


def test_text_is_for_one_corpus(whole_table, refuses):
    with refuses(BadValue, "'text'", "received RAVDESS, TESS, SAVEE", "one corpus at a time"):
        make_split("text", whole_table)


@pytest.mark.parametrize("name", NAMES)
def test_no_clips_are_refused(whole_table, refuses, name):
    with refuses(BadValue, repr(name), "received no clips"):
        make_split(name, whole_table[:0])


def test_a_corpus_that_is_not_in_the_catalogue_is_refused(parts, refuses):
    with refuses(BadValue, "received IEMOCAP", "expected RAVDESS"):
        folds("speaker", "IEMOCAP")
    with refuses(BadValue, "received IEMOCAP", "expected RAVDESS"):
        make_split("random", parts["SAVEE"].assign(corpus="IEMOCAP"))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "corpus"])
def test_a_clip_that_is_in_no_manifest_is_refused(parts, refuses, name):
    ravdess = parts["RAVDESS"]
    strange = pd.concat([ravdess, ravdess[:1].assign(clip="RAVDESS/03-01-01-01-01-01-99", sha256="f" * 64)])
    with refuses(DataDamaged, repr(name), "RAVDESS/03-01-01-01-01-01-99", "expected clips of the manifest"):
        make_split(name, strange)


def test_a_name_without_a_way_to_deal_it_out_is_refused(whole_table, refuses, monkeypatch):
    from ser.splits import named

    monkeypatch.setattr(named, "NAMES", (*NAMES, "mine"))
    clips = whole_table[whole_table["corpus"] == "RAVDESS"]
    with refuses(BadValue, "split 'mine'", "ser/splits/named.py"):
        named.make_split("mine", clips, demo=True)
