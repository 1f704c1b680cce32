"""The card: 1200 by 630 pixels, everything inside, the same bytes each time, and a mark on the demo corpus."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from ser.plots.card import PIXELS, card_figure

TITLE, SUBTITLE = (
    "Speech emotion recognition with attention",
    "An executable companion to Singh and others (2023)",
)


def _rows(random, speaker):
    return pd.DataFrame(
        {
            "label": ["random clips", "unseen speakers"],
            "accuracy": [random, speaker],
            "accuracy_low": [random - 0.04, speaker - 0.04],
            "accuracy_high": [min(random + 0.04, 1.0), speaker + 0.04],
            "chance": [0.125, 0.125],
            "clips": [711.0, 1440.0],
            "speakers": [24.0, 24.0],
            "seeds": [3.0, 1.0],
        },
        index=["random", "speaker"],
    )


PANELS = {
    "corrected model,\nRAVDESS": _rows(0.99, 0.62),
    "SVM on MFCC statistics,\nRAVDESS": _rows(0.83, 0.51),
}


def _png(panels, mark=""):
    figure = card_figure(TITLE, SUBTITLE, panels, mark=mark)
    stream = io.BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    plt.close(figure)
    return stream.getvalue()


@pytest.mark.parametrize("panels", [PANELS, dict([*PANELS.items()][:1]), {}])
def test_it_has_the_size_of_a_card_and_is_the_same_each_time(panels):
    first = _png(panels)
    assert plt.imread(io.BytesIO(first)).shape[:2] == PIXELS[::-1]
    assert _png(panels) == first


def test_nothing_is_cut_and_nothing_overlaps():
    figure = card_figure(TITLE, SUBTITLE, PANELS, mark="demo corpus: not a result")
    figure.canvas.draw()
    boxes = [
        text.get_window_extent() for text in figure.findobj(Text) if text.get_text() and text.get_visible()
    ]
    plt.close(figure)
    assert len(boxes) > 12
    for number, box in enumerate(boxes):
        assert box.x0 >= 0 and box.x1 <= PIXELS[0] and box.y0 >= 0 and box.y1 <= PIXELS[1]
        assert not any(box.overlaps(other) for other in boxes[number + 1 :])


def test_it_shows_the_numbers_and_the_mark():
    figure = card_figure(TITLE, SUBTITLE, PANELS, mark="demo corpus: not a result")
    said = [text.get_text() for text in figure.findobj(Text)]
    plt.close(figure)
    for words in (
        TITLE,
        "99% random clips",
        "51% unseen speakers",
        "chance 12.5%",
        "demo corpus: not a result",
    ):
        assert words in said
    marked = plt.imread(io.BytesIO(_png(PANELS, mark="demo corpus: not a result")))
    assert np.abs(marked - plt.imread(io.BytesIO(_png(PANELS)))).max() > 0.5
