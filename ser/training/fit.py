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
        return np.asarray(self.model.predict(scaled, batch_size=64, verbose=0))  # type: ignore[attr-defined]


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
    """Train as `ser.training.train` does, which takes the test side away: the "published" scaler would see it."""
    backend.start()
    import keras

    fitted = split.train + (split.validation if training.fit_on == "train+validation" else ())
    frames, lengths = features.padded(fitted)
    if training.scaler == "published":
        scaler = fit_scaler("published", *features.padded(split.train + split.validation + split.test))
    else:
        scaler = fit_scaler(training.scaler, frames, lengths)
    labels = targets(features, fitted)
    keras.utils.set_random_seed(seed)
    network = models.build(model)
    steps = -(-len(labels) // training.batch)
    _compile(network, training, steps=steps)
    batches = _batches(model, training, scaler(frames, lengths), lengths, labels, features.settings, seed)
    unseen, true = features.padded(split.validation)
    chosen_on = (
        models.inputs(model, scaler(unseen, true), true),
        _one_hot(targets(features, split.validation), model.labels),
    )
    started = time.perf_counter()
    history = network.fit(
        **batches,
        validation_data=chosen_on,
        epochs=training.epochs,
        callbacks=_callbacks(training, progress=progress),
        verbose=0,
    ).history
    seconds = time.perf_counter() - started
    curves = {name: [round(float(value), 5) for value in history[name]] for name in _CURVES}
    return Trained(network, model, scaler, curves, _best_epoch(history, training.choose), seconds)


def _one_hot(labels: np.ndarray, count: int) -> np.ndarray:
    return np.eye(count, dtype=np.float32)[labels]


def _batches(
    model: ModelSettings,
    training: TrainingSettings,
    frames: np.ndarray,
    lengths: np.ndarray,
    labels: np.ndarray,
    features,
    seed: int,
) -> dict:
    """Return the arguments of Keras' `fit` that give it the training side."""
    hot = _one_hot(labels, model.labels)
    weights = None
    if training.class_weights:
        counts = np.bincount(labels, minlength=model.labels)
        weights = (len(labels) / ((counts > 0).sum() * counts[labels])).astype(np.float32)
    if not training.augment:
        return {
            "x": models.inputs(model, frames, lengths),
            "y": hot,
            "sample_weight": weights,
            "batch_size": training.batch,
        }
    from ser.training.batches import AugmentedBatches

    return {
        "x": AugmentedBatches(
            model,
            frames,
            lengths,
            hot,
            weights,
            kinds=training.augment,
            cepstral=features.cepstral,
            batch=training.batch,
            seed=seed,
        )
    }


def _best_epoch(history: dict[str, list[float]], choose: str) -> int:
    if choose == "last":
        return len(history["loss"]) - 1
    return int(np.argmin(history[choose]) if choose == "val_loss" else np.argmax(history[choose]))


_CURVES = ("loss", "accuracy", "val_loss", "val_accuracy")


def _compile(network, training: TrainingSettings, *, steps: int) -> None:
    import keras

    rate = training.learning_rate
    if training.schedule == "cosine":
        rate = keras.optimizers.schedules.CosineDecay(rate, training.epochs * steps)
    averaging = {"use_ema": True, "ema_momentum": training.averaging} if training.averaging else {}
    if training.weight_decay:
        optimizer = keras.optimizers.AdamW(rate, weight_decay=training.weight_decay, **averaging)
    else:
        optimizer = keras.optimizers.Adam(rate, **averaging)
    network.compile(
        optimizer=optimizer,
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=training.label_smoothing),
        metrics=["accuracy"],
        # JAX has no other way to be fast; on a CPU TensorFlow is many times slower with it.
        jit_compile=keras.backend.backend() == "jax",
    )


def _callbacks(training: TrainingSettings, *, progress: bool) -> list:
    import keras

    chosen = []
    if training.choose != "last":
        patience = training.patience or training.epochs
        chosen.append(
            keras.callbacks.EarlyStopping(
                monitor=training.choose, patience=patience, restore_best_weights=True
            )
        )
    if training.schedule == "plateau":
        chosen.append(
            keras.callbacks.ReduceLROnPlateau(
                monitor="val_loss", factor=0.5, patience=training.plateau, min_lr=training.smallest_rate
            )
        )
    if progress:
        chosen.append(progress_bar(training.epochs))
    return chosen
