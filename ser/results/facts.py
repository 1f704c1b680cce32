"""What the pages need of the audio, measured once and small enough to commit.

A page that is built where no corpora are (the published book) reads these files instead of sound:
durations, levels and silence of every clip, the mean spectrum of each corpus, the mean coefficients
of each emotion, and how far the duration alone goes.
"""

import hashlib
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd

from ser import audio
from ser.corpora import CORPORA, EMOTIONS, Combined, fingerprint
from ser.errors import DataDamaged
from ser.evaluation import accuracy, confusion_matrix
from ser.features import FeatureSet, MfccSettings, log_mel

VERSION = 1
"""Part of the key: raise it when what is measured changes."""

_SILENCE = 0.01
"""Of the clip's peak: what lies below (-40 dB) before the first or after the last louder sample is silence."""


def measure(
    combined: Combined, features: FeatureSet, folder: Path | str, *, jobs: int = 2, progress: bool = False
) -> bool:
    """Write the facts about the clips of `features` into `folder`; False when they were there already.

    Files: `clips.csv`, `spectra.csv`, `coefficients.csv` and, last, `facts.json` with the key.
    """
    from joblib import Parallel, delayed
    from tqdm import tqdm

    folder = Path(folder)
    key = hashlib.sha256(f"{VERSION} {fingerprint(features.clips)}".encode()).hexdigest()[:16]
    target = folder / "facts.json"
    if target.is_file() and json.loads(target.read_text()).get("key") == key:
        return False
    paths = combined.clips.set_index("clip")["path"]
    clips = features.clips.assign(path=features.clips["clip"].map(paths))
    stream = Parallel(n_jobs=jobs, return_as="generator", batch_size=32)(
        delayed(_measure_clip)(path, features.settings) for path in clips["path"]
    )
    measured = list(tqdm(stream, total=len(clips), desc="facts of clips", unit="clip", disable=not progress))
    levels = pd.DataFrame([level for level, _ in measured])
    table = pd.concat([clips.drop(columns=["path", "sha256", "bytes"]), levels], axis=1)
    folder.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    _write_csv(folder / "clips.csv", table)
    _write_csv(folder / "spectra.csv", _spectra(clips["corpus"], np.stack([mean for _, mean in measured])))
    _write_csv(folder / "coefficients.csv", _coefficients(features))
    facts = {
        "key": key,
        "demo": features.demo,
        "corpora": {
            name: {"found": int((clips["corpus"] == name).sum()), "expected": expected}
            for name, expected in features.expected.items()
        },
        "left_out": [list(gap) for gap in features.left_out],
        "notes": list(combined.notes),
        "identical": _identical(features.clips),
        "duration_alone": {
            name: _duration_alone(features.clips[features.clips["corpus"] == name])
            for name in features.expected
        },
    }
    beside = target.with_name(f".{target.name}.part")
    beside.write_text(json.dumps(facts, indent=1) + "\n")
    os.replace(beside, target)
    return True


def _measure_clip(path: str, settings: MfccSettings) -> tuple[dict, np.ndarray]:
    """Return levels and times of one clip, and its mean mel spectrum in dB, shape (mel bands,)."""
    samples = audio.read_window(path, rate=settings.rate)
    seconds = len(samples) / settings.rate
    level = np.abs(samples)
    loud = np.flatnonzero(level > _SILENCE * level.max())
    window = max(0.0, min(seconds - settings.offset, settings.duration))
    decibels = log_mel(samples, settings)
    return {
        "peak": round(float(level.max()), 4),
        "rms_db": round(float(10 * np.log10(np.mean(samples.astype(np.float64) ** 2))), 2),
        "silence_before": round(float(loud[0] / settings.rate), 3),
        "silence_after": round(float((len(samples) - 1 - loud[-1]) / settings.rate), 3),
        "padding": round(1 - window / settings.duration, 4),
    }, decibels.mean(axis=0)


def _spectra(corpora: pd.Series, means: np.ndarray) -> pd.DataFrame:
    """Return mean and deviation of the clips' mean mel spectrum by corpus, in dB above its own mean."""
    level = means - means.mean(axis=1, keepdims=True)
    rows = []
    for name in [name for name in CORPORA if (corpora == name).any()]:
        chosen = level[(corpora == name).to_numpy()]
        for band in range(chosen.shape[1]):
            mean, deviation = chosen[:, band].mean(), chosen[:, band].std()
            rows.append((name, band, round(float(mean), 3), round(float(deviation), 3)))
    return pd.DataFrame(rows, columns=["corpus", "band", "mean_db", "deviation_db"])


def _coefficients(features: FeatureSet) -> pd.DataFrame:
    """Return mean and deviation over frames of each coefficient by corpus and emotion."""
    rows = []
    of_frame = np.repeat(np.arange(len(features.clips)), features.lengths)
    for (corpus, emotion), group in features.clips.groupby(["corpus", "emotion"], sort=False):
        values = features.values[np.isin(of_frame, group.index.to_numpy())].astype(np.float64)
        for number, (mean, deviation) in enumerate(zip(values.mean(axis=0), values.std(axis=0), strict=True)):
            rows.append((corpus, emotion, number, round(float(mean), 3), round(float(deviation), 3)))
    return pd.DataFrame(rows, columns=["corpus", "emotion", "coefficient", "mean", "deviation"])


def _identical(clips: pd.DataFrame) -> list[list[str]]:
    """Return the groups of clips that are the same bytes."""
    groups = clips.groupby("sha256")["clip"].apply(sorted)
    return sorted(list(group) for group in groups if len(group) > 1)


def _duration_alone(clips: pd.DataFrame) -> dict:
    """Return the accuracy of a Gaussian on log duration: at random, and from speaker to speaker.

    Random: five folds stratified on emotion. Speakers: each is tested on all the others.
    """
    from sklearn.model_selection import LeaveOneGroupOut, StratifiedKFold, cross_val_predict
    from sklearn.naive_bayes import GaussianNB

    truth = clips["emotion"].map(EMOTIONS.index).to_numpy()
    seconds = np.log(clips[["duration"]].to_numpy())
    speakers = clips["speaker"].to_numpy()
    if len(set(speakers)) < 2:
        raise DataDamaged(f"duration alone: received one speaker {speakers[0]}, expected two or more")
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    random = cross_val_predict(GaussianNB(), seconds, truth, cv=folds)
    unseen = cross_val_predict(GaussianNB(), seconds, truth, cv=LeaveOneGroupOut(), groups=speakers)
    return {
        "random": accuracy(confusion_matrix(truth, random)),
        "unseen_speakers": accuracy(confusion_matrix(truth, unseen)),
        "chance": 1 / len(set(truth)),
        "clips": len(clips),
    }


def _write_csv(path: Path, table: pd.DataFrame) -> None:
    beside = path.with_name(f".{path.name}.part")
    table.to_csv(beside, index=False)
    os.replace(beside, path)
