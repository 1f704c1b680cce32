"""The headline models that are committed, as ONNX: what they say is what Keras says."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from ser.errors import DataDamaged
from ser.training.saved import folder
from ser.training.saved.export import LARGEST
from ser.training.saved.exported import UNSEALED, load_exported, sealed

MODELS = Path(__file__).resolve().parents[2] / "results" / "full" / "models"


@pytest.mark.parametrize("name", sorted(path.name for path in MODELS.iterdir()))
def test_each_has_an_export_of_its_own_weights(name):
    assert load_exported(MODELS / name).about.config["arm"] == name
    assert (MODELS / name / "model.onnx").stat().st_size < 5 * 2**20


@pytest.mark.parametrize("name", sorted(path.name for path in MODELS.iterdir()))
def test_each_carries_its_seals(name, tmp_path):
    """Without them, what was altered would be read as it is."""
    config = json.loads((MODELS / name / "config.json").read_text())
    assert config["seal"] and set(config["parts"]) == {"model.keras", "labels.json", "scaler.json"}
    copy = shutil.copytree(MODELS / name, tmp_path / name)
    export = copy / "model.onnx"
    content = export.read_bytes()
    (seal,) = re.findall(rb"\n\x04seal\x12@([0-9a-f]{64})", content)
    assert sealed(content.replace(seal, UNSEALED.encode())) == content
    export.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(DataDamaged, match=r"model\.onnx cannot be used \(altered since it was written\)"):
        load_exported(copy)


@pytest.mark.parametrize("name", sorted(path.name for path in MODELS.iterdir()))
def test_a_changed_digit_of_its_scaler_is_refused(name, tmp_path):
    copy = shutil.copytree(MODELS / name, tmp_path / name)
    scaler = copy / "scaler.json"
    folder.read_about(copy)
    content = scaler.read_bytes()
    place = next(at for at, byte in enumerate(content) if byte in b"12345678")
    scaler.write_bytes(content[:place] + bytes([content[place] + 1]) + content[place + 1 :])
    with pytest.raises(DataDamaged, match=r"scaler\.json cannot be used \(altered since it was written\)"):
        folder.read_about(copy)


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
            read_window(path, rate=settings.rate, offset=settings.offset, duration=settings.duration),
            settings,
        )
        frames[place, : len(found)], lengths[place] = found, len(found)
    expected = trained.predict(frames, lengths)
    received = load_exported(MODELS / name).predict(frames, lengths)
    assert np.abs(expected - received).max() <= LARGEST
    assert (expected.argmax(axis=1) == received.argmax(axis=1)).all()
