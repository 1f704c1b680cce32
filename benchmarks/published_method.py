"""The published procedure, written from its description: one file at a time, with librosa and TensorFlow.

    python benchmarks/published_method.py features ROOT [OUT.npy]
    python benchmarks/published_method.py predict MODEL_DIR FILE
    python benchmarks/published_method.py predict-all MODEL_DIR ROOT

Three seconds from half a second on at 22,050 Hz, 40 MFCC, zeros up to 130 frames, one scaler over all
values, then the network. The model, scaler and labels are those of one of our model folders, so that
both sides answer with the same network.
"""

import json
import sys
from pathlib import Path

import librosa
import numpy as np

FRAMES = 130


def features_of(path: Path) -> np.ndarray:
    """MFCC of one file, shape (40, 130)."""
    samples, rate = librosa.load(path, duration=3, offset=0.5)
    found = librosa.feature.mfcc(y=samples, sr=rate, n_mfcc=40)
    short = FRAMES - found.shape[1]
    return np.pad(found, ((0, 0), (0, short))) if short > 0 else found[:, :FRAMES]


def features_below(root: Path) -> np.ndarray:
    """MFCC of every file below a folder, shape (files, 40, 130)."""
    return np.array([features_of(path) for path in sorted(root.rglob("*.wav"))])


def answers(folder: Path, features: np.ndarray) -> list[str]:
    """The emotion a model folder's network names for each clip."""
    import keras
    import tensorflow  # noqa: F401

    import ser.models.batch_norm
    import ser.models.layers
    import ser.models.published_attention  # noqa: F401

    network = keras.models.load_model(folder / "model.keras", compile=False)
    scaler = json.loads((folder / "scaler.json").read_text())
    labels = json.loads((folder / "labels.json").read_text())
    scaled = (features - scaler["mean"][0]) / scaler["deviation"][0]
    probabilities = network.predict(scaled[..., None], verbose=0)
    return [labels[place] for place in probabilities.argmax(axis=1)]


def main(arguments: list[str]) -> None:
    """Do what the first argument says."""
    what, *paths = arguments
    if what == "features":
        found = features_below(Path(paths[0]))
        if len(paths) > 1:
            np.save(paths[1], found.astype(np.float32))
    elif what == "predict":
        print(answers(Path(paths[0]), features_of(Path(paths[1]))[None])[0])
    elif what == "predict-all":
        print("\n".join(answers(Path(paths[0]), features_below(Path(paths[1])))))
    else:
        raise SystemExit(f"unknown {what!r}; expected features, predict or predict-all")


if __name__ == "__main__":
    main(sys.argv[1:])
