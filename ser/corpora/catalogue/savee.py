"""SAVEE, the Surrey Audio-Visual Expressed Emotion database: four men, seven emotions (no calm)."""

import re
from pathlib import PurePosixPath

from ser.corpora.corpus import ClipName, Corpus

EMOTION_CODES = {
    "a": "angry",
    "d": "disgust",
    "f": "fearful",
    "h": "happy",
    "n": "neutral",
    "sa": "sad",
    "su": "surprised",
}
SPEAKERS = {f"SAVEE-{name}": "male" for name in ("DC", "JE", "JK", "KL")}

_STEM = re.compile(r"(?:(DC|JE|JK|KL)_)?(sa|su|a|d|f|h|n)(\d\d)", re.IGNORECASE)


def parse(path: PurePosixPath) -> ClipName | None:
    """Read `DC/a01.wav` (the original) or `DC_a01.wav` (a common repack)."""
    match = _STEM.fullmatch(path.stem)
    if match is None:
        return None
    speaker = (match[1] or path.parent.name).upper()
    emotion, number = match[2].lower(), int(match[3])
    # 15 sentences an emotion, 30 for neutral.
    if f"SAVEE-{speaker}" not in SPEAKERS or not 1 <= number <= (30 if emotion == "n" else 15):
        return None
    return ClipName(
        clip=f"SAVEE/{speaker}_{emotion}{number:02d}",
        speaker=f"SAVEE-{speaker}",
        sex="male",
        emotion=EMOTION_CODES[emotion],
        intensity="normal",
        # The sentences are not in the file names; the number within the emotion stands for the text.
        text=f"sentence {emotion}{number:02d}",
    )


CORPUS = Corpus(
    name="SAVEE",
    title="Surrey Audio-Visual Expressed Emotion database",
    citation="Haq, S.; Jackson, P.J.B. (2009). Speaker-dependent audio-visual emotion recognition. AVSP.",
    licence="research use, by registration",
    source="kahlan.eps.surrey.ac.uk/savee, after registration: AudioData.zip",
    clips=480,
    speakers=SPEAKERS,
    emotions=EMOTION_CODES,
    grammar="<speaker>/<emotion><number>.wav, or <speaker>_<emotion><number>.wav in a common repack",
    parse=parse,
)
