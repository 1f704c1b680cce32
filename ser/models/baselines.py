"""What a model has to beat: guesses from counts, and classical classifiers on statistics of the features."""

from dataclasses import dataclass

import numpy as np

from ser.errors import BadValue

BASELINES = ("majority", "corpus-majority", "detected-corpus", "duration", "svm", "forest", "mlp", "knn")
CLASSICAL = ("svm", "forest", "mlp", "knn")
LABELS = 8


@dataclass(frozen=True)
class BaselineSettings:
    """One baseline.

    "majority": the commonest emotion of the training side; "corpus-majority": that of the clip's own
    corpus; "detected-corpus": the same, of the corpus that a classifier takes the clip for;
    "duration": one Gaussian an emotion over the length of the file, nothing else; "svm", "forest",
    "mlp", "knn": classifiers on statistics of each coefficient over the clip, whose one setting
    (`choices`) is chosen on the validation side.
    """

    name: str = "svm"
    frames: int = 130
    coefficients: int = 40
    labels: int = LABELS

    def __post_init__(self) -> None:
        if self.name not in BASELINES:
            raise BadValue(f"unknown baseline {self.name!r}; expected one of {', '.join(BASELINES)}")

    @property
    def needs_mask(self) -> bool:
        """A baseline always takes the true frames alone."""
        return True


def statistics(frames: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return statistics of each coefficient over the true frames, shape (n, 6 * coefficients + 1).

    Mean, deviation, smallest, median, largest value and mean absolute change from frame to frame; and
    the number of frames. `frames` has shape (n, frames, coefficients), `lengths` (n,).
    """
    rows = []
    for clip, length in zip(frames, lengths, strict=True):
        true = clip[:length]
        change = np.abs(np.diff(true, axis=0)).mean(axis=0) if length > 1 else np.zeros(true.shape[1])
        rows.append(
            np.concatenate(
                [
                    true.mean(axis=0),
                    true.std(axis=0),
                    true.min(axis=0),
                    np.median(true, axis=0),
                    true.max(axis=0),
                    change,
                    [length],
                ]
            )
        )
    return np.array(rows, np.float64)


def choices(name: str) -> tuple:
    """Return the values among which the validation side chooses: C, leaf size, decay, neighbours."""
    return {"svm": (1.0, 10.0, 100.0), "forest": (1, 2, 5), "mlp": (1e-4, 1e-2, 1.0), "knn": (1, 5, 15)}[name]


def classifier(name: str, value: float | int, *, seed: int):
    """Return an unfitted scikit-learn pipeline for a classical baseline with the setting `value`."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    made = {
        "svm": lambda: SVC(C=value, decision_function_shape="ovr", break_ties=True),
        "forest": lambda: RandomForestClassifier(500, min_samples_leaf=value, random_state=seed, n_jobs=1),
        "mlp": lambda: MLPClassifier((256,), alpha=value, max_iter=400, random_state=seed),
        "knn": lambda: KNeighborsClassifier(value, weights="distance"),
    }
    return make_pipeline(StandardScaler(), made[name]())
