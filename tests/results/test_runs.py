"""What runs left, read and chosen among."""

import json

import numpy as np
import pytest
from made_runs import ANGRY, HAPPY, clips_of, leave, leave_said
from sklearn.metrics import accuracy_score

from ser import files
from ser.errors import DataDamaged, DataMissing
from ser.evaluation import summarise
from ser.experiments.record import paths
from ser.results import (
    is_demo,
    load_results,
    name_of,
    of_corpus,
    pooled_confusion,
    read_json,
    rests_on,
    select,
)
from ser.results.runs import metrics_of


@pytest.fixture
def both(tmp_path):
    """One run on two happy and two angry clips of RAVDESS, and two angry and two fearful ones of TESS."""
    clips = clips_of(range(1, 2)) + [
        f"TESS/OAF_{word}_{mood}" for word in ("back", "bar") for mood in ("angry", "fear")
    ]
    truth = np.array([2, 2, 4, 4, 4, 5, 4, 5])
    leave_said(tmp_path, "all/random/corrected/f0-s0", clips, truth, np.array([2, 0, 4, 4, 4, 4, 4, 4]))
    return load_results(tmp_path)


def test_select_and_pooled_confusion_count_every_prediction(results):
    assert len(select(results, arm="published", seed=1)) == 1
    assert len(select(results, seed=(0, 1), fold=(0,))) == 3
    assert select(results, data="TESS") == []
    counts = pooled_confusion(results)
    assert counts.sum() == 4 * 48
    assert counts[HAPPY].sum() == counts[ANGRY].sum() == 2 * 48


def test_rests_on_names_corpora_and_counts(results):
    assert rests_on(results) == "96 clips (RAVDESS 96 of 1,440)"


def test_rests_on_names_a_corpus_outside_the_paper(results):
    results[0].record["data"]["corpora"]["EMO-DB"] = {"found": 4, "expected": 535}
    assert rests_on(results) == "100 clips (RAVDESS 96 of 1,440, EMO-DB 4 of 535)"


def test_one_demo_run_marks_them_all(results, tmp_path):
    assert not is_demo(results)
    leave(tmp_path, "all/random/corrected/f0-s0", np.ones(48, bool), clips_of(range(1, 13)), demo=True)
    assert is_demo(load_results(tmp_path))


def test_an_empty_folder_and_a_damaged_run_are_named(results, tmp_path):
    with pytest.raises(DataMissing, match="ser reproduce"):
        load_results(tmp_path / "none")
    target, _ = paths(tmp_path, "RAVDESS/random/published/f0-s1")
    target.write_text(target.read_text()[:100])
    with pytest.raises(DataDamaged, match="f0-s1"):
        load_results(tmp_path)


def test_name_of_reads_speaker_and_text_from_the_id(refuses):
    assert name_of("TESS/OAF_back_fear").speaker == "TESS-OAF"
    assert name_of("SAVEE/DC_a01").text == name_of("SAVEE/KL_a01").text
    assert name_of("EMO-DB/03a01Fa").emotion == "happy"
    with refuses(DataMissing, "TESS/holiday", "ser data combine"):
        name_of("TESS/holiday")
    with refuses(DataMissing, "HOLIDAY", "expected one of RAVDESS, TESS, SAVEE", "ser data list"):
        name_of("HOLIDAY/back")


def test_one_corpus_of_the_combined_set_has_its_own_figures(both):
    (tess,) = of_corpus(both, "TESS")
    held, metrics = tess.predictions, tess.record["metrics"]
    assert set(held.clips) == {clip for clip in both[0].predictions.clips if clip.startswith("TESS")}
    assert metrics["accuracy"] == accuracy_score(held.truth, held.predicted) == 0.5
    assert metrics["chance"] == 0.5
    assert np.isnan(metrics["majority"])
    assert of_corpus(both, "SAVEE") == []
    assert both[0].record["metrics"]["accuracy"] == 5 / 8


def test_the_majority_label_of_a_corpus_is_scored_where_the_record_names_it(both):
    both[0].record["metrics"]["majority_label"] = "fearful"
    (tess,), (ravdess,) = of_corpus(both, "TESS"), of_corpus(both, "RAVDESS")
    assert (tess.record["metrics"]["majority"], ravdess.record["metrics"]["majority"]) == (0.5, 0.0)


def test_a_run_on_one_corpus_stays_as_it_is(results):
    assert of_corpus(results, "RAVDESS") == results


def test_figures_come_from_the_predictions_and_the_majority_from_the_record(both):
    (one,) = both
    held = one.predictions
    corpora = np.array([clip.split("/")[0] for clip in held.clips])
    again = summarise(held.truth, held.probabilities, corpora, majority=0)
    kept = {"majority": 0.25, "majority_label": ""}
    assert metrics_of(one) == again | kept


def test_a_file_that_is_not_there_is_named(tmp_path, refuses):
    with refuses(DataMissing, "facts.json", "ser reproduce"):
        read_json(tmp_path / "facts.json")


@pytest.mark.parametrize("name", ["split.fold", "data.demo", "seconds.training", "training.parameters"])
def test_a_part_that_every_table_asks_for_is_named_where_it_lacks(results, tmp_path, refuses, name):
    target, _ = paths(tmp_path, "RAVDESS/random/published/f0-s1")
    held = json.loads(target.read_text())
    part, _, key = name.partition(".")
    del held[part][key]
    target.write_text(json.dumps(files.sealed(held)))
    with refuses(DataDamaged, target, f"{name} missing", "delete it and run"):
        load_results(tmp_path)
