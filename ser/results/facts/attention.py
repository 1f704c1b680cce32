"""Where the two models look: the weights of their attention, averaged over the test side."""

import hashlib
import json
from pathlib import Path

import numpy as np

from ser import files, models
from ser.errors import DataMissing
from ser.experiments.grid import HEADLINE_MODELS
from ser.experiments.ground import part_of, split_of
from ser.experiments.table import ARMS, Run
from ser.features import FeatureSet
from ser.outside import known
from ser.training.saved import folder as model_folder

BINS = 20
"""Equal parts of a clip's speech time over which the corrected model's weights are averaged."""


def measure_attention(features: FeatureSet, results: Path | str) -> bool:
    """Write `facts/attention.json` about the headline models; False when it was there already.

    For `published`, the mean weight of each of its cepstral steps; for `corrected`, by corpus the mean
    weight of each twentieth of a clip relative to an even spread (1 = even), and the weight that falls on padding.

    Raises:
        DataMissing: the headline models have not been trained yet, or on other clips than those at hand.
        DataDamaged: a model cannot be read.
    """
    results = Path(results)
    target = results / "facts" / "attention.json"
    folders = {name: results / "models" / name for name in HEADLINE_MODELS.values()}
    for name, path in folders.items():
        if not (path / "config.json").is_file():
            raise DataMissing(
                f"no model {path}; train {name} with `ser experiments run --experiment headline`"
            )
    key = hashlib.sha256(
        b"".join((path / "config.json").read_bytes() for path in folders.values())
    ).hexdigest()[:16]
    if known(target).get("key") == key:
        return False
    found: dict = {"key": key, "demo": features.demo}
    for run_name, name in HEADLINE_MODELS.items():
        run = Run("all", "random", ARMS[name])
        part = part_of(features, run)
        split = split_of(part, run)
        trained, _, config = model_folder.load(folders[name])
        if split.hash != config.get("split", {}).get("hash"):
            raise DataMissing(
                f"{folders[name]}: received {len(part.clips)} clips whose sides are not those it was trained on, expected "
                "the clips it was trained on; train it again with `ser experiments run --experiment headline`"
            )
        clips = np.array(split.test)
        frames, lengths = part.padded(clips)
        scaled = models.inputs(trained.settings, trained.scaler(frames, lengths), lengths)
        _, weights = models.attention_model(trained.model).predict(scaled, batch_size=64, verbose=0)
        found[name] = {"run": run_name, "clips": len(clips)}
        if not trained.settings.needs_mask:
            found[name]["mean_weights"] = _rounded(weights.mean(axis=0))
            continue
        steps = np.maximum(1, np.ceil(lengths * weights.shape[1] / frames.shape[1]).astype(int))
        corpora = np.array([clip.partition("/")[0] for clip in clips])
        relative = np.stack([_stretch(row[:count]) for row, count in zip(weights, steps, strict=True)])
        found[name]["relative_weights"] = {
            corpus: _rounded(relative[corpora == corpus].mean(axis=0)) for corpus in part.expected
        }
        found[name]["weight_on_padding"] = float(
            np.mean([row[count:].sum() for row, count in zip(weights, steps, strict=True)])
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    files.write_text(target, json.dumps(files.sealed(found), indent=1) + "\n")
    return True


def _stretch(weights: np.ndarray) -> np.ndarray:
    """Return `weights` of any number of steps as `BINS` densities whose mean is 1."""
    edges = np.concatenate([[0.0], np.cumsum(weights)]) / max(weights.sum(), 1e-12)
    at = np.linspace(0, len(weights), BINS + 1)
    return np.diff(np.interp(at, np.arange(len(weights) + 1), edges)) * BINS


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]
