"""Step 6, training: scalers, schedules, one run, and the model folder it leaves."""

from ser.training.fit import Trained, targets, train
from ser.training.scaler import Scaler, fit_scaler
from ser.training.settings import PUBLISHED, SCALERS, SCHEDULES, TrainingSettings

__all__ = [
    "PUBLISHED",
    "SCALERS",
    "SCHEDULES",
    "Scaler",
    "Trained",
    "TrainingSettings",
    "fit_scaler",
    "targets",
    "train",
]
