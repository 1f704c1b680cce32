"""The table of layers agrees with the models that are built."""

import pytest

from ser import models
from ser.experiments import ARMS
from ser.experiments.arms import ARCHITECTURE
from ser.models.layer_table import layer_table

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
