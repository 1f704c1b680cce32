"""Attention: weights relative to an even spread, for what has been measured."""

import pytest

from ser.plots.attention import attention_figure, attention_table

FOUND = {
    "published": {"mean_weights": [0.25, 0.25, 0.5]},
    "corrected": {"relative_weights": {"RAVDESS": [0.5, 1.5], "TESS": [1.0, 1.0]}},
}


def test_weights_are_relative_to_even():
    table = attention_table(FOUND)
    published = table[table["model"] == "published"]
    assert list(published["relative_weight"]) == pytest.approx([0.75, 0.75, 1.5])
    assert published["relative_weight"].mean() == pytest.approx(1)
    ravdess = table[table["corpus"] == "RAVDESS"]
    assert list(ravdess["part"]) == [1, 2]
    assert list(ravdess["relative_weight"]) == [0.5, 1.5]


def test_nothing_measured_gives_no_rows():
    assert attention_table({}).empty


def test_a_line_a_corpus_and_a_bar_a_step():
    above, below = attention_figure(FOUND).axes
    assert above.get_legend_handles_labels()[1] == ["RAVDESS", "TESS"]
    assert list(above.get_lines()[0].get_xdata()) == [25, 75]
    assert [bar.get_height() for bar in below.patches] == pytest.approx([0.75, 0.75, 1.5])
