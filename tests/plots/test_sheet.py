"""Two widths of one figure: the narrow one is drawn by the same function, and nothing in it is too small."""

import inspect
import pkgutil
from importlib import import_module

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

import ser.plots
from ser.plots import composition, sheet, widths
from ser.plots.confusion import confusion_figure

FOR_A_FILE = {"training_history", "card_figure"}  # written by a command, shown on no page


@widths.two_widths
def _plot(words, *, below=""):
    figure, (axes,) = sheet.sheet(3.0, narrow_height=4.0)
    axes.plot([0, 1], label=words)
    axes.plot([1, 0], label="other " + words)
    axes.set_xlabel(below + (" narrow" if widths.is_narrow() else ""))
    sheet.legend_above(figure, ncols=2)
    return figure


def test_the_narrow_figure_is_drawn_by_the_same_call():
    wide = _plot("a", below="time")
    narrow = widths.narrowed(wide)
    assert tuple(wide.get_size_inches()) == (widths.ACROSS, 3.0)
    assert tuple(narrow.get_size_inches()) == (widths.NARROW, 4.0)
    assert [one.axes[0].get_xlabel() for one in (wide, narrow)] == ["time", "time narrow"]
    assert not widths.is_narrow()
    assert widths.narrowed(wide) is narrow
    assert widths.narrowed(narrow) is None
    assert widths.narrowed(Figure()) is None


def test_after_a_plot_that_fails_the_next_is_wide():
    calls = []

    @widths.two_widths
    def fails_narrow():
        calls.append(widths.is_narrow())
        if widths.is_narrow():
            raise ValueError("no room")
        return Figure()

    figure = fails_narrow()
    with pytest.raises(ValueError, match="no room"):
        widths.narrowed(figure)
    assert calls == [False, True]
    assert not widths.is_narrow()


@pytest.mark.parametrize(("words", "columns"), [("a", 2), ("a name of some thirty characters", 1)])
def test_a_legend_has_as_many_columns_as_the_paper_is_wide(words, columns):
    narrow = widths.narrowed(_plot(words))
    (legend,) = narrow.legends
    assert legend._ncols == columns
    assert legend.get_window_extent().width <= narrow.bbox.width


def test_labels_break_earlier_on_a_phone_and_never_before_a_unit():
    lines = []

    @widths.two_widths
    def plot():
        lines.append(sheet.in_lines("2 s instead of 3 s from the start of the file", 30).split("\n"))
        return Figure()

    widths.narrowed(plot())
    wide, narrow = lines
    assert len(wide) < len(narrow)
    assert all(len(line) <= 19 for line in narrow)
    assert not any(line.startswith("s ") for line in narrow)


def test_every_figure_that_a_page_shows_has_both_widths():
    bare = []
    for found in pkgutil.iter_modules(ser.plots.__path__):
        module = import_module(f"ser.plots.{found.name}")
        for name, one in inspect.getmembers(module, inspect.isfunction):
            own = one.__module__ == module.__name__ and not name.startswith("_")
            if own and inspect.signature(one).return_annotation is Figure and not hasattr(one, "__wrapped__"):
                bare.append(name)
    assert set(bare) - FOR_A_FILE - {"paper"} == set()


def test_no_letter_is_smaller_than_said(demo_table):
    counts = np.diag(range(1, 9)) * 200 + 1
    for figure in (confusion_figure(counts, title="a", note="b"), composition.groups(demo_table)):
        for one in (figure, widths.narrowed(figure)):
            sizes = [text.get_fontsize() for text in one.findobj(Text) if text.get_text().strip()]
            assert min(sizes) >= sheet.SMALLEST


@pytest.fixture
def demo_table():
    import pandas as pd

    rows = [("RAVDESS", "RAVDESS-01", "male", "calm"), ("TESS", "TESS-OAF", "female", "angry")]
    return composition.by_group(pd.DataFrame(rows, columns=["corpus", "speaker", "sex", "emotion"]))
