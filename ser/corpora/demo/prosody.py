"""How emotions sound, and how differently speakers show them.

`EMOTION_CUES` is the direction of change from a speaker's neutral voice, as reported by

- Banse & Scherer 1996, J. Pers. Soc. Psychol. 70(3): acoustic profiles of acted emotions;
- Juslin & Laukka 2003, Psychol. Bull. 129(5), Table 7: cues across 104 studies of vocal expression;
- Scherer 2003, Speech Communication 40: review (tempo, F0 level and range, energy, high-frequency energy);
- Tartter 1980, Percept. Psychophys. 27: smiling raises the formants.

The sizes are ours. They are chosen so that the emotions overlap, as they do in speech.
"""

from dataclasses import dataclass, fields

import numpy as np

from ser.corpora.demo.chance import generator
from ser.corpora.labels import EMOTIONS


@dataclass(frozen=True)
class Cues:
    """A way of speaking, as differences from the speaker's neutral voice."""

    pitch: float = 0.0
    """Mean of F0, in semitones."""
    spread: float = 0.0
    """Range of F0, natural logarithm of a factor."""
    ending: float = 0.0
    """Rise (or fall, below 0) of F0 at the end, in semitones."""
    slowness: float = 0.0
    """Length of the sounds, natural logarithm of a factor."""
    energy: float = 0.0
    """Level of the voice, in dB."""
    brightness: float = 0.0
    """Spectral tilt of the glottal source, in dB per octave; above 0 is more high-frequency energy."""
    breath: float = 0.0
    """Aspiration noise, natural logarithm of a factor."""
    roughness: float = 0.0
    """Jitter and shimmer, natural logarithm of a factor."""
    tremor: float = 0.0
    """Slow periodic change of F0, in semitones."""
    mouth: float = 0.0
    """Formant shift from lips and jaw, natural logarithm of a factor."""
    precision: float = 0.0
    """How far vowels reach from the neutral tube, natural logarithm of a factor."""


EMOTION_CUES: dict[str, Cues] = {
    "neutral": Cues(),
    "calm": Cues(
        pitch=-0.7, spread=-0.25, ending=-0.8, slowness=0.08, energy=-2.5, brightness=-1.3, breath=0.5,
        roughness=-0.3,
    ),
    "happy": Cues(
        pitch=3.5, spread=0.5, ending=1.0, slowness=-0.05, energy=4.0, brightness=1.2, mouth=0.05,
        precision=0.08,
    ),
    "sad": Cues(
        pitch=-1.0, spread=-0.5, ending=-1.8, slowness=0.12, energy=-4.5, brightness=-2.4, breath=0.7,
        mouth=-0.02, precision=-0.18,
    ),
    "angry": Cues(
        pitch=2.8, spread=0.4, ending=-0.5, slowness=-0.06, energy=7.0, brightness=2.8, breath=-0.5,
        roughness=0.7, mouth=0.02, precision=0.14,
    ),
    "fearful": Cues(
        pitch=5.0, spread=-0.2, ending=0.5, slowness=-0.09, energy=1.0, brightness=0.2, breath=0.5,
        roughness=0.6, tremor=0.6, precision=-0.06,
    ),
    "disgust": Cues(
        pitch=-1.2, spread=0.15, ending=-1.2, slowness=0.1, energy=0.5, brightness=0.9, roughness=0.5,
        mouth=-0.05, precision=0.04,
    ),
    "surprised": Cues(
        pitch=4.6, spread=0.75, ending=5.0, slowness=-0.03, energy=3.0, brightness=0.6, breath=0.25,
        mouth=-0.03,
    ),
}  # fmt: skip

_INTENSITY = {"normal": 1.0, "strong": 1.4}

# Size of the differences between speakers (habits, per emotion and cue) and between takes (per clip and cue).
_HABITS = Cues(1.5, 0.2, 1.2, 0.08, 2.2, 1.25, 0.4, 0.35, 0.15, 0.03, 0.07)
_TAKES = Cues(0.6, 0.12, 0.6, 0.09, 1.1, 0.4, 0.18, 0.15, 0.05, 0.01, 0.04)


@dataclass(frozen=True)
class Speaker:
    """A neutral voice, and how far each cue is used in each emotion."""

    f0: float
    """Mean of F0 in neutral speech, in Hz."""
    tract: float
    """Formant factor: 1 for an average man, larger for a shorter vocal tract."""
    tempo: float
    """Factor on durations."""
    tilt: float
    """Spectral tilt in dB per octave, added to the emotion's."""
    breath: float
    """Aspiration relative to voicing."""
    jitter: float
    """Relative change of F0 from cycle to cycle."""
    gain: float
    """Level in dB, added to the emotion's."""
    expression: dict[str, Cues]
    """Differences from the neutral voice for each emotion at normal intensity, habits included."""


def speaker(name: str, sex: str, *, seed: int) -> Speaker:
    """Return the made voice of a speaker; the same name and seed give the same voice.

    Speakers differ in the voice itself, in how strongly they express, in which cues they use
    (weights per cue) and in habits of their own for each emotion. This is what makes a speaker
    who was not in the training set harder, as with real speech (Schuller et al. 2010).
    """
    rng = generator(seed, "speaker", name)
    woman = sex == "female"
    older = 0.88 if name == "TESS-OAF" else 1.0  # F0 falls with age in women; OAF was 64 years old
    strength = np.exp(rng.normal(0, 0.2))
    weights = strength * np.clip(np.exp(rng.normal(0, 0.45, len(fields(Cues)))), 0.3, 2.0)
    return Speaker(
        f0=float((205 if woman else 118) * older * np.exp(rng.normal(0, 0.1))),
        tract=float((1.16 if woman else 1.0) * np.exp(rng.normal(0, 0.045))),
        tempo=float((1.35 if name.startswith("TESS") else 1.0) * np.exp(rng.normal(0, 0.09))),
        tilt=float(rng.normal(-0.5, 1.2)),
        breath=float((0.09 if woman else 0.06) * np.exp(rng.normal(0, 0.35))),
        jitter=float((0.013 if older < 1 else 0.008) * np.exp(rng.normal(0, 0.3))),
        gain=float(rng.normal(0, 2.2)),
        expression={
            emotion: _add(_scale(EMOTION_CUES[emotion], weights), _draw(_HABITS, rng))
            if emotion != "neutral"
            else Cues()
            for emotion in EMOTIONS
        },
    )


def cues(voice: Speaker, emotion: str, intensity: str, rng: np.random.Generator) -> Cues:
    """Return the cues of one take: the speaker's expression, scaled by intensity, with chance added."""
    weights = np.full(len(fields(Cues)), _INTENSITY[intensity])
    return _add(_scale(voice.expression[emotion], weights), _draw(_TAKES, rng))


def _values(item: Cues) -> np.ndarray:
    return np.array([getattr(item, field.name) for field in fields(Cues)])


def _scale(item: Cues, weights: np.ndarray) -> Cues:
    return Cues(*(_values(item) * weights).tolist())


def _add(one: Cues, other: Cues) -> Cues:
    return Cues(*(_values(one) + _values(other)).tolist())


def _draw(sizes: Cues, rng: np.random.Generator) -> Cues:
    return _scale(sizes, rng.normal(0, 1, len(fields(Cues))))
