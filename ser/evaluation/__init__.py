"""Step 7, evaluation: figures, calibration, the report, how sure they are, and which differences are real."""

from ser.evaluation.calibration import brier, expected_calibration_error, reliability
from ser.evaluation.intervals import bootstrap, drawing_units, interval, reach
from ser.evaluation.metrics import (
    accuracy,
    chance,
    confusion_matrix,
    macro_f1,
    per_class,
    summarise,
    uar,
    weighted_f1,
)
from ser.evaluation.permutation import contributions, holm, sign_flips
from ser.evaluation.report import as_text, report

__all__ = [
    "accuracy",
    "as_text",
    "bootstrap",
    "brier",
    "chance",
    "confusion_matrix",
    "contributions",
    "drawing_units",
    "expected_calibration_error",
    "holm",
    "interval",
    "macro_f1",
    "per_class",
    "reach",
    "reliability",
    "report",
    "sign_flips",
    "summarise",
    "uar",
    "weighted_f1",
]
