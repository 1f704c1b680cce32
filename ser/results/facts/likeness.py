"""How like two clips are: near-duplicates, takes of one sentence, and what the nearest clip gives away.

Each clip is the course of its cepstral coefficients over the sound in it, without the silence
around, each coefficient less its mean over the clip, in units of its deviation over the corpus. The
likeness of two clips is the highest cosine of their courses as one is shifted against the other by
up to `LAG` frames. Level, silence and a fixed channel hardly change it: a copy has 1, one that was
turned up, filtered or cut a little lies close to 1; what has nothing in common lies near 0.
"""

import numpy as np
import pandas as pd

from ser import audio
from ser.evaluation import interval
from ser.splits.split import SENTENCE

LAG = 10
"""Frames to either side, a quarter of a second at the settings of the project."""

NEAR = 0.8
"""Pairs at least as like as this are listed."""

LISTED = 500
"""Pairs of one corpus that are listed at most, the most alike."""

SAME_RECORDING = 0.9
"""Waveforms that correlate by this much at the best shift come from one recording."""

_RATE = 8000
"""Hz at which waveforms are correlated: two recordings differ below half of it as well."""

RELATIONS = (
    "another take of the sentence",
    "same speaker and text, other emotion or intensity",
    "same speaker and emotion, other text",
    "same speaker, other text and emotion",
    "other speaker, same text",
    "other speaker, other text",
)

STEPS = ("any other clip", "no take of the sentence", "other texts alone", "other speakers alone")
"""Among which clips the nearest is looked for, after the splits: random, repetition, text, speaker."""


def likeness(courses: list[np.ndarray], *, lag: int = LAG) -> np.ndarray:
    """Return the likeness of every two clips, shape (clips, clips), float32, 1 on the diagonal.

    `courses` holds one array of shape (frames, coefficients) a clip. The work grows with the square
    of their number: some seconds for three thousand.
    """
    level = [course - course.mean(axis=0) for course in courses]
    scale = np.maximum(np.concatenate(level).std(axis=0), 1e-6)
    longest = max(map(len, level))
    padded = np.zeros((len(level), longest, level[0].shape[1]), np.float32)
    for row, course in enumerate(level):
        padded[row, : len(course)] = course / scale
    padded /= np.maximum(np.sqrt((padded**2).sum(axis=(1, 2), keepdims=True)), 1e-6)
    best = np.full((len(level), len(level)), -1.0, np.float32)
    for shift in range(min(lag, longest - 1) + 1):
        late = padded[:, shift:].reshape(len(padded), -1)
        early = padded[:, : longest - shift].reshape(len(padded), -1)
        cosine = late @ early.T
        np.maximum(best, cosine, out=best)
        np.maximum(best, cosine.T, out=best)
    np.fill_diagonal(best, 1.0)
    return best


def relations(clips: pd.DataFrame) -> np.ndarray:
    """Return which of `RELATIONS` every two clips of a corpus have, as its number, shape (clips, clips)."""
    speaker, text, emotion = (_same(clips, (column,)) for column in ("speaker", "text", "emotion"))
    return np.select(
        [_same(clips, SENTENCE), speaker & text, speaker & emotion, speaker, text],
        [np.int8(number) for number in range(5)],
        np.int8(5),
    )


def spread(alike: np.ndarray, related: np.ndarray) -> pd.DataFrame:
    """Return how the likeness is spread over the pairs of each relation that occurs.

    Columns: relation, pairs, and the quantiles q05, q25, q50, q75, q95.
    """
    upper = np.triu(np.ones(alike.shape, bool), 1)
    rows = []
    for number, name in enumerate(RELATIONS):
        values = alike[upper & (related == number)]
        if len(values):
            quantiles = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95)).round(4)
            rows.append((name, len(values), *map(float, quantiles)))
    return pd.DataFrame(rows, columns=["relation", "pairs", "q05", "q25", "q50", "q75", "q95"])


