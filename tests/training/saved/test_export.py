import os
import shutil

import numpy as np
import pytest

from ser import models
from ser.errors import BadValue, DataDamaged, DataMissing
from ser.features import MfccSettings
from ser.models import ModelSettings
from ser.training import Scaler, Trained
from ser.training.saved import export, exported, folder

FEATURES = MfccSettings(coefficients=8, duration=0.6)
SMALL = {"frames": 26, "coefficients": 8}
CORRECTED = ModelSettings(**SMALL, filters=(4,), time_pooling=(2,), lstm=3)
KINDS = {
    "corrected": CORRECTED,
    "heads": ModelSettings(**SMALL, filters=(4,), time_pooling=(2,), lstm=2, pooling="multi-head"),
    "statistics": ModelSettings(
        **SMALL, filters=(4,), time_pooling=(1,), lstm=0, pooling="attentive-statistics"
    ),
    "published": ModelSettings("published", **SMALL),
}


def _kept(keras, settings, where, *, seed=0):
    keras.utils.set_random_seed(seed)
    scaler = Scaler(np.full(8, -20.0), np.full(8, 30.0), scales_padding=settings.name == "published")
    made = Trained(models.build(settings), settings, scaler, {}, 0, 0.0)
    return folder.save(made, where, features=FEATURES, about={"run": "r"})


@pytest.fixture(scope="module")
def whole(keras, tmp_path_factory):
    """A model folder with its export; copied before it is changed."""
    kept = _kept(keras, CORRECTED, tmp_path_factory.mktemp("models") / "whole")
    export.export(kept)
    return kept


@pytest.fixture
def copy(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "copy")


def _names(path):
    return sorted(entry.name for entry in path.iterdir())


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_what_keras_says_and_shows_the_attention(keras, tiny_features, tmp_path, kind):
    kept = _kept(keras, KINDS[kind], tmp_path / "model")
    path, difference = export.export(kept)
    assert path == kept / "model.onnx" and 0 <= difference <= export.LARGEST
    trained, _, _ = folder.load(kept)
    given = tiny_features.padded(tiny_features.clips["clip"].tolist())
    probabilities, weights = exported.load_exported(kept).attend(*given)
    np.testing.assert_allclose(probabilities, trained.predict(*given), atol=export.LARGEST)
    scaled = models.inputs(trained.settings, trained.scaler(*given), given[1])
    _, expected = models.attention_model(trained.model).predict(scaled, verbose=0)
    np.testing.assert_allclose(weights, expected, atol=export.LARGEST)
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-3)
    # One clip alone gives what it gives among others.
    one = exported.load_exported(kept).predict(given[0][:1], given[1][:1])
    np.testing.assert_allclose(one, probabilities[:1], atol=1e-6)


def test_names_and_sizes_are_those_a_reader_expects(whole):
    session = exported.load_exported(whole).session
    assert {tensor.name: tensor.shape for tensor in session.get_inputs()} == {
        "mfcc": ["clips", 26, 8],
        "mask": ["clips", 26],
    }
    assert {tensor.name: tensor.shape[0] for tensor in session.get_outputs()} == {
        "probabilities": "clips",
        "attention": "clips",
    }


def test_it_goes_where_it_is_told_and_leaves_nothing_beside(whole, tmp_path):
    path, _ = export.export(whole, tmp_path / "new" / "network.onnx")
    assert _names(path.parent) == ["network.onnx"]
    assert exported.load_exported(whole, path).about.config["run"] == "r"
    assert _names(whole) == sorted([*folder.PARTS, "model.onnx"])


def test_one_that_differs_from_keras_is_not_written(copy, monkeypatch):
    before = (copy / "model.onnx").read_bytes()
    monkeypatch.setattr(export, "LARGEST", -1.0)
    with pytest.raises(DataDamaged, match="differs from Keras"):
        export.export(copy)
    assert (copy / "model.onnx").read_bytes() == before
    assert _names(copy) == sorted([*folder.PARTS, "model.onnx"])


def test_one_that_is_stopped_leaves_the_old_one(copy, monkeypatch):
    before = (copy / "model.onnx").read_bytes()

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        export.export(copy)
    assert (copy / "model.onnx").read_bytes() == before
    assert _names(copy) == sorted([*folder.PARTS, "model.onnx"])


def test_what_has_no_attention_is_refused(keras, tmp_path):
    settings = ModelSettings(**SMALL, filters=(4,), time_pooling=(2,), lstm=0, pooling="max")
    kept = _kept(keras, settings, tmp_path / "model")
    with pytest.raises(BadValue, match="'max' has no attention"):
        export.export(kept)
    assert _names(kept) == sorted(folder.PARTS)


def test_another_backend_is_refused(whole, keras, monkeypatch, tmp_path):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(BadValue, match="received jax"):
        export.export(whole, tmp_path / "a.onnx")


def test_packages_that_are_missing_are_named(whole, monkeypatch, tmp_path):
    monkeypatch.setattr(export, "find_spec", lambda name: None if name == "tf2onnx" else object())
    with pytest.raises(DataMissing, match=r"missing: tf2onnx; .* `make env`"):
        export.export(whole, tmp_path / "a.onnx")


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(DataMissing, match="no model folder"):
        export.export(tmp_path / "absent")
    assert _names(tmp_path) == []
