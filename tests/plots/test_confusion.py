"""The confusion matrix: what stands in its cells, and what is left out."""

import numpy as np
import pytest

from ser.corpora import EMOTIONS
from ser.errors import BadValue
from ser.plots.confusion import confusion_figure


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
    assert [text.get_text() for text in axes.texts] == ["3", "1", "", "", "5", "", "2", "", ""]


def test_the_colour_is_the_share_of_the_row():
    mesh = confusion_figure(_counts()).axes[0].collections[0]
    assert np.asarray(mesh.get_array()).reshape(3, 3) == pytest.approx(
        np.array([[0.75, 0.25, 0], [0, 1, 0], [1, 0, 0]])
    )
    assert mesh.get_clim() == (0, 1)


def test_title_and_note_stand_on_the_figure():
    figure = confusion_figure(_counts(), title="Test clips", note="demo corpus: not a result")
    assert figure.axes[0].get_title(loc="left") == "Test clips"
    assert figure.get_supxlabel() == "demo corpus: not a result"


@pytest.mark.parametrize("counts", [np.zeros((8, 8)), np.ones((7, 7))])
def test_nothing_to_draw_is_refused(counts):
    with pytest.raises(BadValue, match=f"expected {len(EMOTIONS)} x {len(EMOTIONS)}"):
        confusion_figure(counts)
