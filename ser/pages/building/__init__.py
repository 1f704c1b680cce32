"""The way from notebooks in text to an executed, rendered book: `make_book` does everything."""

import lazy_loader as lazy

# Loaded when asked for, so that whoever needs one module here does not load those that execute and render.
__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "book": ["BookReport", "execute_pages", "make_book"],
        "execute": ["PageFailed"],
    },
)
