"""Attention on single clips: measured once, with padding weighing nothing, and kept as it was."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from ser.audio.example import made
from ser.corpora import EMOTIONS
from ser.errors import DataMissing
from ser.results.facts import examples
from ser.results.facts.examples import CLIPS, measure_examples

ROOT = Path(__file__).resolve().parents[3]
COMMITTED = ROOT / "results" / "full" / "facts" / "examples.json"


@pytest.fixture
def results(tmp_path):
    shutil.copytree(ROOT / "results" / "full" / "models" / "corrected", tmp_path / "models" / "corrected")
    return tmp_path


def _told(results):
    return json.loads((results / "facts" / "examples.json").read_text())


def test_one_clip_is_measured_once(results, monkeypatch):
    clip = CLIPS[-1]
    assert measure_examples(results, clips=[clip])
    one = _told(results)["made"][clip]
    weights = np.array(one["weights"])
    width = -(-one["frames_all"] // len(weights))
    assert weights.sum() == pytest.approx(1, abs=1e-3)
    assert weights[-(-one["frames"] // width) :].sum() == 0
    assert list(one["probabilities"]) == list(EMOTIONS)
    assert sum(one["probabilities"].values()) == pytest.approx(1, abs=1e-2)

    # The same again asks for no network.
    monkeypatch.setattr(examples, "_measured", None)
    assert not measure_examples(results, clips=[clip])


def test_recordings_are_added_to_what_is_there_and_kept_without_them(results, monkeypatch):
    asked = []

    def measured(model, wanted):
        asked.append({kind: [one.clip for one in some] for kind, some in wanted.items()})
        return {kind: {one.clip: {} for one in some} for kind, some in wanted.items()}

    monkeypatch.setattr(examples, "_measured", measured)
    monkeypatch.setattr(examples, "recorded", lambda clip, **more: made(clip) if "TESS" in clip else None)
    assert measure_examples(results, clips=CLIPS)
    assert measure_examples(results, data="somewhere", clips=CLIPS)
    assert not measure_examples(results, clips=CLIPS)
    assert asked == [{"made": list(CLIPS)}, {"recorded": [CLIPS[-1]]}]
    assert list(_told(results)["made"]) == list(CLIPS)
    assert list(_told(results)["recorded"]) == [CLIPS[-1]]


def test_without_the_model_the_command_that_trains_it_is_named(tmp_path):
    with pytest.raises(DataMissing, match="ser experiments run"):
        measure_examples(tmp_path)


def test_what_is_committed_is_of_the_committed_model(monkeypatch):
    monkeypatch.setattr(examples, "_measured", None)
    assert not measure_examples(ROOT / "results" / "full")
    assert set(json.loads(COMMITTED.read_text())["made"]) == set(CLIPS)
