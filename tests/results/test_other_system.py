"""Another system's answers: read from CSV, held to the clips of the test side, and set beside an arm."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_runs import ANGRY, HAPPY, clips_of, leave

from ser.corpora import EMOTIONS
from ser.errors import BadValue, DataDamaged, DataMissing
from ser.results import load_results, select
from ser.results.compare import hurdle
from ser.results.other_system import YOURS, read_others, set_beside
from ser.results.paired import paired

CLIPS = clips_of(range(1, 25))
RIGHT = np.arange(96) % 4 > 0


def _reference(tmp_path, split="speaker", seeds=(0, 1), folds=(0,)):
    """Runs of an arm, trained on a graphics card; seed n has n more clips wrong than three quarters right."""
    for seed in seeds:
        for fold in folds:
            right = RIGHT & (np.arange(96) >= 8 * seed)
            name = f"RAVDESS/{split}/corrected/f{fold}-s{seed}"
            leave(tmp_path / "full", name, right, CLIPS, split_hash="one", device="NVIDIA H200")
    return load_results(tmp_path / "full")


@pytest.fixture
def reference(tmp_path):
    return _reference(tmp_path)


def _answers(right=RIGHT, **columns):
    truth = np.array([HAPPY if "-01-03-" in clip else ANGRY for clip in CLIPS])
    said = np.where(right, truth, HAPPY + ANGRY - truth)
    return pd.DataFrame({"clip": CLIPS, "predicted": [EMOTIONS[label] for label in said]} | columns)


def _left(tmp_path, table, **options):
    table.to_csv(tmp_path / "mine.csv", index=False, **options)
    return tmp_path / "mine.csv"


def test_the_same_answers_in_another_order_differ_in_nothing(reference, tmp_path):
    found = read_others(_left(tmp_path, _answers().sample(frac=1, random_state=0)), reference)
    (mine,), theirs = found.results, select(reference, seed=0)[0]
    assert (mine.fold, mine.seed, mine.record["arm"], found.notes) == (0, 0, YOURS, ())
    assert np.array_equal(mine.predictions.clips, theirs.predictions.clips)
    assert np.array_equal(mine.predictions.predicted, theirs.predictions.predicted)
    assert np.array_equal(mine.predictions.truth, theirs.predictions.truth)


def test_scores_stand_for_the_highest_of_them(reference, tmp_path):
    """An emotion without a column is never said, however low the others are."""
    rng = np.random.default_rng(0)
    names = [name for name in EMOTIONS if name != "calm"]
    scores = pd.DataFrame(rng.normal(-9, 1, size=(96, 7)), columns=names)
    table = pd.concat([pd.DataFrame({"clip": CLIPS[::-1]}), scores], axis=1)
    (mine,) = read_others(_left(tmp_path, table), reference).results
    by_clip = dict(zip(mine.predictions.clips, mine.predictions.predicted, strict=True))
    expected = [EMOTIONS.index(name) for name in scores.idxmax(axis=1)]
    assert [by_clip[clip] for clip in CLIPS[::-1]] == expected
    assert mine.predictions.probabilities.sum(axis=1) == pytest.approx(np.ones(96))
    assert (mine.predictions.probabilities >= 0).all()


def test_of_scores_that_are_all_alike_the_first_emotion_is_said(reference, tmp_path):
    table = _answers().drop(columns="predicted").assign(happy=0.1, sad=0.5, angry=0.5)
    (mine,) = read_others(_left(tmp_path, table), reference).results
    assert set(mine.predictions.predicted.tolist()) == {EMOTIONS.index("sad")}


@pytest.mark.parametrize(
    "write",
    [
        lambda clip: clip + ".wav",
        lambda clip: clip.partition("/")[2],
        lambda clip: f"/sounds/Actor_01/{clip.partition('/')[2]}.wav",
    ],
)
def test_a_clip_may_be_named_as_its_corpus_names_it(reference, tmp_path, write):
    table = _answers()
    found = read_others(_left(tmp_path, table.assign(clip=[write(clip) for clip in CLIPS])), reference)
    assert np.array_equal(found.results[0].predictions.clips, np.array(CLIPS))


def test_what_spreadsheets_and_data_frames_write_is_read(reference, tmp_path):
    path = _left(tmp_path, _answers(truth="known", fold=0), sep=";", encoding="utf-8-sig")
    found = read_others(path, reference)
    assert len(found.results) == 1
    assert found.notes == ("passed over: the columns truth",)


def test_a_comma_at_the_end_of_each_line_moves_no_column(reference, tmp_path):
    plain = _left(tmp_path, _answers(fold=0)).read_text().splitlines()
    path = tmp_path / "commas.csv"
    for head in (plain[0], plain[0] + ","):
        path.write_text("\n".join([head, *(line + "," for line in plain[1:])]))
        (mine,) = read_others(path, reference).results
        assert np.array_equal(mine.predictions.predicted == mine.predictions.truth, RIGHT)
    # What R writes: each line begins with a name of its own, which the first line does not count.
    path.write_text("\n".join([plain[0], *(f"{number},{line}" for number, line in enumerate(plain[1:]))]))
    (mine,) = read_others(path, reference).results
    assert np.array_equal(mine.predictions.predicted == mine.predictions.truth, RIGHT)


def test_on_one_split_every_seed_meets_every_seed(reference, tmp_path):
    """One run of ours, right everywhere, beside two of the arm; it is told apart whatever either was computed on."""
    (mine,) = read_others(_left(tmp_path, _answers(np.full(96, True), seed=42)), reference).results
    found = set_beside([mine], reference)
    assert found["seeds"] == (1, 2)
    assert found["yours"]["accuracy"] == 1
    of_seeds = [(one.predictions.predicted == one.predictions.truth).mean() for one in reference]
    assert found["theirs"]["accuracy"] == pytest.approx(np.mean(of_seeds))
    assert found["difference"] == pytest.approx(1 - np.mean(of_seeds))
    assert found["noise"] == pytest.approx(np.std(of_seeds, ddof=1))
    assert found["hurdle"] == pytest.approx(2 * np.std(of_seeds, ddof=1) * np.sqrt(1 + 1 / 2))
    assert (found["verdict"], found["verdict_uar"], found["over"]) == ("better", "better", "speakers")
    assert found["reason"] == ""


def test_as_many_seeds_on_both_sides_meet_the_hurdle_of_the_tables(reference, tmp_path):
    both = pd.concat([_answers(RIGHT & (np.arange(96) % 7 > seed), seed=seed) for seed in (0, 1)])
    found = set_beside(read_others(_left(tmp_path, both), reference).results, reference)
    assert found["hurdle"] == pytest.approx(hurdle(found["noise"], 2))


def _of_seeds(*seeds_of_folds):
    """Answers with columns of fold and seed, each of the seeds with errors of its own."""
    return pd.concat(
        [
            _answers(RIGHT & (np.arange(96) % 11 > seed % 9), fold=fold, seed=seed)
            for fold, seed in seeds_of_folds
        ]
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        # The seed goes with the fold: one training of each fold, not five seeds of one.
        ([(fold, fold) for fold in range(5)], "seed 0 has fold 0 only, expected folds 0 to 4 for each seed; leave the column seed out"),
        ([(0, 0), (1, 0), (2, 0), (3, 1), (4, 1)], "seed 0 has folds 0 to 2 only, expected folds 0 to 4 for each seed; leave"),
        ([*((fold, 0) for fold in range(5)), (3, 1), (4, 1)], "seed 1 has folds 3, 4 only, expected folds 0 to 4 for each seed; add them"),
        ([*((fold, 0) for fold in range(3)), (0, 1), (1, 1)], "seed 1 has folds 0, 1 only, expected folds 0 to 2 for each seed; add them"),
    ],
)  # fmt: skip
def test_answers_that_would_not_be_compared_are_refused(tmp_path, refuses, given, told):
    reference = _reference(tmp_path, folds=range(5))
    with refuses(DataDamaged, "mine.csv", told):
        read_others(_left(tmp_path, _of_seeds(*given)), reference)


def test_fewer_folds_of_every_seed_are_told_and_compared(tmp_path):
    reference = _reference(tmp_path, folds=(0, 1, 2))
    given = [(fold, seed) for fold in (0, 2) for seed in (3, 4)]
    found = read_others(_left(tmp_path, _of_seeds(*given)), reference)
    assert found.notes == ("2 of the 3 folds are in the file, not 1: this is no figure of the whole split",)
    beside = set_beside(found.results, reference)
    assert (beside["seeds"], beside["yours"]["folds"]) == ((2, 2), 2)


def test_seeds_that_answer_alike_are_named(reference, tmp_path):
    same = pd.concat([_answers(seed=seed) for seed in (5, 6, 7)])
    assert read_others(_left(tmp_path, same), reference).notes == (
        "seeds 6, 7 answer as seed 5 does in every fold: counted once, as copies say nothing about luck with the seeds",
    )
    other = pd.concat([_answers(seed=5), _answers(~RIGHT, seed=6)])
    assert read_others(_left(tmp_path, other), reference).notes == ()


def test_an_emotion_of_the_test_side_needs_its_column_of_scores(reference, tmp_path, refuses):
    rest = dict.fromkeys([name for name in EMOTIONS if name not in ("angry", "calm")], 0.1)
    table = _answers().drop(columns="predicted").assign(**rest)
    with refuses(
        DataDamaged, "received no column angry, expected a score for each emotion of the test side: happy"
    ):
        read_others(_left(tmp_path, table), reference)
    with refuses(DataDamaged, "received no column angry, but anger, length, which are no emotions"):
        read_others(_left(tmp_path, table.assign(anger=0.2, length=3)), reference)
    # Nobody is calm on the test side.
    found = read_others(_left(tmp_path, table.assign(Angry=0.2, clam=0.1)), reference)
    assert found.notes == ("passed over: the columns clam",)
    assert set(found.results[0].predictions.predicted.tolist()) == {ANGRY}


def test_copies_of_one_run_are_one_seed(reference, tmp_path):
    one, three = (
        set_beside(
            read_others(
                _left(tmp_path, pd.concat([_answers(seed=seed) for seed in seeds])), reference
            ).results,
            reference,
        )
        for seeds in ((0,), (5, 6, 7))
    )
    assert one["seeds"] == three["seeds"] == (1, 2)
    assert (one["hurdle"], one["p"]) == (three["hurdle"], three["p"])


def test_a_difference_that_luck_with_the_seeds_explains_is_not_shown(tmp_path):
    """Each speaker gains a clip, so p is small; but the seeds of the arm are as far apart."""
    reference = _reference(tmp_path, seeds=(0, 4))
    yours = read_others(_left(tmp_path, _answers(np.full(96, True))), reference).results
    found = set_beside(yours, reference)
    assert found["p"] < 0.001 and found["difference"] > 0.25
    assert found["hurdle"] == pytest.approx(2 * found["noise"] * np.sqrt(1.5))
    assert found["difference"] < found["hurdle"]
    assert found["verdict"] == "no difference shown"


def test_where_each_seed_draws_its_split_seeds_are_paired(tmp_path):
    reference = _reference(tmp_path, split="random")
    yours = read_others(_left(tmp_path, _answers(np.full(96, True), seed=1)), reference).results
    found = set_beside(yours, reference)
    assert found["seeds"] == (1, 1)
    assert found["difference"] == paired(yours, select(reference, seed=1))["difference"]
    assert np.isnan(found["hurdle"])
    with pytest.raises(DataMissing, match="received seed 7, expected one of 0, 1, as data/splits has them"):
        read_others(_left(tmp_path, _answers(seed=7)), reference)


def test_folds_that_are_not_there_are_told(tmp_path, refuses):
    reference = _reference(tmp_path, folds=(0, 1))
    found = read_others(_left(tmp_path, _answers(fold=1)), reference)
    assert found.notes == ("1 of the 2 folds are in the file, not 0: this is no figure of the whole split",)
    assert set_beside(found.results, reference)["theirs"]["folds"] == 1
    with refuses(DataDamaged, "received no column fold, expected one with the numbers 0 to 1"):
        read_others(_left(tmp_path, _answers()), reference)
    with refuses(DataMissing, "received fold 5, expected one of 0, 1"):
        read_others(_left(tmp_path, _answers(fold=5)), reference)


def test_a_clip_that_the_reference_lacks_is_passed_over(reference, tmp_path):
    more = "RAVDESS/03-01-03-02-02-02-24"
    table = pd.concat([_answers(), pd.DataFrame({"clip": [more], "predicted": ["sad"]})])
    data = reference[0].record["data"] | {"left_out": [[more, "missing"]]}
    lacking = [replace(one, record=one.record | {"data": data}) for one in reference]
    found = read_others(_left(tmp_path, table), lacking)
    assert found.notes == (f"passed over: {more}, which the runs here lack",)
    assert len(found.results[0].predictions.clips) == 96


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda table: table[1:], "1 of the 96 clips of the test side are not there"),
        (lambda table: pd.concat([table, table[:1]]), "received 1 clips twice"),
        (lambda table: table.replace(CLIPS[0], "TESS/OAF_back_sad"), "received 1 clips that are not tested there"),
        (lambda table: table.replace(CLIPS[0], "nothing"), "first nothing in line 2, expected each of the 96 clips"),
    ],
)  # fmt: skip
def test_what_is_no_answer_to_each_clip_is_refused(reference, tmp_path, refuses, change, told):
    with refuses(DataDamaged, "mine.csv", told):
        read_others(_left(tmp_path, change(_answers())), reference)


def test_no_file_and_no_reference_are_refused(reference, tmp_path, refuses):
    with refuses(DataMissing, "no file"):
        read_others(tmp_path / "none.csv", reference)
    with refuses(BadValue, "no run of the reference"):
        read_others(tmp_path / "none.csv", [])
