"""Pages: from notebooks in text to an executed, rendered book.

`make_book` does everything. `ser.pages.show` is what a notebook calls.
"""

from importlib import import_module

# Found by name and loaded when asked for, so that a notebook that imports `ser.pages.show` does not
# depend on the modules that execute and render it.
_LOADED_WHEN_ASKED = {
    "make_book": "book",
    "execute_pages": "book",
    "BookReport": "book",
    "PageFailed": "execute",
}

__all__ = ["BookReport", "PageFailed", "execute_pages", "make_book"]


def __getattr__(name: str) -> object:
    if name not in _LOADED_WHEN_ASKED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_LOADED_WHEN_ASKED[name]}", __name__), name)
