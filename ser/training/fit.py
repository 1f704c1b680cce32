"""Train one model on one split."""

import time
from dataclasses import dataclass

import numpy as np

from ser import models
from ser.corpora import EMOTIONS
from ser.features import FeatureSet
from ser.models import ModelSettings
from ser.splits import Split
from ser.training import backend
from ser.training.progress import progress_bar
from ser.training.scaler import Scaler, fit_scaler
from ser.training.settings import TrainingSettings


@dataclass(frozen=True)
class Trained:
    """A trained model with what is needed to use it and to tell how it came about.

    `history` holds loss, accuracy, val_loss and val_accuracy, one number an epoch.
    """

    model: object
    settings: ModelSettings
    scaler: Scaler
    history: dict[str, list[float]]
    best_epoch: int
    seconds: float

    def predict(self, frames: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """Return probabilities, shape (n, labels), of unscaled `frames` (n, frames, coefficients)."""
        scaled = models.inputs(self.settings, self.scaler(frames, lengths), lengths)
        return np.asarray(self.model.predict(scaled, batch_size=64, verbose=0))


def targets(features: FeatureSet, clips: tuple[str, ...]) -> np.ndarray:
    """Return the label numbers of `clips`, shape (n,), in the order of `EMOTIONS`."""
    emotions = features.clips["emotion"].to_numpy()[features.rows.loc[list(clips)].to_numpy()]
    return np.array([EMOTIONS.index(emotion) for emotion in emotions], np.int64)


def train(
    features: FeatureSet,
    split: Split,
    model: ModelSettings,
    training: TrainingSettings,
    *,
    seed: int = 0,
    progress: bool = False,
) -> Trained:
    """Train `model` on the training side of `split`, choosing the epoch on its validation side.

    The same features, split, settings and seed give the same weights on one machine with one
    thread. The test side is not looked at, except by the "published" scaler, whose flaw that is.
    """
    backend.start()
    import keras

    frames, lengths = features.padded(split.train)
    if training.scaler == "published":
        scaler = fit_scaler("published", *features.padded(split.train + split.validation + split.test))
    else:
        scaler = fit_scaler(training.scaler, frames, lengths)
    sides = {}
    for side in ("train", "validation"):
        raw, true = features.padded(getattr(split, side))
        labels = np.eye(model.labels, dtype=np.float32)[targets(features, getattr(split, side))]
        sides[side] = (models.inputs(model, scaler(raw, true), true), labels)
    keras.utils.set_random_seed(seed)
    network = models.build(model)
    _compile(network, training, steps=-(-len(split.train) // training.batch))
    started = time.perf_counter()
    history = network.fit(
        *sides["train"],
        validation_data=sides["validation"],
        epochs=training.epochs,
        batch_size=training.batch,
        callbacks=_callbacks(training, progress=progress),
        verbose=0,
    ).history
    seconds = time.perf_counter() - started
    curves = {name: [round(float(value), 5) for value in history[name]] for name in _CURVES}
    best = int(
        np.argmin(history["val_loss"])
        if training.choose == "val_loss"
        else np.argmax(history["val_accuracy"])
    )
    return Trained(network, model, scaler, curves, best, seconds)


_CURVES = ("loss", "accuracy", "val_loss", "val_accuracy")


def _compile(network, training: TrainingSettings, *, steps: int) -> None:
    import keras

    rate = training.learning_rate
    if training.schedule == "cosine":
        rate = keras.optimizers.schedules.CosineDecay(rate, training.epochs * steps)
    network.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=training.label_smoothing),
        metrics=["accuracy"],
        # JAX has no other way to be fast; on a CPU TensorFlow is many times slower with it.
        jit_compile=keras.backend.backend() == "jax",
    )


def _callbacks(training: TrainingSettings, *, progress: bool) -> list:
    import keras

    patience = training.patience or training.epochs
    chosen = [
        keras.callbacks.EarlyStopping(monitor=training.choose, patience=patience, restore_best_weights=True)
    ]
    if training.schedule == "plateau":
        chosen.append(
            keras.callbacks.ReduceLROnPlateau(
                monitor="val_loss", factor=0.5, patience=training.plateau, min_lr=training.smallest_rate
            )
        )
    if progress:
        chosen.append(progress_bar(training.epochs))
    return chosen
