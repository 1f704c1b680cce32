"""Calibration drawn: points where they belong, the diagonal, and chance."""

import numpy as np
import pandas as pd
import pytest

from ser.errors import BadValue
from ser.plots.reliability import reliability_figure

TABLE = pd.DataFrame({"confidence": [0.35, 0.95], "accuracy": [0.2, 0.9], "clips": [1, 9]})


def test_a_point_a_bin_and_a_larger_one_for_more_clips():
    axes = reliability_figure({"one": TABLE}, chance=0.125, majority=0.25).axes[0]
    (points,) = axes.collections
    assert np.asarray(points.get_offsets()) == pytest.approx(TABLE[["confidence", "accuracy"]].to_numpy())
    assert points.get_sizes()[0] < points.get_sizes()[1]
    assert {"chance 12.5%", "majority label 25.0%"} <= set(axes.get_legend_handles_labels()[1])
    levels = {line.get_ydata()[0] for line in axes.lines if len(set(line.get_ydata())) == 1}
    assert levels == {0.125, 0.25}


def test_models_have_marks_of_their_own():
    axes = reliability_figure({"one": TABLE, "two": TABLE}).axes[0]
    shapes = [points.get_paths()[0].vertices.shape for points in axes.collections]
    assert shapes[0] != shapes[1]


@pytest.mark.parametrize("tables", [{}, dict.fromkeys("abcd", TABLE)])
def test_too_few_or_too_many_are_refused(tables):
    with pytest.raises(BadValue, match="expected 1 to 3"):
        reliability_figure(tables)
