"""Arms side by side: dots where they belong, open rows, lines to beat, and the noise band."""

import numpy as np
import pandas as pd
import pytest

from ser.errors import BadValue
from ser.plots.arms import arms_figure


def _table(**more):
    rows = {
        "label": ["corrected", "no LSTM", "no mask"],
        "accuracy": [0.6, 0.5, np.nan],
        "accuracy_low": [0.5, 0.4, np.nan],
        "accuracy_high": [0.7, 0.6, np.nan],
        "chance": [0.125, 0.125, np.nan],
        "majority": [0.2, 0.2, np.nan],
        "spread": [np.nan, np.nan, np.nan],
        "seeds": [1, 1, np.nan],
    }
    return pd.DataFrame(rows | more, index=["corrected", "no-lstm", "no-mask"])


def _dots(axes):
    return [
        (line.get_xdata()[0], line.get_ydata()[0]) for line in axes.get_lines() if line.get_marker() in "oD"
    ]


def test_dots_and_open_rows():
    axes = arms_figure(_table(), reference="corrected").axes[0]
    assert _dots(axes) == [(0.6, 0), (0.5, 1)]
    assert [(text.get_text(), text.get_position()[1]) for text in axes.texts] == [("not run yet", 2)]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["corrected", "no LSTM", "no mask"]


def _labels(axes):
    return axes.get_legend_handles_labels()[1]


def test_chance_majority_and_published_are_named():
    axes = arms_figure(_table(), published=0.9).axes[0]
    assert _labels(axes) == ["chance 12.5%", "always the majority label 20.0%", "claimed 90.0%"]


def test_in_uar_the_majority_label_is_chance():
    table = _table(uar=[0.6, 0.5, np.nan], uar_low=[0.5, 0.4, np.nan], uar_high=[0.7, 0.6, np.nan])
    axes = arms_figure(table, measure="uar", reference="corrected").axes[0]
    assert _labels(axes) == ["reference 60.0%", "chance, also always the majority label 12.5%"]


def test_one_seed_has_no_band_and_says_so():
    axes = arms_figure(_table(), reference="corrected").axes[0]
    assert "one seed: no noise band" in axes.get_xlabel()
    assert not axes.patches


@pytest.mark.parametrize(
    "columns",
    [
        {"spread": [0.02, np.nan, np.nan], "seeds": [3, 3, np.nan]},
        {"noise": [0.02] * 3, "noise_seeds": [3] * 3, "spread": [0.5, 0.5, np.nan]},
    ],
)
def test_several_seeds_have_a_band_of_one_deviation(columns):
    axes = arms_figure(_table(**columns), reference="corrected").axes[0]
    (band,) = axes.patches
    assert (band.get_x(), band.get_width()) == pytest.approx((0.58, 0.04))
    assert "reference 60.0% ± 2.0 (noise band, 3 seeds)" in _labels(axes)
    assert "one seed" not in axes.get_xlabel()


def test_two_protocols_stand_in_one_figure_with_a_mark_and_a_line_each():
    other = _table(accuracy=[0.3, np.nan, np.nan], chance=[0.14, 0.14, np.nan])
    axes = arms_figure({"random": _table(), "strangers": other}, reference="corrected").axes[0]
    marks = {
        (line.get_xdata()[0], line.get_marker())
        for line in axes.get_lines()
        if line.get_marker() in ("o", "s")
    }
    assert marks == {(0.6, "o"), (0.5, "o"), (0.3, "s")}
    assert {"reference, random 60.0%", "reference, strangers 30.0%", "chance 12.5% to 14.0%"} <= set(
        _labels(axes)
    )
    assert axes.get_xlabel().count("no noise band") == 2
    assert [text.get_position()[1] for text in axes.texts] == [2], "open where no protocol has been run"


def test_a_table_of_open_rows_can_be_drawn():
    table = _table()
    table[["accuracy", "chance", "majority"]] = np.nan
    assert _dots(arms_figure(table, reference="corrected").axes[0]) == []


def test_unknown_names_are_refused():
    with pytest.raises(BadValue, match="unknown measure 'f1'"):
        arms_figure(_table(), measure="f1")
    with pytest.raises(BadValue, match="unknown reference 'best'"):
        arms_figure(_table(), reference="best")


def test_tables_that_do_not_go_together_are_refused():
    with pytest.raises(BadValue, match="tables of different arms"):
        arms_figure({"a": _table(), "b": _table().iloc[:2]})
    with pytest.raises(BadValue, match="0 tables, expected 1 to 3"):
        arms_figure({})


def test_chance_and_majority_are_one_line_where_two_would_touch():
    axes = arms_figure(_table(majority=[0.132, 0.132, np.nan])).axes[0]
    assert _labels(axes) == ["chance 12.5%, always the majority label 13.2%"]
    assert [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() in (":", "--")] == [0.125]
