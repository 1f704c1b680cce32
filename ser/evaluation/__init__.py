"""Step 7, evaluation: figures, the report, and how sure they are."""

from ser.evaluation.intervals import bootstrap, drawing_units, interval
from ser.evaluation.metrics import accuracy, confusion_matrix, per_class, summarise, uar
from ser.evaluation.report import as_text, report

__all__ = [
    "accuracy",
    "as_text",
    "bootstrap",
    "confusion_matrix",
    "drawing_units",
    "interval",
    "per_class",
    "report",
    "summarise",
    "uar",
]
