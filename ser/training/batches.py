"""Batches whose clips are changed at random as they are drawn. Imported late, because it needs Keras."""

import keras
import numpy as np

from ser import models
from ser.models import ModelSettings
from ser.training.augmentation import augmented


class AugmentedBatches(keras.utils.PyDataset):
    """Batches of the training side, in another order and with other changes each epoch.

    `frames` (n, frames, coefficients) scaled, `lengths` (n,), `labels` (n, labels) and `weights` (n,)
    or None. The same `seed` gives the same batches.
    """

    def __init__(
        self,
        settings: ModelSettings,
        frames: np.ndarray,
        lengths: np.ndarray,
        labels: np.ndarray,
        weights: np.ndarray | None,
        *,
        kinds: tuple[str, ...],
        cepstral: bool,
        batch: int,
        seed: int,
    ):
        super().__init__()
        self.settings, self.frames, self.lengths, self.labels = settings, frames, np.asarray(lengths), labels
        self.weights, self.kinds, self.cepstral, self.batch = weights, kinds, cepstral, batch
        self.rng = np.random.default_rng([seed, 1907])
        self.order = self.rng.permutation(len(frames))

    def __len__(self) -> int:
        return -(-len(self.frames) // self.batch)

    def on_epoch_end(self) -> None:
        self.order = self.rng.permutation(len(self.frames))

    def __getitem__(self, number: int):
        rows = self.order[number * self.batch : (number + 1) * self.batch]
        frames, lengths, labels = augmented(
            self.frames[rows],
            self.lengths[rows],
            self.labels[rows],
            self.rng,
            kinds=self.kinds,
            cepstral=self.cepstral,
        )
        inputs = models.inputs(self.settings, frames, lengths)
        return (inputs, labels) if self.weights is None else (inputs, labels, self.weights[rows])
