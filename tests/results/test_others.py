"""Another system's predictions: read from CSV, held to the clips of the test side, and paired like an arm."""

import numpy as np
import pandas as pd
import pytest
from made_runs import ANGRY, HAPPY, clips_of, leave

from ser.corpora import EMOTIONS
from ser.errors import BadValue, DataDamaged, DataMissing
from ser.experiments import Place
from ser.results import load_results, select
from ser.results.compare import compare
from ser.results.others import YOURS, beside, read_others

CLIPS = clips_of(range(1, 25))
RIGHT = np.arange(96) % 4 > 0


@pytest.fixture
def reference(tmp_path):
    """Two seeds of an arm, three quarters right, trained on a graphics card."""
    for seed in (0, 1):
        leave(
            tmp_path / "full", f"RAVDESS/random/corrected/f0-s{seed}", RIGHT, CLIPS,
            split_hash=f"of seed {seed}", device="NVIDIA H200",
        )  # fmt: skip
    return load_results(tmp_path / "full")


def _answers(right=RIGHT, **columns):
    truth = np.array([HAPPY if "-01-03-" in clip else ANGRY for clip in CLIPS])
    said = np.where(right, truth, HAPPY + ANGRY - truth)
    return pd.DataFrame({"clip": CLIPS, "predicted": [EMOTIONS[label] for label in said]} | columns)


def _left(tmp_path, table):
    table.to_csv(tmp_path / "mine.csv", index=False)
    return tmp_path / "mine.csv"


def test_the_same_answers_in_another_order_differ_in_nothing(reference, tmp_path):
    (mine,) = read_others(_left(tmp_path, _answers(seed=1).sample(frac=1, random_state=0)), reference)
    theirs = select(reference, seed=1)[0]
    assert (mine.fold, mine.seed, mine.record["arm"]) == (0, 1, YOURS)
    assert np.array_equal(mine.predictions.clips, theirs.predictions.clips)
    assert np.array_equal(mine.predictions.predicted, theirs.predictions.predicted)
    assert np.array_equal(mine.predictions.truth, theirs.predictions.truth)


def test_scores_stand_for_the_highest_of_them(reference, tmp_path):
    rng = np.random.default_rng(0)
    scores = pd.DataFrame(rng.normal(size=(96, 8)), columns=list(EMOTIONS))
    table = pd.concat([pd.DataFrame({"clip": CLIPS[::-1]}), scores], axis=1)
    (mine,) = read_others(_left(tmp_path, table), reference)
    by_clip = dict(zip(mine.predictions.clips, mine.predictions.predicted, strict=True))
    expected = [EMOTIONS.index(name) for name in scores.idxmax(axis=1)]
    assert [by_clip[clip] for clip in CLIPS[::-1]] == expected


def test_it_is_set_beside_an_arm_whatever_either_was_computed_on(reference, tmp_path):
    """Right everywhere, where the reference errs once in four, with each speaker."""
    both = pd.concat([_answers(np.full(96, True), seed=seed) for seed in (0, 1)])
    yours = read_others(_left(tmp_path, both), reference)
    place = Place("RAVDESS", "random", (0,), (0, 1))
    row = compare([*reference, *yours], beside(place, "corrected"), place).loc[YOURS]
    assert (row["accuracy"], row["difference"], row["pairs"], row["paired_seeds"]) == (1, 0.25, 2, 2)
    assert row["verdict"] == "better"
    assert "device" not in row["reason"] and "computed on" not in row["reason"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda table: table.drop(columns="clip"), "no column clip"),
        (lambda table: table.rename(columns={"predicted": "label"}), "the unknown column 'label'"),
        (lambda table: table.drop(columns="predicted"), "received no answers, expected either predicted or all of"),
        (lambda table: table.assign(happy=1.0), "received predicted, happy, expected either"),
        (lambda table: table.assign(predicted="wrath"), "predicted: received 'wrath', expected one of neutral"),
        (lambda table: table.assign(fold=0.5), "fold: received something else than whole numbers"),
        (lambda table: table.assign(seed="one"), "seed: received something else than whole numbers"),
        (lambda table: table[:0], "received no line"),
        (lambda table: table[1:], "1 of the 96 clips of the test side are not there"),
        (lambda table: pd.concat([table, table[:1]]), "received 1 clips twice"),
        (lambda table: table.replace(CLIPS[0], "TESS/OAF_back_sad"), "received 1 clips that are not tested there"),
    ],
)  # fmt: skip
def test_what_is_no_answer_to_each_clip_is_refused(reference, tmp_path, refuses, change, told):
    with refuses(DataDamaged, "mine.csv", told):
        read_others(_left(tmp_path, change(_answers())), reference)


def test_scores_that_are_no_numbers_are_refused(reference, tmp_path, refuses):
    table = _answers().drop(columns="predicted").assign(**dict.fromkeys(EMOTIONS, 0.1))
    for value, told in ((np.inf, "a score that is no number"), ("much", "expected a number under each emotion")):
        with refuses(DataDamaged, told):
            read_others(_left(tmp_path, table.assign(happy=value)), reference)


def test_a_fold_or_seed_that_the_reference_has_not_is_refused(reference, tmp_path, refuses):
    with refuses(DataMissing, "received fold 0 and seed 7, expected one of 0 and 0, 0 and 1"):
        read_others(_left(tmp_path, _answers(seed=7)), reference)
    with refuses(DataMissing, "no file"):
        read_others(tmp_path / "none.csv", reference)
    with refuses(BadValue, "no run of the reference"):
        read_others(tmp_path / "none.csv", [])


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"clip,predicted\n\xff,\xfe\n", b'clip,predicted\n"a', b"clip\n" * 3])
def test_bytes_that_are_no_table_are_refused_in_one_line(reference, tmp_path, content):
    (tmp_path / "mine.csv").write_bytes(content)
    with pytest.raises(DataDamaged) as refused:
        read_others(tmp_path / "mine.csv", reference)
    assert len(str(refused.value).splitlines()) == 1
