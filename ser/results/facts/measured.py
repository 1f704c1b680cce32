"""Measure everything once and write it: the files of the folder `facts`."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd

from ser import files
from ser.corpora import CATALOGUE, Combined, fingerprint
from ser.errors import BadValue
from ser.features import FeatureSet, MfccSettings
from ser.outside import known
from ser.processes import side_by_side
from ser.results.facts import likeness
from ser.results.facts.channel import mean_features, spectra, tell_corpus
from ser.results.facts.duration import bears, duration_alone
from ser.results.facts.irregular import departures
from ser.results.facts.recording import Recording, measure_recording
from ser.splits import overview
from ser.splits.committed import VERSION as SPLITS

VERSION = 2
"""Part of the key: raise it when what is measured changes."""


def measure(
    combined: Combined, features: FeatureSet, folder: Path | str, *, jobs: int = 2, progress: bool = False
) -> bool:
    """Write the facts about the clips of `features` into `folder`; False when they were there already.

    Files, `facts.json` with the key last:

    - `clips.csv`: a row a clip, what it is and how it was recorded;
    - `spectra.csv`, `coefficients.csv`: means by corpus, and by corpus and emotion;
    - `irregular.csv`: clips that depart from the rule of their corpus (`Departure`);
    - `channel.csv`: how easily the corpus is told (`tell_corpus`);
    - `likeness.csv`, `nearest.csv`, `near.csv`: how like clips are (`ser.results.facts.likeness`);
    - `sharing.csv`: what the sides of every split share (`ser.splits.overview`).

    Raises:
        BadValue: the features are not MFCC.
    """
    from joblib import delayed
    from threadpoolctl import threadpool_limits
    from tqdm import tqdm

    if not isinstance(features.settings, MfccSettings):
        raise BadValue(f"facts: received {features.settings.kind} features, expected mfcc")
    folder = Path(folder)
    key = hashlib.sha256(f"{VERSION} {SPLITS} {fingerprint(features.clips)}".encode()).hexdigest()[:16]
    target = folder / "facts.json"
    if _is_whole(target, key):
        return False
    paths = combined.clips.set_index("clip")["path"]
    clips = features.clips.assign(path=features.clips["clip"].map(paths))
    stream = side_by_side(
        (delayed(measure_recording)(path, features.settings) for path in clips["path"]),
        jobs=jobs,
        what="facts of clips",
        batch=32,
    )
    heard: list[Recording] = list(
        tqdm(stream, total=len(clips), desc="facts of clips", unit="clip", disable=not progress)
    )
    # One thread: a sum over several has another last digit.
    with threadpool_limits(1):
        tables, facts = _all(combined, features, features.settings, clips, heard, progress=progress)
    folder.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    made = {}
    for name, table in tables.items():
        made[name] = files.digest(files.write_text(folder / f"{name}.csv", table.to_csv(index=False)))
    files.write_text(
        target, json.dumps(files.sealed({"key": key} | facts | {"tables": made}), indent=1) + "\n"
    )
    return True


def _is_whole(target: Path, key: str) -> bool:
    """Whether the facts are there, made of these clips, and neither cut short nor altered."""
    held = known(target)
    try:
        made = held.get("tables", {})
        return held.get("key") == key and all(
            files.digest(target.with_name(f"{name}.csv")) == found for name, found in made.items()
        )
    except (OSError, ValueError, AttributeError, TypeError):
        return False


def _all(
    combined: Combined,
    features: FeatureSet,
    settings: MfccSettings,
    clips: pd.DataFrame,
    heard: list[Recording],
    *,
    progress: bool,
) -> tuple[dict[str, pd.DataFrame], dict]:
    """Return every table by the name of its file, and what goes into `facts.json`."""
    levels = pd.concat([clips, pd.DataFrame([one.levels for one in heard])], axis=1)
    heard_files = pd.concat([clips, pd.DataFrame([one.file for one in heard])], axis=1)
    means = mean_features(features)
    irregular, rules = departures(heard_files, features.left_out, means, settings)
    channel, lonely = tell_corpus(levels, means)
    alike, facts_alike = _likeness(clips, [one.course for one in heard], settings, progress=progress)
    tables = {
        "clips": levels.drop(columns=["path", "sha256", "bytes"]),
        "spectra": spectra(clips["corpus"], np.stack([one.spectrum for one in heard])),
        "coefficients": _coefficients(features),
        "irregular": irregular,
        "channel": channel,
        "sharing": overview(features.clips, demo=features.demo),
        **alike,
    }
    facts = {
        "demo": features.demo,
        "corpora": {
            name: {"found": int((clips["corpus"] == name).sum()), "expected": expected}
            for name, expected in features.expected.items()
        },
        "left_out": [list(gap) for gap in features.left_out],
        "notes": list(combined.notes),
        "identical": _identical(features.clips),
        "duration_alone": {
            name: duration_alone(part)
            for name in features.expected
            if bears(part := features.clips[features.clips["corpus"] == name])
        },
        "rules": rules,
        "lonely": lonely,
        "unpublished": [] if features.demo else _unpublished(features.clips),
        "likeness": facts_alike,
    }
    return tables, facts


def _likeness(
    clips: pd.DataFrame, courses: list[np.ndarray], settings: MfccSettings, *, progress: bool
) -> tuple[dict[str, pd.DataFrame], dict]:
    """Return the tables `likeness`, `nearest` and `near`, and what prose says of them by corpus."""
    from tqdm import tqdm

    parts: dict[str, list[pd.DataFrame]] = {"likeness": [], "nearest": [], "near": []}
    about: dict = {}
    present = list(clips["corpus"].unique())
    for name in tqdm(present, desc="likeness", unit="corpus", disable=not progress):
        chosen = np.flatnonzero(clips["corpus"] == name)
        part = clips.iloc[chosen].reset_index(drop=True)
        alike = likeness.likeness([courses[row] for row in chosen])
        related = likeness.relations(part)
        pairs, near = likeness.near_pairs(part, alike, related)
        tables = {"likeness": likeness.spread(alike, related), "near": pairs}
        for file, table in (tables | {"nearest": likeness.nearest(part, alike)}).items():
            table.insert(0, "corpus", name)
            parts[file].append(table)
        about[name] = {
            "pairs": len(part) * (len(part) - 1) // 2,
            "near": near,
            "same_recording": int((pairs["waveform"] >= likeness.SAME_RECORDING).sum()),
            "takes": likeness.takes(alike, related),
        }
    return {file: pd.concat(tables, ignore_index=True) for file, tables in parts.items()}, {
        "near": likeness.NEAR,
        "same_recording": likeness.SAME_RECORDING,
        "lag_seconds": round(likeness.LAG * settings.hop / settings.rate, 3),
        "corpora": about,
    }


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


def _unpublished(clips: pd.DataFrame) -> list[dict]:
    """Return each speaker and emotion whose clips are not as many as were published."""
    counts = clips.groupby(["corpus", "speaker", "emotion"]).size()
    rows = []
    for name in clips["corpus"].unique():
        corpus = CATALOGUE[name]
        for speaker in corpus.speakers:
            for emotion, published in corpus.per_speaker.items():
                found = int(counts.get((name, speaker, emotion), 0))
                if found != published:
                    rows.append(
                        {"speaker": speaker, "emotion": emotion, "found": found, "published": published}
                    )
    return rows
