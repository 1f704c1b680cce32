"""Mistakes are ranked by how sure the model was, confusions by their share of an emotion."""

import numpy as np
import pytest
from made_runs import ANGRY, HAPPY, clips_of, record

from ser.corpora import EMOTIONS
from ser.experiments import Predictions
from ser.experiments.record import write
from ser.results import load_results
from ser.results.mistakes import commonest, most_confident, predictions_table

SAD = EMOTIONS.index("sad")


def _leave(folder, seed, said, sureness):
    """Eight clips of two speakers, four happy and four angry, heard as `said`, each with its own sureness."""
    clips = clips_of(range(1, 3))
    truth = np.array([HAPPY if "-01-03-" in clip else ANGRY for clip in clips])
    probabilities = np.full((8, 8), 0.0)
    for row, (heard, sure) in enumerate(zip(said, sureness, strict=True)):
        probabilities[row] = (1 - sure) / 7
        probabilities[row, heard] = sure
    told = record(f"RAVDESS/random/corrected/f0-s{seed}", {})
    write(folder, told, Predictions(np.array(clips), truth, probabilities))


@pytest.fixture
def results(tmp_path):
    # Each speaker: happy, happy, angry, angry.
    _leave(
        tmp_path,
        0,
        [HAPPY, SAD, ANGRY, HAPPY, HAPPY, SAD, ANGRY, ANGRY],
        [0.9, 0.5, 0.9, 0.8, 0.9, 0.7, 0.9, 0.9],
    )
    _leave(
        tmp_path,
        1,
        [HAPPY, SAD, ANGRY, ANGRY, HAPPY, HAPPY, ANGRY, ANGRY],
        [0.9, 0.6, 0.9, 0.8, 0.9, 0.7, 0.9, 0.9],
    )
    return load_results(tmp_path)


def test_the_surest_mistake_comes_first_and_a_clip_once(results):
    table = most_confident(results)
    assert list(table["probability"].round(2)) == [0.8, 0.7, 0.6]
    assert list(table["said"]) == ["angry", "happy", "happy"]
    assert list(table["heard"]) == ["happy", "sad", "sad"]
    assert list(table["runs"]) == [2, 2, 2]
    assert list(table["mistaken"]) == [1, 1, 2]
    assert len(most_confident(results, most=1)) == 1


def test_a_confusion_is_a_share_of_what_was_said(results):
    table = commonest(results)
    assert list(zip(table["said"], table["heard"], table["mistaken"], strict=True)) == [
        ("happy", "sad", 3),
        ("angry", "happy", 1),
    ]
    assert list(table["share"]) == pytest.approx([3 / 8, 1 / 8])
    assert table.loc[0, "probability"] == pytest.approx(0.7, abs=1e-3)
    assert table.loc[0, "clip"] == most_confident(results).loc[1, "clip"]


def test_every_prediction_has_a_row(results):
    table = predictions_table(results)
    assert len(table) == 16
    assert set(table["text"]) <= {"Kids are talking by the door", "Dogs are sitting by the door"}


def test_without_a_mistake_both_are_empty(tmp_path):
    _leave(tmp_path, 0, [HAPPY, HAPPY, ANGRY, ANGRY] * 2, [0.9] * 8)
    held = load_results(tmp_path)
    assert most_confident(held).empty
    assert commonest(held).empty
