"""What a trained model hears in sound files: from paths to probabilities, a few files in memory at a time."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ser.audio import read_window
from ser.errors import SerError
from ser.features import compute, keep_freed_memory
from ser.training.saved.exported import Exported

if TYPE_CHECKING:
    from ser.features import FeatureSettings
    from ser.training.fit import Trained

_FILES = 32
"""Files that go through the network together."""


def listen(
    model: "Exported | Trained", settings: "FeatureSettings", paths: Sequence[Path], *, jobs: int = 1
) -> Iterator[tuple[Path, np.ndarray | SerError]]:
    """Yield, for each file in the order given, its path and its probabilities (labels,) or what is wrong with it.

    `settings` are those the model was trained with. An exported model listens in `jobs` threads; a
    Keras model in one.
    """
    from threadpoolctl import threadpool_limits

    if len(paths) > _FILES:
        keep_freed_memory()
    portions = [paths[start : start + _FILES] for start in range(0, len(paths), _FILES)]
    # One thread for each product of matrices, as where the store is made: more of them round otherwise.
    with threadpool_limits(1):
        if len(portions) < 2 or jobs == 1 or not isinstance(model, Exported):
            for portion in portions:
                yield from _heard(model, settings, portion)
            return
        import joblib

        each = (joblib.delayed(_heard)(model, settings, portion) for portion in portions)
        for found in joblib.Parallel(n_jobs=jobs, prefer="threads", return_as="generator")(each):
            yield from found


def _heard(
    model: "Exported | Trained", settings: "FeatureSettings", paths: Sequence[Path]
) -> list[tuple[Path, np.ndarray | SerError]]:
    outcomes: list[np.ndarray | SerError] = []
    frames = np.zeros((len(paths), settings.frames, settings.coefficients), np.float32)
    lengths = np.zeros(len(paths), int)
    for place, path in enumerate(paths):
        try:
            samples = read_window(
                path, rate=settings.rate, offset=settings.offset, duration=settings.duration
            )
            # As in the feature store, which models are trained from.
            found = compute(samples, settings).astype(np.float16)
        except SerError as error:
            outcomes.append(error)
            continue
        frames[place, : len(found)], lengths[place] = found, len(found)
        outcomes.append(frames[place])
    whole = np.flatnonzero(lengths)
    if len(whole):
        for place, probabilities in zip(
            whole.tolist(), model.predict(frames[whole], lengths[whole]), strict=True
        ):
            outcomes[place] = probabilities
    return list(zip(paths, outcomes, strict=True))
