"""The confusion matrix: what stands in its cells, and what is left out."""

import numpy as np
import pytest

from ser.corpora import EMOTIONS
from ser.errors import BadValue
from ser.plots.confusion import confusion_data, confusion_figure, confusion_table


def _counts():
    counts = np.zeros((8, 8), int)
    counts[0, 0], counts[0, 3], counts[3, 3] = 3, 1, 5
    counts[4, 0] = 2  # angry is never predicted, and true twice
    return counts


def _words(axis_labels):
    return [label.get_text() for label in axis_labels]


def test_rows_are_the_truth_with_their_sums():
    axes = confusion_figure(_counts()).axes[0]
    assert _words(axes.get_yticklabels()) == ["neutral (4)", "sad (5)", "angry (2)"]
    assert _words(axes.get_xticklabels()) == ["neutral", "sad", "angry"]


def test_a_cell_has_its_share_and_its_count_and_an_empty_one_nothing():
    axes = confusion_figure(_counts()).axes[0]
    cells = {}
    for text in axes.texts:
        column, row = text.get_position()
        cells.setdefault((round(row), round(column)), []).append(text.get_text())
    assert cells == {
        (0, 0): ["75%", "3"],
        (0, 1): ["25%", "1"],
        (1, 1): ["100%", "5"],
        (2, 0): ["100%", "2"],
    }


def test_the_colour_is_the_share_of_the_row():
    image = confusion_figure(_counts()).axes[0].images[0]
    assert np.asarray(image.get_array()) == pytest.approx(np.array([[0.75, 0.25, 0], [0, 1, 0], [1, 0, 0]]))
    assert image.get_clim() == (0, 1)


def test_the_table_says_the_same_as_the_figure():
    table = confusion_table(_counts())
    assert list(table.columns) == ["neutral", "sad", "angry", "clips"]
    assert table.loc["neutral"].tolist() == ["75% (3)", "25% (1)", None, 4]
    assert table.loc["angry", "clips"] == 2


def test_a_share_that_rounds_to_nothing_is_not_written_as_none():
    counts = np.zeros((8, 8), int)
    counts[0, 0], counts[0, 1] = 999, 1
    assert confusion_table(counts).loc["neutral"].tolist() == ["100% (999)", "<1% (1)", 1000]


def test_the_data_hold_every_cell():
    data = confusion_data(_counts())
    assert len(data) == 64
    assert data["clips"].sum() == _counts().sum()
    row = data.loc["neutral"].set_index("predicted").loc["sad"]
    assert (row["clips"], row["share"]) == (1, 0.25)


def test_title_and_note_stand_on_the_figure():
    figure = confusion_figure(_counts(), title="Test clips", note="demo corpus: not a result")
    assert figure.axes[0].get_title(loc="left") == "Test clips"
    assert figure.get_supxlabel() == "demo corpus: not a result"


@pytest.mark.parametrize("counts", [np.zeros((8, 8)), np.ones((7, 7))])
def test_nothing_to_draw_is_refused(counts):
    with pytest.raises(BadValue, match=f"expected {len(EMOTIONS)} x {len(EMOTIONS)}"):
        confusion_figure(counts)
