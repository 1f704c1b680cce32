"""Step 2, audio: every file is read, mixed, cut and resampled in this one place."""

import lazy_loader as lazy

# A module is imported when a name of it is first used: an answer of a model needs few of them.
__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "example": ["Example", "load_example"],
        "reading": ["read_window", "resample"],
    },
)
