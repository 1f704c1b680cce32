"""From segments to smooth control tracks: what the vocal tract and the larynx do over time."""

from dataclasses import dataclass

import numpy as np

from ser.corpora.demo.phonemes import Segment
from ser.corpora.demo.prosody import Cues, Speaker

STEP = 0.005
"""Seconds from one point of a track to the next."""

_NEUTRAL_TUBE = np.array([500.0, 1500.0, 2500.0])
_COARTICULATION = 0.07  # seconds over which formants glide from one target to the next
_HIGHEST = 14.0  # semitones above the neutral mean that a voice approaches but never passes
_LOWEST = 8.0  # the same below it
_ONSET = 0.015  # seconds over which sources are switched on and off


@dataclass(frozen=True)
class Tracks:
    """Controls of the synthesiser; every array has one row for each `STEP` seconds."""

    f0: np.ndarray
    """[points], Hz."""
    formants: np.ndarray
    """[points, 3], Hz."""
    voice: np.ndarray
    """[points], amplitude of voicing."""
    breath: np.ndarray
    """[points], amplitude of aspiration."""
    noise: np.ndarray
    """[points], level of frication."""
    band: np.ndarray
    """[points, 2], centre and width of the frication in Hz."""
    nasal: np.ndarray
    """[points], depth of the nasal antiresonance, 0 to 1."""


def articulate(segments: list[Segment], voice: Speaker, style: Cues, rng: np.random.Generator) -> Tracks:
    """Return the control tracks of a sentence in one speaker's voice and one way of speaking.

    Vowels and pauses stretch with tempo, bursts do not. Formant targets are scaled to the
    speaker's vocal tract, pulled towards or away from the neutral tube by articulatory precision,
    and smoothed, which is coarticulation at its simplest.
    """
    rate = voice.tempo * np.exp(style.slowness)
    lengths = np.array([_length(part, rate) for part in segments])
    lengths *= np.exp(rng.normal(0, 0.06, len(lengths)))
    points = np.maximum(1, np.round(lengths / STEP)).astype(int)
    owner = np.repeat(np.arange(len(segments)), points)

    targets = np.array([part.formants for part in segments], dtype=float)
    targets = _NEUTRAL_TUBE + np.exp(style.precision) * (targets - _NEUTRAL_TUBE)
    targets *= voice.tract * np.exp(style.mouth)
    targets *= np.exp(rng.normal(0, 0.02, targets.shape))

    accents = np.array([part.stress for part in segments], dtype=float)
    loud = np.array([part.voice for part in segments]) * 10 ** ((2.5 * accents) / 20)
    breath = np.array([part.breath for part in segments])
    noise = np.array([part.noise for part in segments])
    end = len(owner) - 1
    fade = np.interp(np.arange(end + 1), [0, 3, 0.75 * end, end - 8, end], [0.0, 1.0, 0.85, 0.55, 0.0])
    return Tracks(
        f0=_melody(segments, points, voice, style),
        formants=np.maximum(_smooth(targets[owner], _COARTICULATION), 150.0),
        voice=_smooth(loud[owner], _ONSET) * fade,
        breath=_smooth(breath[owner], _ONSET) * fade,
        noise=_smooth(noise[owner], 2 * STEP) * fade,
        band=_smooth(np.array([part.band for part in segments], dtype=float)[owner], 4 * STEP),
        nasal=_smooth(np.array([part.nasal for part in segments])[owner], 0.03),
    )


def _length(part: Segment, rate: float) -> float:
    elasticity = 1.15 if part.vowel else 0.3 if part.seconds < 0.02 else 0.8
    return part.seconds * rate**elasticity


def _melody(segments: list[Segment], points: np.ndarray, voice: Speaker, style: Cues) -> np.ndarray:
    """Return F0 in Hz: declination, a hill on every accent, and the movement at the end."""
    total = int(points.sum())
    time = np.arange(total) * STEP
    spread = np.exp(style.spread)
    place = time / time[-1]
    semitones = style.pitch + spread * (1.5 - 3.0 * place)
    centres = ((np.cumsum(points) - points / 2) * STEP)[[part.stress == 1 for part in segments]]
    for order, centre in enumerate(centres):
        height = 2.6 if order in (0, len(centres) - 1) else 1.6
        semitones += spread * height * np.exp(-0.5 * ((time - centre) / 0.09) ** 2)
    semitones += style.ending * np.clip((place - 0.65) / 0.35, 0, 1) ** 1.5
    semitones += max(style.tremor, 0.0) * np.sin(2 * np.pi * 7.0 * time)
    semitones = _smooth(semitones, 0.03)
    limit = np.where(semitones > 0, _HIGHEST, _LOWEST)
    return np.maximum(voice.f0 * 2 ** (limit * np.tanh(semitones / limit) / 12), 60.0)


def _smooth(track: np.ndarray, seconds: float) -> np.ndarray:
    """Return a track smoothed by a Hann window of that length, edges held."""
    half = max(1, round(seconds / STEP / 2))
    window = np.hanning(2 * half + 3)[1:-1]
    window /= window.sum()
    padded = np.pad(track, [(half, half)] + [(0, 0)] * (track.ndim - 1), mode="edge")
    count = len(track)
    return sum(weight * padded[k : k + count] for k, weight in enumerate(window))
