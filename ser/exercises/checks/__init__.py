"""One module for each exercise, with one function: `look(answer, rng)`.

It returns what to say to an answer that is right. It raises `Missing` where there is no answer yet,
and `Mistake` with a hint where the answer is wrong. `rng` makes the inputs. It reads the answer through
`ser.exercises.asking` alone.
"""

NAMES = (
    "lost-calm",
    "mfcc-by-hand",
    "padding",
    "find-the-leak",
    "speaker-split",
    "attention-mask",
    "axis-mistake",
    "one-change",
    "confusion-matrix",
    "accuracy-or-uar",
    "augmentation",
    "calibrate",
    "attention-explains",
    "cross-corpus",
    "own-voice",
    "own-study",
    "act-it",
)
"""The exercises in the order of their numbers."""
