"""Two widths of one figure: for the text column of a screen, and drawn once more for that of a phone."""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ParamSpec
from weakref import WeakKeyDictionary

from matplotlib.figure import Figure

ACROSS = 6.0
"""Inches across where there is room: in a column of 700 pixels a letter of 9 points is 15 pixels high."""

NARROW = 3.7
"""Inches across on a phone: in its column of some 310 pixels a letter of 9 points is 10 pixels high."""

_across: ContextVar[float] = ContextVar("across", default=ACROSS)
_again: "WeakKeyDictionary[Figure, Callable[[], Figure]]" = WeakKeyDictionary()
_Asked = ParamSpec("_Asked")


def two_widths(plot: Callable[_Asked, Figure]) -> Callable[_Asked, Figure]:
    """Let `narrowed` draw the figure of a function once more, for a phone.

    The function draws on `ser.plots.sheet`, and asks `is_narrow` where it has to lay something out in another way.
    """

    @functools.wraps(plot)
    def drawn(*args: _Asked.args, **options: _Asked.kwargs) -> Figure:
        figure = plot(*args, **options)
        _again[figure] = lambda: _drawn_narrow(plot, args, options)
        return figure

    return drawn


def narrowed(figure: Figure) -> Figure | None:
    """Return the same figure as it is drawn for a phone: always the one object, drawn when first asked for.

    None where no function drew it that is made for `two_widths`.
    """
    if figure not in _again:
        return None
    narrow = _again[figure]()
    _again[figure] = lambda: narrow
    return narrow


def is_narrow() -> bool:
    """Return whether what is being drawn is for a phone."""
    return _across.get() < ACROSS


def across() -> float:
    """Return how many inches wide what is being drawn has to be."""
    return _across.get()


def _drawn_narrow(plot: Callable[..., Figure], args: Any, options: Any) -> Figure:
    before = _across.set(NARROW)
    try:
        return plot(*args, **options)
    finally:
        _across.reset(before)
