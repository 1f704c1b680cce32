"""The figure of how the corpus is told shows every measure by both protocols, and its own chance."""

import pandas as pd

from ser.plots.channel import told_figure


def test_a_row_a_measure_and_a_mark_a_protocol():
    told = pd.DataFrame(
        [
            ("duration", "heard", 0.9, 0.85, 0.95, 1 / 3),
            ("duration", "unseen", 0.8, 0.75, 0.85, 1 / 3),
            ("mfcc shape, female", "heard", 1.0, 0.99, 1.0, 0.5),
            ("mfcc shape, female", "unseen", 0.7, 0.6, 0.8, 0.5),
        ],
        columns=["measure", "protocol", "uar", "low", "high", "chance"],
    )
    figure = told_figure(told)
    (axes,) = figure.axes
    assert [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()] == [
        "duration alone",
        "the same, women only",
    ]
    marks = {
        line.get_marker(): list(line.get_xdata()) for line in axes.lines if line.get_marker() in ("o", "D")
    }
    assert marks == {"o": [0.9, 1.0], "D": [0.8, 0.7]}
    chance = [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == ":"]
    assert chance == [1 / 3, 0.5]
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert len(labels) == 3 and labels[-1] == "chance"
