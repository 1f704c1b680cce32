"""Clips that are not as the others of their corpus, and what a careless reading makes of them."""

from dataclasses import asdict, dataclass
from pathlib import PurePath

import numpy as np
import pandas as pd

from ser import audio
from ser.corpora import CATALOGUE
from ser.features import MfccSettings, mfcc

RULED = ("container", "rate", "channels")
"""What a corpus has a rule for: the value that most of its files have."""


@dataclass(frozen=True)
class Departure:
    """One clip that departs from the rule of its corpus.

    `kind` is one of `RULED`, "name", "identical" or "missing"; `received` and `rule` are the two
    values in words. `seconds` is how long the clip is, `misread` how long a reading by the rule makes
    it, `shift` how far that moves its mean MFCC: the root mean square over the coefficients, in
    deviations of the corpus' clips. `said` is what else was found. `known` tells whether the catalogue
    names the clip.
    """

    corpus: str
    clip: str
    kind: str
    received: str
    rule: str
    seconds: float | None = None
    misread: float | None = None
    shift: float | None = None
    said: str = ""
    known: bool = False


COLUMNS = tuple(Departure.__dataclass_fields__)


def departures(
    clips: pd.DataFrame,
    left_out: tuple[tuple[str, str], ...],
    means: np.ndarray,
    settings: MfccSettings,
) -> tuple[pd.DataFrame, dict[str, dict]]:
    """Return every clip that departs from the rule of its corpus, and the rules.

    Args:
        clips: one row a clip, with path, sha256, duration and the columns of `RULED`.
        left_out: clips that are not at hand, each with the reason.
        means: each clip's mean MFCC, shape (clips, coefficients), in the order of `clips`.
        settings: how they were computed.

    Returns:
        A table with the fields of `Departure`, and {corpus: {container, rate, channels}}.
    """
    found: list[Departure] = []
    rules: dict[str, dict] = {}
    for corpus in [name for name in CATALOGUE if (clips["corpus"] == name).any()]:
        chosen = (clips["corpus"] == corpus).to_numpy()
        part, own = clips[chosen], means[chosen]
        rules[corpus] = {what: _plain(part[what].mode().iloc[0]) for what in RULED}
        scale = np.maximum(own.std(axis=0), 1e-6)
        for (_, row), mean in zip(part.iterrows(), own, strict=True):
            found += _of_file(row, rules[corpus], mean, scale, settings)
        found += _identical(part)
    found += [Departure(clip.split("/")[0], clip, "missing", reason, "at hand") for clip, reason in left_out]
    known = {clip for corpus in CATALOGUE.values() for one in corpus.irregularities for clip in one.clips}
    rows = [asdict(one) | {"known": one.clip in known} for one in found]
    return pd.DataFrame(rows, columns=list(COLUMNS)), rules


def _of_file(
    row: pd.Series, rule: dict, mean: np.ndarray, scale: np.ndarray, settings: MfccSettings
) -> list[Departure]:
    """Return how one file departs from the rule; a file that keeps it costs nothing but the comparison."""
    found = []
    about = {"corpus": row["corpus"], "clip": row["clip"]}
    seconds = round(float(row["duration"]), 2)
    if row["container"] != rule["container"]:
        said = _plain_reader(row["path"])
        found.append(
            Departure(
                **about,
                kind="container",
                received=row["container"],
                rule=rule["container"],
                seconds=seconds,
                said=said,
            )
        )
    if row["channels"] != rule["channels"] or row["rate"] != rule["rate"]:
        samples, gap = _unfolded(row["path"])
        for kind, read_at in (("channels", row["rate"]), ("rate", rule["rate"])):
            if row[kind] == rule[kind]:
                continue
            one = samples if kind == "channels" else samples[:: int(row["channels"])]
            misread = audio.resample(np.ascontiguousarray(one), int(read_at), settings.rate)
            found.append(
                Departure(
                    **about,
                    kind=kind,
                    received=_plain_word(kind, row[kind]),
                    rule=_plain_word(kind, rule[kind]),
                    seconds=seconds,
                    misread=round(len(misread) / settings.rate, 2),
                    shift=_shift(misread, mean, scale, settings),
                    said=f"largest difference between channels {gap:g}" if kind == "channels" else "",
                )
            )
    stem, expected = PurePath(row["path"]).stem, row["clip"].split("/")[-1]
    if not expected.lower().endswith(stem.lower()):
        found.append(
            Departure(
                **about, kind="name", received=stem, rule=expected, seconds=seconds, said=_speaker(stem)
            )
        )
    return found


def _identical(clips: pd.DataFrame) -> list[Departure]:
    found = []
    for _, group in clips.groupby("sha256", sort=False):
        names = sorted(group["clip"])
        if len(names) < 2:
            continue
        for _, row in group.sort_values("clip").iterrows():
            others = ", ".join(name.split("/")[-1] for name in names if name != row["clip"])
            found.append(
                Departure(
                    row["corpus"],
                    row["clip"],
                    "identical",
                    f"the bytes of {others}",
                    "bytes of its own",
                    round(float(row["duration"]), 2),
                )
            )
    return found


def _unfolded(path: str) -> tuple[np.ndarray, float]:
    """Return all samples in the order of the file, channel after channel, and how far channels differ."""
    import soundfile

    samples, _ = soundfile.read(path, dtype="float32", always_2d=True)
    return samples.reshape(-1), float(np.abs(samples - samples[:, :1]).max())


def _shift(samples: np.ndarray, mean: np.ndarray, scale: np.ndarray, settings: MfccSettings) -> float | None:
    """Return how far a reading moves the mean MFCC, in deviations; None when it ends before the window."""
    start = int(settings.offset * settings.rate)
    window = samples[start : start + int(settings.duration * settings.rate)]
    if not len(window):
        return None
    moved = (mfcc(window, settings).mean(axis=0) - mean) / scale
    return round(float(np.sqrt(np.mean(moved**2))), 2)


def _plain_reader(path: str) -> str:
    """Return what Python's own reader of WAV files says of a file."""
    import wave

    try:
        with wave.open(path, "rb"):
            return "read by Python's wave module"
    except (wave.Error, EOFError) as error:
        return f"refused by Python's wave module: {error}"


def _speaker(stem: str) -> str:
    first = stem.split("_")[0]
    return f"cut at the underscore, its speaker is {first}" if "_" in stem else ""


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value


def _plain_word(kind: str, value: object) -> str:
    return f"{value:,} Hz" if kind == "rate" else f"{value} channel{'' if value == 1 else 's'}"
