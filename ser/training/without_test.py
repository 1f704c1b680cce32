"""Training that never gets the test side."""

from dataclasses import replace

from ser.features import FeatureSet
from ser.models import ModelSettings
from ser.splits import Split
from ser.training import fit
from ser.training.settings import TrainingSettings


def train(
    features: FeatureSet,
    split: Split,
    model: ModelSettings,
    training: TrainingSettings,
    *,
    seed: int = 0,
    progress: bool = False,
) -> fit.Trained:
    """Train `model` on the training side of `split`, choosing the epoch on its validation side.

    The same features, split, settings and seed give the same weights on one machine with one thread.
    The test side is taken away first, so that nothing fitted can rest on it. The "published" scaler sees
    the training and the validation side, as in the published code, where the test clips lie elsewhere.
    """
    return fit.train(features, replace(split, test=()), model, training, seed=seed, progress=progress)
