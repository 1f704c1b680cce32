"""Pages: from notebooks in text to an executed, rendered book.

`make_book` does everything. `ser.pages.show` is what a notebook calls.
"""

import lazy_loader as lazy

# Loaded when asked for, so that a notebook that imports `ser.pages.show` does not depend on the modules
# that execute and render it.
__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "book": ["BookReport", "execute_pages", "make_book"],
        "execute": ["PageFailed"],
    },
)