def near_pairs(clips: pd.DataFrame, alike: np.ndarray, related: np.ndarray) -> tuple[pd.DataFrame, int]:
    """Return the pairs of one corpus that are near-duplicates, and how many there were to list.

    Pairs of identical files come first, then the most alike. Columns: clip, other, relation,
    likeness, identical, waveform (the correlation of the two sounds at the best shift). `clips` has the
    column path as well.
    """
    content = _same(clips, ("sha256",))
    found = np.triu((alike >= NEAR) | content, 1)
    first, second = np.nonzero(found)
    table = pd.DataFrame(
        {
            "clip": clips["clip"].to_numpy()[first],
            "other": clips["clip"].to_numpy()[second],
            "relation": np.array(RELATIONS)[related[first, second]],
            "likeness": alike[first, second].astype(float).round(4),
            "identical": content[first, second],
        }
    )
    table = table.sort_values(
        ["identical", "likeness", "clip", "other"], ascending=[False, False, True, True]
    ).head(LISTED)
    paths = clips.set_index("clip")["path"]
    table["waveform"] = [
        _waveform(paths[one], paths[other]) for one, other in zip(table["clip"], table["other"], strict=True)
    ]
    return table.reset_index(drop=True), len(first)


def takes(alike: np.ndarray, related: np.ndarray) -> dict | None:
    """Return how near takes of one sentence are; None where a corpus has one take of each.

    `nearest` and `among_five` are the shares of the clips with another take whose nearest clip, or
    one of the five nearest, is such a take; `beats` is the share of clips of the same speaker saying
    another text that are less like a clip than its other take is.
    """
    others = (related == 0) & ~np.eye(len(alike), dtype=bool)
    having = others.any(axis=1)
    if not having.any():
        return None
    values = np.where(np.eye(len(alike), dtype=bool), -2.0, alike)[having]
    best = np.where(others[having], values, -2.0).max(axis=1)
    rank = (values > best[:, None]).sum(axis=1)
    elsewhere = np.isin(related[having], (2, 3))
    beaten = ((values < best[:, None]) & elsewhere).sum(axis=1) / np.maximum(elsewhere.sum(axis=1), 1)
    return {
        "clips": int(having.sum()),
        "of": len(alike),
        "nearest": float((rank == 0).mean()),
        "among_five": float((rank < 5).mean()),
        "beats": float(beaten.mean()),
    }


def nearest(clips: pd.DataFrame, alike: np.ndarray) -> pd.DataFrame:
    """Return how often the nearest clip has the same emotion, for each of `STEPS`.

    A step is left out when it leaves no clip, or the same clips as the step before.

    Columns: among (the step), same_emotion with low and high, unit, chance (the share of the clips to
    choose from that have the same emotion), same_speaker, clips.
    """
    truth = pd.factorize(clips["emotion"])[0]
    speaker = _same(clips, ("speaker",))
    itself = np.eye(len(clips), dtype=bool)
    barred = (itself, _same(clips, SENTENCE), itself | _same(clips, ("text",)), speaker)
    rows, before = [], np.zeros_like(itself)
    for step, closed in zip(STEPS, barred, strict=True):
        usable = ~closed.all(axis=1)
        if not usable.any() or (closed == before).all():
            continue
        before = closed
        found = np.where(closed, -2.0, alike)[usable].argmax(axis=1)
        mine, its = truth[usable], truth[found]
        part = clips[usable]
        low, high, unit = interval(mine, its, part["speaker"].to_numpy(), part["text"].to_numpy())
        open_ = ~closed[usable]
        chance = ((mine[:, None] == truth[None, :]) & open_).sum(axis=1) / open_.sum(axis=1)
        rows.append(
            {
                "among": step,
                "same_emotion": round(float((mine == its).mean()), 4),
                "low": round(low, 4),
                "high": round(high, 4),
                "unit": unit,
                "chance": round(float(chance.mean()), 4),
                "same_speaker": round(float(speaker[np.flatnonzero(usable), found].mean()), 4),
                "clips": int(usable.sum()),
            }
        )
    return pd.DataFrame(rows)


def _same(clips: pd.DataFrame, columns: tuple[str, ...]) -> np.ndarray:
    """Return which clips agree in all `columns`, shape (clips, clips)."""
    number = clips.groupby(list(columns), sort=False).ngroup().to_numpy()
    return number[:, None] == number[None, :]


def _waveform(one: str, other: str) -> float:
    """Return the highest correlation of two sounds over all shifts, 0 to 1 (a copy turned over counts too)."""
    from scipy.signal import correlate

    first, second = (audio.read_window(path, rate=_RATE).astype(np.float64) for path in (one, other))
    norm = np.sqrt((first**2).sum() * (second**2).sum())
    return round(float(np.abs(correlate(first, second, method="fft")).max() / norm), 4)
