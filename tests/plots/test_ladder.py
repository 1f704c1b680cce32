"""Where the accuracy goes: a row a protocol, a panel a corpus, with all that a figure has to be read against."""

import numpy as np
import pandas as pd
import pytest

from ser.errors import BadValue
from ser.plots.ladder import ladder_figure


def _table(**changes):
    table = pd.DataFrame(
        {
            "label": ["random", "random, as few clips", "unseen speakers", "unseen corpus"],
            "aside": [False, True, False, False],
            "accuracy": [0.8, 0.7, 0.4, np.nan],
            "spread": [0.02, np.nan, np.nan, np.nan],
            "chance": [0.125, 0.125, 0.125, np.nan],
            "majority": [0.2, 0.2, 0.2, np.nan],
        }
    ).assign(**changes)
    table["accuracy_low"], table["accuracy_high"] = table["accuracy"] - 0.05, table["accuracy"] + 0.05
    return table.assign(uar=table["accuracy"], uar_low=table["accuracy_low"], uar_high=table["accuracy_high"])


def _marks(axes, marker):
    return [line.get_xdata()[0] for line in axes.get_lines() if line.get_marker() == marker]


def test_every_protocol_is_a_row_with_its_lines_to_beat():
    axes = ladder_figure({"RAVDESS": _table()}).axes[0]
    assert axes.get_title(loc="left") == "RAVDESS"
    assert _marks(axes, "o") == [0.8, 0.7, 0.4]
    assert _marks(axes, "|") == [0.125] * 3
    assert _marks(axes, "x") == [0.2] * 3
    assert [(text.get_text(), text.get_position()[1]) for text in axes.texts] == [("not run yet", 3)]


def test_the_line_passes_over_what_is_aside():
    axes = ladder_figure({"RAVDESS": _table()}).axes[0]
    (joined,) = [line for line in axes.get_lines() if len(line.get_xdata()) > 1]
    assert list(joined.get_xdata()) == [0.8, 0.4]
    hollow = [line.get_xdata()[0] for line in axes.get_lines() if line.get_markerfacecolor() == "white"]
    assert hollow == [0.7]


def test_the_band_is_one_deviation_to_each_side():
    (band,) = ladder_figure({"RAVDESS": _table()}).axes[0].patches
    assert (band.get_x(), band.get_width()) == pytest.approx((0.78, 0.04))


def _legend(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_without_seeds_the_legend_says_so():
    assert "noise band: ± one deviation over seeds" in _legend(ladder_figure({"RAVDESS": _table()}))
    assert "one seed: no noise band" in _legend(ladder_figure({"RAVDESS": _table(spread=np.nan)}))


def test_each_corpus_has_a_panel_and_uar_its_own_band():
    tables = {name: _table(spread_uar=0.01) for name in ("RAVDESS", "TESS")}
    figure = ladder_figure(tables, measure="uar")
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["RAVDESS", "TESS"]
    assert figure.axes[0].patches[0].get_width() == pytest.approx(0.02)
    assert _marks(figure.axes[0], "x") == []
    assert "chance, also always the majority label" in _legend(figure)


def test_nothing_to_draw_is_refused():
    with pytest.raises(BadValue, match="no table"):
        ladder_figure({})
    with pytest.raises(BadValue, match="unknown measure 'f1'"):
        ladder_figure({"RAVDESS": _table()}, measure="f1")
