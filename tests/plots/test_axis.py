"""The picture of the two axes is cut the way the models pool."""

import pytest

from ser.experiments import ARMS
from ser.models import ModelSettings
from ser.models.layer_table import layer_table
from ser.plots.axis import cut, steps_figure


def test_the_last_cell_is_narrower_where_pooling_rounds_up():
    assert list(cut(40, (2, 2, 2, 2))) == [0, 16, 32, 40]
    assert list(cut(4, (1, 1))) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("size", [1, 39, 40, 130])
def test_cells_cover_the_axis_without_gaps(size):
    edges = cut(size, (2, 2, 1, 2))
    assert edges[0] == 0 and edges[-1] == size and (edges[1:] > edges[:-1]).all()


def test_as_many_steps_as_the_models_walk():
    settings = ARMS["published"].model, ARMS["corrected"].model
    walked = [next(row.shape[0] for row in layer_table(one) if "LSTM" in row.layer) for one in settings]
    above, below = steps_figure(*settings).axes
    assert above.get_title(loc="left").startswith(f"published: {walked[0]} steps")
    assert below.get_title(loc="left").startswith(f"corrected: {walked[1]} steps")
    colours = {patch.get_facecolor() for patch in below.patches}
    assert len(colours) == 2
    assert len(cut(ModelSettings().frames, ModelSettings().time_pooling)) - 1 == walked[1]
