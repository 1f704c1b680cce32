"""One model on two backends: the same answers, and the same training from the same weights, within tolerances."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

pytestmark = pytest.mark.skipif(
    find_spec("jax") is None, reason="JAX is not installed, so there is one backend"
)

ANSWERS = 1e-5
"""How far a probability may lie apart."""
TRAINED = 1e-3
"""How far a probability may lie apart after three steps of training."""

_CODE = """
import json, sys
import numpy as np
from ser import models
from ser.training import backend
from ser.training.saved import folder
name = backend.start()
import keras
held = np.load(sys.argv[2])
trained, _, _ = folder.load(sys.argv[1])
before = trained.predict(held["frames"], held["lengths"])
network = trained.model
for layer in network._flatten_layers():
    if isinstance(layer, keras.layers.Dropout):
        layer.rate = 0.0
network.compile(keras.optimizers.SGD(0.01), "categorical_crossentropy", jit_compile=name == "jax")
inputs = models.inputs(trained.settings, trained.scaler(held["frames"], held["lengths"]), held["lengths"])
network.fit(inputs, held["labels"], batch_size=8, epochs=1, shuffle=False, verbose=0)
after = trained.predict(held["frames"], held["lengths"])
print(json.dumps({"backend": name, "before": before.tolist(), "after": after.tolist()}))
"""


def _on(backend, folder, data):
    environment = os.environ | {"KERAS_BACKEND": backend, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(
        [sys.executable, "-c", _CODE, str(folder), str(data)], env=environment, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["backend"] == backend
    return np.array(found["before"]), np.array(found["after"])


def test_tensorflow_and_jax_agree(small_folder, tmp_path):
    rng = np.random.default_rng(0)
    lengths = rng.integers(4, 27, 24)
    frames = (
        rng.normal(-20, 30, (24, 26, 8)).astype(np.float32) * (np.arange(26) < lengths[:, None])[..., None]
    )
    labels = np.eye(8, dtype=np.float32)[rng.integers(0, 8, 24)]
    np.savez(tmp_path / "data.npz", frames=frames, lengths=lengths, labels=labels)
    one, two = (_on(backend, small_folder, tmp_path / "data.npz") for backend in ("tensorflow", "jax"))
    np.testing.assert_allclose(one[0], two[0], atol=ANSWERS, rtol=0)
    np.testing.assert_allclose(one[1], two[1], atol=TRAINED, rtol=0)
    assert np.abs(one[1] - one[0]).max() > TRAINED, "the three steps changed nothing"
