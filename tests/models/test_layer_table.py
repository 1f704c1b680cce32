"""The table of layers agrees with the models that are built."""

import numpy as np
import pytest

from ser import models
from ser.experiments import ARMS
from ser.experiments.arms import ARCHITECTURE
from ser.models.layer_table import layer_table, running

# Every network, and a few of the shapes that features have: few columns, few frames, an odd number.
SHAPES = ("published", "corrected", *ARCHITECTURE, "contrast", "two-seconds", "mfcc-13")


@pytest.mark.parametrize("arm", SHAPES)
def test_shapes_and_parameters_are_those_of_the_built_model(arm):
    settings = ARMS[arm].model
    model = models.build(settings)
    rows = layer_table(settings)
    assert sum(row.parameters for row in rows) == model.count_params()
    outputs = [layer.output for layer in model.layers]
    shapes = {tuple(one[0].shape if isinstance(one, list | tuple) else one.shape)[1:] for one in outputs}
    shapes |= {tuple(one.shape)[1:] for pair in outputs if isinstance(pair, list | tuple) for one in pair}
    assert [row.shape for row in rows if row.shape not in shapes] == []
    assert rows[-1].shape == model.output_shape[1:]


@pytest.mark.parametrize("arm", ["published", "corrected", "shallow"])
def test_running_figures_are_what_no_gradient_moves(arm):
    settings = ARMS[arm].model
    still = models.build(settings).non_trainable_weights
    moving = [one for one in still if one.name.startswith("moving_")]
    assert running(layer_table(settings)) == sum(int(np.prod(one.shape)) for one in moving) > 0
