"""What the page on the model counts agrees with the models that are built."""

import numpy as np
import pytest

from ser import models
from ser.experiments import ARMS
from ser.models.layer_table import layer_table
from ser.pages.layers import running


@pytest.mark.parametrize("arm", ["published", "corrected", "shallow"])
def test_running_figures_are_what_no_gradient_moves(arm):
    settings = ARMS[arm].model
    still = models.build(settings).non_trainable_weights
    moving = [one for one in still if one.name.startswith("moving_")]
    assert running(layer_table(settings)) == sum(int(np.prod(one.shape)) for one in moving) > 0
