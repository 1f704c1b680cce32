import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from strangers import copied

from ser.errors import DataMissing
from ser.training import Scaler
from ser.training.saved.exported import load_exported
from ser.training.saved.folder import read_about
from ser.training.saved.listening_graph import attention_axis, listening_graph

ROOT = Path(__file__).resolve().parents[3]


def _same(place):
    """Hold the graph of a model folder to what Python does with the same coefficients."""
    import onnxruntime

    content = listening_graph(place).SerializeToString()
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    known = load_exported(place)
    most, width = known.about.settings.frames, known.about.settings.coefficients
    rng = np.random.default_rng(0)
    for length in (1, 2, most // 2, most):
        mfcc = rng.normal(-20, 30, (length, width)).astype(np.float32)
        frames = np.zeros((1, most, width), np.float32)
        frames[0, :length] = mfcc.astype(np.float16)
        expected = known.attend(frames, np.array([length]))
        found = session.run(["probabilities", "attention"], {"mfcc": mfcc})
        for one, other in zip(found, expected, strict=True):
            assert one.shape == other.shape
            np.testing.assert_allclose(one, other, atol=1e-5)


@pytest.mark.parametrize(
    ("scales_padding", "by_utterance"), [(False, False), (True, False), (False, True)], ids=str
)
def test_every_scaler_is_in_the_graph(small_folder, tmp_path, scales_padding, by_utterance):
    copy = copied(small_folder, tmp_path / "copy")
    scaler = Scaler(np.linspace(-40, 9, 8), np.linspace(5, 60, 8), scales_padding, by_utterance)
    (copy / "scaler.json").write_text(json.dumps(scaler.to_json()))
    _same(copy)


def test_the_published_arrangement_is_in_the_graph():
    place = ROOT / "results" / "full" / "models" / "published"
    _same(place)
    assert attention_axis(read_about(place)) == {"kind": "coefficients"}


def test_a_step_of_attention_lasts_what_is_pooled(small_folder):
    about = read_about(small_folder)
    assert attention_axis(about) == {"kind": "frames", "seconds": pytest.approx(2 * 512 / 22_050)}


def test_without_an_export_it_says_how_to_make_one(small_folder, tmp_path):
    copy = shutil.copytree(small_folder, tmp_path / "copy")
    (copy / "model.onnx").unlink()
    with pytest.raises(DataMissing, match="ser export"):
        listening_graph(copy)
