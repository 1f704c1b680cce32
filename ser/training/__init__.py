"""Step 6, training: scalers, schedules, one run, and the model folder it leaves."""

import lazy_loader as lazy

# A module is imported when a name of it is first used: an answer of a model needs few of them.
__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "fit": ["Trained", "targets"],
        "scaler": ["Scaler", "fit_scaler"],
        "settings": ["PUBLISHED", "SCALERS", "SCHEDULES", "TrainingSettings"],
        "without_test": ["train"],
    },
)
