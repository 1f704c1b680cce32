"""The figures of likeness draw the quantiles and steps they are given."""

import pandas as pd
import pytest

from ser.plots import likeness


def test_a_panel_a_corpus_and_a_bar_a_relation():
    spread = pd.DataFrame(
        [
            ("RAVDESS", "another take of the sentence", 9, 0.1, 0.2, 0.5, 0.7, 0.8),
            ("RAVDESS", "other speaker, same text", 9, 0.0, 0.1, 0.2, 0.3, 0.4),
            ("TESS", "other speaker, same text", 9, 0.0, 0.1, 0.2, 0.4, 0.5),
        ],
        columns=["corpus", "relation", "pairs", "q05", "q25", "q50", "q75", "q95"],
    )
    above, below = likeness.relations_figure(spread, near=0.8).axes
    assert [above.get_title(loc="left"), below.get_title(loc="left")] == ["RAVDESS", "TESS"]
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in above.patches]
    assert bars == [pytest.approx((0.2, 0.7)), pytest.approx((0.1, 0.3))]
    assert [list(line.get_xdata()) for line in below.lines if line.get_marker() == "o"] == [[0.2]]
    assert any(line.get_linestyle() == "--" and line.get_xdata()[0] == 0.8 for line in above.lines)


def test_nearest_keeps_the_order_of_the_steps_and_skips_what_a_corpus_lacks():
    rows = [
        ("TESS", "any other clip", 0.9),
        ("TESS", "other speakers alone", 0.3),
        ("RAVDESS", "any other clip", 0.6),
        ("RAVDESS", "no take of the sentence", 0.4),
        ("RAVDESS", "other speakers alone", 0.2),
    ]
    table = pd.DataFrame(rows, columns=["corpus", "among", "same_emotion"])
    table = table.assign(low=table["same_emotion"] - 0.1, high=table["same_emotion"] + 0.1, chance=0.125)
    figure = likeness.nearest_figure(table)
    (axes,) = figure.axes
    assert [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()] == [
        "any other clip",
        "no take of the sentence",
        "other speakers alone",
    ]
    drawn = {
        line.get_label(): list(line.get_xdata())
        for line in axes.lines
        if line.get_label() in ("RAVDESS", "TESS")
    }
    assert drawn == {"RAVDESS": [0.6, 0.4, 0.2], "TESS": [0.9, 0.3]}
    looks = {(line.get_marker(), line.get_linestyle()) for line in axes.lines if line.get_label() in drawn}
    assert len(looks) == 2
