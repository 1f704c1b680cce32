"""The headline models that are committed, as ONNX: what they say is what Keras says."""

from pathlib import Path

import numpy as np
import pytest

from ser.training import folder
from ser.training.export import LARGEST
from ser.training.exported import load_exported

MODELS = Path(__file__).resolve().parents[2] / "results" / "full" / "models"


@pytest.mark.parametrize("name", sorted(path.name for path in MODELS.iterdir()))
def test_each_has_an_export_of_its_own_weights(name):
    assert load_exported(MODELS / name).about.config["arm"] == name
    assert (MODELS / name / "model.onnx").stat().st_size < 5 * 2**20


@pytest.mark.parametrize("name", sorted(path.name for path in MODELS.iterdir()))
def test_on_real_clips_both_say_the_same(keras, sample_root, name):
    from ser.audio import read_window
    from ser.features import compute

    trained, settings, _ = folder.load(MODELS / name)
    paths = sorted(sample_root.rglob("*.wav"))[::4]
    assert len(paths) > 50
    frames = np.zeros((len(paths), settings.frames, settings.coefficients), np.float32)
    lengths = np.zeros(len(paths), int)
    for place, path in enumerate(paths):
        found = compute(
            read_window(path, rate=settings.rate, offset=settings.offset, duration=settings.duration), settings
        )
        frames[place, : len(found)], lengths[place] = found, len(found)
    expected = trained.predict(frames, lengths)
    received = load_exported(MODELS / name).predict(frames, lengths)
    assert np.abs(expected - received).max() <= LARGEST
    assert (expected.argmax(axis=1) == received.argmax(axis=1)).all()
