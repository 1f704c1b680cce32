"""The one mean and one deviation of the published scaler: as it is fitted, and on the training side alone.

The published scaler also sees the validation side. By how much that moves it follows from what stands
beside the headline models, without the features.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ser.features import MfccSettings
from ser.results import read_json, read_table
from ser.splits import Split, make_split


@dataclass(frozen=True)
class Scale:
    """A mean and a deviation over every value, padding included."""

    mean: float
    deviation: float


@dataclass(frozen=True)
class Scales:
    """What the published scaler is, and what it would be if the training side alone had been seen."""

    published: Scale
    training: Scale

    @property
    def stretch(self) -> float:
        """How far the two deviations lie apart, as a share of that of the training side."""
        return abs(self.published.deviation / self.training.deviation - 1)


def scales(results: Path) -> Scales | None:
    """Return both scales from the model folders and facts of a profile.

    None where one of these is not there, or they do not belong together.

    The scaler of the corrected model holds the mean and the deviation of each coefficient over the true
    frames of its training side. Padding is zeros, so its share, from `facts/clips.csv`, gives the rest.
    """
    names = ("published", "corrected")
    needed = [results / "models" / name / file for name in names for file in ("config.json", "scaler.json")]
    if not all(path.is_file() for path in (*needed, results / "facts" / "facts.json")):
        return None
    configs, scalers = (
        {name: read_json(results / "models" / name / file) for name in names}
        for file in ("config.json", "scaler.json")
    )
    ours = configs["corrected"]
    if ours["split"]["hash"] != configs["published"]["split"]["hash"]:
        return None
    fitted = [configs[name]["training"]["scaler"] for name in names]
    if fitted != ["published", "coefficient"] or ours["training"]["fit_on"] != "train":
        return None
    settings = MfccSettings(**{name: value for name, value in ours["features"].items() if name != "kind"})
    clips = read_table(results / "facts" / "clips.csv")
    split = _split(clips, read_json(results / "facts" / "facts.json"), ours["split"])
    if split is None:
        return None
    trained = clips.set_index("clip").loc[list(split.train), "duration"].to_numpy()
    true = frames(trained, settings).sum() / (len(trained) * settings.frames)
    mean, deviation = (np.array(scalers["corrected"][name]) for name in ("mean", "deviation"))
    middle, square = true * mean.mean(), true * (mean**2 + deviation**2).mean()
    stored = scalers["published"]
    return Scales(
        Scale(float(stored["mean"][0]), float(stored["deviation"][0])),
        Scale(float(middle), float(np.sqrt(square - middle**2))),
    )


def frames(durations: np.ndarray, settings: MfccSettings) -> np.ndarray:
    """Return how many frames the window holds of clips that last `durations` seconds, shape (clips,)."""
    window = np.clip(np.asarray(durations) - settings.offset, 0, settings.duration)
    # A resampled clip is rounded up to whole samples; a duration is written to the microsecond.
    samples = np.ceil(np.round(window * settings.rate, 2))
    return np.minimum(settings.frames, 1 + samples.astype(int) // settings.hop)


def _split(clips: pd.DataFrame, facts: dict, wanted: dict) -> Split | None:
    """Return the split that a model was trained on, dealt out again; None where it comes out otherwise."""
    same = {clip: group[0] for group in facts["identical"] for clip in group}
    # In the place of hashes, the names of clips: files of the same bytes share one.
    clips = clips.assign(sha256=clips["clip"].map(lambda clip: same.get(clip, clip)))
    found = make_split(wanted["name"], clips, fold=wanted["fold"], seed=wanted["seed"], demo=facts["demo"])
    return found if found.hash == wanted["hash"] else None
