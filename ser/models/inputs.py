"""From scaled features to what a model takes."""

import numpy as np

from ser.models.settings import ModelSettings


def inputs(settings: ModelSettings, frames: np.ndarray, lengths: np.ndarray) -> dict[str, np.ndarray]:
    """Arrange scaled features the way the model takes them.

    `frames` has shape (n, frames, coefficients), time first; `lengths` has shape (n,). The published
    model gets (n, coefficients, frames, 1), the corrected one the frames and a mask (n, frames).
    """
    if not settings.needs_mask:
        return {"mfcc": np.ascontiguousarray(frames.transpose(0, 2, 1))[..., None]}
    mask = (np.arange(settings.frames) < np.asarray(lengths)[:, None]).astype(np.float32)
    return {"mfcc": frames, "mask": mask}
