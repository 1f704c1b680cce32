"""Fit a baseline on one split."""

import time
from dataclasses import dataclass, field

import numpy as np

from ser.features import FeatureSet
from ser.models.baselines import CLASSICAL, BaselineSettings, choices, classifier, statistics
from ser.splits import Split
from ser.training.fit import targets


@dataclass(frozen=True)
class FittedBaseline:
    """A fitted baseline. `chosen` is the setting that the validation side chose, where there is one."""

    settings: BaselineSettings
    parts: dict
    seconds: float
    chosen: float | None = None
    history: dict[str, list[float]] = field(default_factory=dict)

    def probabilities(self, features: FeatureSet, clips: tuple[str, ...]) -> np.ndarray:
        """Return probabilities of `clips`, shape (n, labels).

        Of the SVM they are a softmax of its decision values and not calibrated.
        """
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):
            return self._probabilities(features, clips)

    def _probabilities(self, features: FeatureSet, clips: tuple[str, ...]) -> np.ndarray:
        name = self.settings.name
        if name == "majority":
            return np.tile(self.parts["shares"], (len(clips), 1))
        if name == "corpus-majority":
            return np.array([self.parts["shares"][corpus] for corpus in _column(features, clips, "corpus")])
        if name == "duration":
            return _gaussian(self.parts, _column(features, clips, "duration").astype(float))
        measured = statistics(*features.padded(clips))
        if name == "detected-corpus":
            found = self.parts["detector"].predict(measured)
            return np.array([self.parts["shares"][corpus] for corpus in found])
        return _spread(self.parts["classifier"], measured, self.settings.labels)


def fit_baseline(
    features: FeatureSet, split: Split, settings: BaselineSettings, *, seed: int = 0
) -> FittedBaseline:
    """Fit a baseline on the training side; its one setting, if any, is chosen on the validation side.

    The choice is by accuracy, the first of equals. The test side is not looked at.
    """
    from threadpoolctl import threadpool_limits

    started = time.perf_counter()
    truth = targets(features, split.train)
    chosen = None
    with threadpool_limits(1):
        if settings.name == "majority":
            parts = {"shares": _shares(truth, settings.labels)}
        elif settings.name == "duration":
            parts = _fit_gaussian(
                _column(features, split.train, "duration").astype(float), truth, settings.labels
            )
        elif settings.name in CLASSICAL:
            parts, chosen = _fit_classifier(features, split, settings, seed)
        else:
            corpora = _column(features, split.train, "corpus")
            shares = {corpus: _shares(truth[corpora == corpus], settings.labels) for corpus in set(corpora)}
            if settings.name == "corpus-majority":
                # A corpus nobody trained on has no counts of its own.
                unheard = set(features.clips["corpus"]) - set(shares)
                shares |= dict.fromkeys(unheard, _shares(truth, settings.labels))
            parts = {"shares": shares}  # type: ignore[dict-item]
            if settings.name == "detected-corpus":
                parts["detector"] = _fit_detector(features, split, corpora, seed)
    return FittedBaseline(settings, parts, time.perf_counter() - started, chosen)


class _One:
    """A detector where there is one corpus to detect."""

    def __init__(self, corpus: str):
        self.corpus = corpus

    def predict(self, measured: np.ndarray) -> np.ndarray:
        return np.full(len(measured), self.corpus)


def _fit_detector(features: FeatureSet, split: Split, corpora: np.ndarray, seed: int):
    if len(set(corpora)) == 1:
        return _One(str(corpora[0]))
    return classifier("svm", 1.0, seed=seed).fit(statistics(*features.padded(split.train)), corpora)


def _fit_classifier(
    features: FeatureSet, split: Split, settings: BaselineSettings, seed: int
) -> tuple[dict, float]:
    import warnings

    from sklearn.exceptions import ConvergenceWarning

    measured, truth = statistics(*features.padded(split.train)), targets(features, split.train)
    judged, right = statistics(*features.padded(split.validation)), targets(features, split.validation)
    fitted, scores = [], []
    with warnings.catch_warnings():
        # 400 rounds are part of the setting, reached or not.
        warnings.simplefilter("ignore", ConvergenceWarning)
        for value in choices(settings.name):
            fitted.append(classifier(settings.name, value, seed=seed).fit(measured, truth))
            scores.append(float((fitted[-1].predict(judged) == right).mean()))
    best = int(np.argmax(scores))
    return {"classifier": fitted[best]}, float(choices(settings.name)[best])


def _fit_gaussian(durations: np.ndarray, truth: np.ndarray, labels: int) -> dict:
    of_label = [durations[truth == label] for label in range(labels)]
    return {
        "mean": np.array([one.mean() if len(one) else 0.0 for one in of_label]),
        "deviation": np.array([max(one.std(), 1e-3) if len(one) else 1.0 for one in of_label]),
        "prior": _shares(truth, labels),
    }


def _gaussian(parts: dict, durations: np.ndarray) -> np.ndarray:
    distance = (durations[:, None] - parts["mean"]) / parts["deviation"]
    with np.errstate(divide="ignore"):
        scores = np.log(parts["prior"]) - np.log(parts["deviation"]) - distance**2 / 2
    return _softmax(scores)


def _spread(fitted, measured: np.ndarray, labels: int) -> np.ndarray:
    """Return probabilities over all labels, 0 for those that were not in training."""
    if hasattr(fitted, "predict_proba"):
        values = fitted.predict_proba(measured)
    else:
        scores = fitted.decision_function(measured)
        if scores.ndim == 1:  # two labels
            scores = np.stack([-scores, scores], axis=1)
        values = _softmax(scores)
    spread = np.zeros((len(measured), labels))
    spread[:, fitted.classes_] = values
    return spread


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _shares(truth: np.ndarray, labels: int) -> np.ndarray:
    return np.bincount(truth, minlength=labels) / max(1, len(truth))


def _column(features: FeatureSet, clips: tuple[str, ...], name: str) -> np.ndarray:
    return features.clips[name].to_numpy()[features.rows.loc[list(clips)].to_numpy()]
