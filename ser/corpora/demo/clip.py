"""One made clip, from its name to its samples."""

import numpy as np

from ser.corpora.demo.articulation import articulate
from ser.corpora.demo.chance import generator
from ser.corpora.demo.layout import ClipSpec, parse
from ser.corpora.demo.phonemes import segments
from ser.corpora.demo.prosody import cues, speaker
from ser.corpora.demo.recording import RECORDINGS, record
from ser.corpora.demo.voice import speak


def synthesise(name_or_spec: str | ClipSpec, *, seed: int = 0) -> tuple[np.ndarray, int]:
    """Return one clip's samples without writing it.

    Args:
        name_or_spec: a clip's id ("TESS/OAF_back_fear"), its path below the corpora root, or its `ClipSpec`.
        seed: seed of the corpus; seed 0 is what `make` writes unless told otherwise.

    Returns:
        Samples, [samples] float64 in [-1, 1], and the sampling rate in Hz. The file that `make`
        writes holds these samples rounded to 16 bits.

    Raises:
        BadValue: the name is not one of the demo corpus.
    """
    spec = name_or_spec if isinstance(name_or_spec, ClipSpec) else parse(name_or_spec)
    rng = generator(seed, "clip", spec.clip)
    voice = speaker(spec.speaker, spec.sex, seed=seed)
    style = cues(voice, spec.emotion, spec.intensity, rng)
    rate = RECORDINGS[spec.corpus].rate
    tracks = articulate(segments(spec.text), voice, style, rng)
    speech = speak(tracks, voice, style, rate, rng)
    return record(speech, spec.corpus, voice.gain + style.energy, seed=seed, rng=rng), rate
