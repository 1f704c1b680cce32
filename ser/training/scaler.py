"""Scaling of features: fitted on training frames alone, or as the published code does it."""

from dataclasses import dataclass

import numpy as np

from ser.errors import BadValue


@dataclass(frozen=True)
class Scaler:
    """x -> (x - mean) / deviation, by coefficient.

    `mean` and `deviation` have shape (coefficients,). With `scales_padding`, zero padding is scaled
    like a value (the published flaw: it then tells the clip's duration); else it stays zero. With
    `by_utterance`, what is left is then scaled by the clip's own mean and deviation.
    """

    mean: np.ndarray
    deviation: np.ndarray
    scales_padding: bool = False
    by_utterance: bool = False

    def __call__(self, frames: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """Return scaled `frames`, shape (n, frames, coefficients), float32."""
        scaled = ((frames - self.mean) / self.deviation).astype(np.float32)
        if self.scales_padding:
            return scaled
        true = (np.arange(frames.shape[1]) < np.asarray(lengths)[:, None])[..., None]
        scaled *= true
        if self.by_utterance:
            count = np.maximum(np.asarray(lengths), 1)[:, None, None]
            centred = (scaled - scaled.sum(axis=1, keepdims=True) / count) * true
            spread = np.sqrt((centred**2).sum(axis=1, keepdims=True) / count)
            scaled = (centred / np.maximum(spread, 1e-3)).astype(np.float32)
        return scaled

    def to_json(self) -> dict:
        """Return plain numbers, enough to make the scaler again with `from_json`."""
        return {
            "mean": [float(value) for value in self.mean],
            "deviation": [float(value) for value in self.deviation],
            "scales_padding": self.scales_padding,
            "by_utterance": self.by_utterance,
        }

    @classmethod
    def from_json(cls, stored: dict) -> "Scaler":
        """Make the scaler that `to_json` described; KeyError or ValueError when it did not."""
        mean, deviation = np.array(stored["mean"], float), np.array(stored["deviation"], float)
        if mean.ndim != 1 or mean.shape != deviation.shape or not (deviation > 0).all():
            raise ValueError("expected as many deviations above 0 as means")
        return cls(mean, deviation, bool(stored["scales_padding"]), bool(stored.get("by_utterance", False)))


def fit_scaler(kind: str, frames: np.ndarray, lengths: np.ndarray) -> Scaler:
    """Fit a scaler on `frames`, shape (n, frames, coefficients), of which `lengths` are true.

    Kinds: "coefficient", "global" (both over true frames), "published" (one mean and deviation over
    every value, padding included) and "utterance" (as "coefficient", then each clip by itself).

    Raises:
        BadValue: an unknown kind.
    """
    coefficients = frames.shape[2]
    true = frames[np.arange(frames.shape[1]) < np.asarray(lengths)[:, None]].astype(np.float64)
    if kind in ("coefficient", "utterance"):
        deviation = np.maximum(true.std(axis=0), 1e-6)
        return Scaler(true.mean(axis=0), deviation, by_utterance=kind == "utterance")
    if kind == "global":
        return Scaler(np.full(coefficients, true.mean()), np.full(coefficients, max(true.std(), 1e-6)))
    if kind == "published":
        every = frames.astype(np.float64)
        return Scaler(
            np.full(coefficients, every.mean()), np.full(coefficients, every.std()), scales_padding=True
        )
    raise BadValue(f"unknown scaler {kind!r}; expected coefficient, global, published or utterance")
