"""Step 5, models: the published one, flaws included, and the corrected one with a switch for each flaw.

Nothing here imports Keras before a model is built.
"""

import numpy as np

from ser.models.settings import AXES, MODELS, POOLINGS, ModelSettings

__all__ = ["AXES", "MODELS", "POOLINGS", "ModelSettings", "attention_model", "build", "inputs"]


def build(settings: ModelSettings):
    """Return the model `settings` describes, uncompiled, with fresh weights."""
    from ser.models.corrected import corrected
    from ser.models.published import published

    return published(settings) if settings.name == "published" else corrected(settings)


def inputs(settings: ModelSettings, frames: np.ndarray, lengths: np.ndarray) -> dict[str, np.ndarray]:
    """Arrange scaled features the way the model takes them.

    `frames` has shape (n, frames, coefficients), time first; `lengths` has shape (n,). The published
    model gets (n, coefficients, frames, 1), the corrected one the frames and a mask (n, frames).
    """
    if not settings.needs_mask:
        return {"mfcc": np.ascontiguousarray(frames.transpose(0, 2, 1))[..., None]}
    mask = (np.arange(settings.frames) < np.asarray(lengths)[:, None]).astype(np.float32)
    return {"mfcc": frames, "mask": mask}


def attention_model(model):
    """Return a model with the same inputs and two outputs: probabilities and the weights of the steps."""
    import keras

    return keras.Model(model.inputs, [model.outputs[0], model.get_layer("attention").output[1]])
