"""The small model whose folder is changed; `tests/training` has the same."""

import numpy as np
import pytest


@pytest.fixture(scope="package")
def small_folder(keras, tmp_path_factory):
    """The folder of a network that nobody has trained, with its export."""
    from ser import models
    from ser.features import MfccSettings
    from ser.models import ModelSettings
    from ser.training import Scaler, Trained
    from ser.training.saved import export, folder

    keras.utils.set_random_seed(0)
    settings = ModelSettings(frames=26, coefficients=8, filters=(4,), time_pooling=(2,), lstm=0)
    made = Trained(models.build(settings), settings, Scaler(np.full(8, -20.0), np.full(8, 30.0)), {}, 0, 0.0)
    features = MfccSettings(coefficients=8, duration=0.6)
    about = {"arm": "corrected", "split": {"name": "random", "fold": 0, "seed": 0, "hash": "0"}}
    about["data"] = {"clips": 4, "corpora": {"TESS": {"found": 4, "expected": 2800}}, "demo": False}
    about["test"] = {"accuracy": 0.5}
    kept = folder.save(made, tmp_path_factory.mktemp("models") / "small", features=features, about=about)
    export.export(kept)
    return kept
