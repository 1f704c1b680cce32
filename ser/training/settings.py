"""How a model is trained, as data, with a reason for each default."""

from dataclasses import dataclass

from ser.errors import BadValue

SCALERS = ("coefficient", "global", "published")
SCHEDULES = ("plateau", "cosine")
CHOICES = ("val_loss", "val_accuracy")


@dataclass(frozen=True)
class TrainingSettings:
    """Optimiser, schedule and scaler of one run.

    `PUBLISHED` below holds the published script's values.
    """

    # "coefficient": mean and deviation of each coefficient over the true frames of the training
    # side; "global": one mean and deviation over the same; "published": one over every value,
    # padding included, of all clips, test clips too.
    scaler: str = "coefficient"
    epochs: int = 80
    batch: int = 64
    learning_rate: float = 1e-3
    # "cosine": down to nothing over `epochs`; "plateau": halved after `plateau` epochs without a
    # lower validation loss.
    schedule: str = "cosine"
    # Which figure of the validation side chooses the epoch whose weights are kept. The loss rises
    # while the accuracy still grows, because a few clips are confidently wrong.
    choose: str = "val_accuracy"
    # Stop after this many epochs without a better one; 0 never stops early.
    patience: int = 0
    plateau: int = 5
    smallest_rate: float = 1e-6
    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        for field, value, allowed in (
            ("scaler", self.scaler, SCALERS),
            ("schedule", self.schedule, SCHEDULES),
            ("choice", self.choose, CHOICES),
        ):
            if value not in allowed:
                raise BadValue(f"unknown {field} {value!r}; expected one of {', '.join(allowed)}")
        if self.epochs < 1 or self.batch < 1:
            raise BadValue(f"epochs and batch: received {self.epochs} and {self.batch}, expected 1 or more")


PUBLISHED = TrainingSettings(
    scaler="published",
    epochs=300,
    learning_rate=5e-4,
    schedule="plateau",
    choose="val_loss",
    patience=10,
    plateau=5,
)
"""The published script: Adam 5e-4, batch 64, up to 300 epochs, stop after 10 without a gain."""
