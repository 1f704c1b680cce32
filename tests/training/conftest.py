"""A small model with its export, for the tests of what is done with one."""

import numpy as np
import pytest

from ser import models
from ser.features import MfccSettings
from ser.models import ModelSettings
from ser.training import Scaler, Trained
from ser.training.saved import export, folder

FEATURES = MfccSettings(coefficients=8, duration=0.6)
MODEL = ModelSettings(frames=26, coefficients=8, filters=(4,), time_pooling=(2,), lstm=0)


@pytest.fixture(scope="package")
def small_model(keras):
    """A network that nobody has trained, with its scaler."""
    keras.utils.set_random_seed(0)
    scaler = Scaler(np.full(8, -20.0), np.full(8, 30.0))
    return Trained(models.build(MODEL), MODEL, scaler, {}, 0, 0.0)


@pytest.fixture(scope="package")
def small_folder(small_model, tmp_path_factory):
    """Its model folder, export included; copied before it is changed."""
    kept = folder.save(small_model, tmp_path_factory.mktemp("models") / "small", features=FEATURES, about={})
    export.export(kept)
    return kept
