"""How a model is trained, as data, with a reason for each default."""

import math
from dataclasses import dataclass, field

from ser.errors import BadValue
from ser.features import CHANGES

SCALERS = ("coefficient", "global", "published", "utterance")
SCHEDULES = ("plateau", "cosine")
CHOICES = ("val_loss", "val_accuracy", "last")
SIDES_FITTED = ("train", "train+validation")
COPIES_MADE = ("after", "before")
AUGMENTATIONS = ("time-mask", "band-mask", "tempo", "level", "warp", "mixup")


@dataclass(frozen=True)
class TrainingSettings:
    """Optimiser, schedule, scaler and augmentation of one run.

    `PUBLISHED` below holds the published script's values.
    """

    # "coefficient": mean and deviation of each coefficient over the true frames of the training
    # side; "global": one mean and deviation over the same; "published": one over every value,
    # padding included, of the training and the validation side; "utterance": those of each clip itself.
    scaler: str = "coefficient"
    epochs: int = 80
    batch: int = 64
    learning_rate: float = 1e-3
    # "cosine": down to nothing over `epochs`; "plateau": halved after `plateau` epochs without a
    # lower validation loss.
    schedule: str = "cosine"
    # Which figure of the validation side chooses the epoch whose weights are kept. The loss rises
    # while the accuracy still grows, because a few clips are confidently wrong. "last" keeps the
    # last epoch and lets the validation side choose nothing.
    choose: str = "val_accuracy"
    # Stop after this many epochs without a better one; 0 never stops early.
    patience: int = 0
    plateau: int = 5
    smallest_rate: float = 1e-6
    label_smoothing: float = 0.0
    # Decoupled decay of the weights (AdamW).
    weight_decay: float = 0.0
    # Keep a running mean of the weights with this momentum, and use it in the end; 0 for none.
    averaging: float = 0.0
    # Weigh each clip by how rare its emotion is.
    class_weights: bool = False
    # Random changes of the training clips, drawn anew each epoch; see `augmentation`.
    augment: tuple[str, ...] = ()
    # "train+validation" also trains on the validation side, which then must choose nothing.
    fit_on: str = "train"
    # Changed copies of clips (see `ser.features.changed`) that train beside them.
    copies: tuple[str, ...] = field(default=(), metadata={"added": True})
    # "after": copies of the training clips. "before": as if they had been made before the clips were
    # dealt out, so that each copy falls on a side of its own: those of test clips train too.
    copies_made: str = field(default="after", metadata={"added": True})
    # Scale each speaker by all clips of theirs first, test speakers too: see `ser.features.speakers`.
    known_speakers: bool = field(default=False, metadata={"added": True})

    def __post_init__(self) -> None:
        for what, value, allowed in (
            ("scaler", self.scaler, SCALERS),
            ("schedule", self.schedule, SCHEDULES),
            ("choice", self.choose, CHOICES),
            ("side to fit on", self.fit_on, SIDES_FITTED),
            ("moment of copying", self.copies_made, COPIES_MADE),
            *(("change of sound", name, CHANGES) for name in self.copies),
            *(("augmentation", name, AUGMENTATIONS) for name in self.augment),
        ):
            if value not in allowed:
                raise BadValue(f"unknown {what} {value!r}; expected one of {', '.join(allowed)}")
        if self.epochs < 1 or self.batch < 1:
            raise BadValue(f"epochs and batch: received {self.epochs} and {self.batch}, expected 1 or more")
        if self.patience < 0 or self.plateau < 1:
            raise BadValue(
                f"patience and plateau: received {self.patience} and {self.plateau}, expected 0 or more, and 1 or more"
            )
        if not 0 < self.learning_rate < math.inf or not 0 <= self.smallest_rate < math.inf:
            raise BadValue(
                f"learning_rate and smallest_rate: received {self.learning_rate} and {self.smallest_rate}, expected a "
                "number above 0, and 0 or more"
            )
        for what, share in (
            ("label_smoothing", self.label_smoothing),
            ("averaging", self.averaging),
            ("weight_decay", self.weight_decay),
        ):
            if not 0 <= share < 1:
                raise BadValue(f"{what}: received {share}, expected 0 or more, below 1")
        if self.averaging and self.choose != "last":
            raise BadValue(
                f"averaging {self.averaging}: received choose={self.choose!r}, expected 'last', because an epoch that "
                "is chosen brings back its own weights, not their mean"
            )
        if self.copies and self.known_speakers:
            raise BadValue(
                f"copies {', '.join(self.copies)}: received known_speakers=True too, expected one of the two, because "
                "copies would be counted among the clips of a speaker"
            )
        if self.fit_on != "train" and (self.choose != "last" or self.schedule == "plateau" or self.patience):
            raise BadValue(
                f"fit_on {self.fit_on!r}: received choose={self.choose!r}, schedule={self.schedule!r}, "
                f"patience={self.patience}; expected choose='last', schedule='cosine', patience=0, "
                "because clips that train cannot choose"
            )


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
