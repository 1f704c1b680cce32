"""SAVEE, the Surrey Audio-Visual Expressed Emotion database: four men, seven emotions (no calm)."""

import re
from pathlib import PurePosixPath

from ser.corpora.corpus import Archive, ClipName, Corpus, Irregularity

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

REGISTRATION = (
    "register at http://kahlan.eps.surrey.ac.uk/savee/ as its owners ask, and fetch AudioData.zip there"
)
IRREGULARITIES = (
    Irregularity(
        clips=(),
        what="a common repack has flat names, DC_a01.wav in place of DC/a01.wav",
        effect="both are read; in the original a file name says nothing about its speaker, the folder does",
    ),
    Irregularity(
        clips=(),
        what="the codes sa (sadness) and su (surprise) begin with the same letter",
        effect="read whole; a loader that takes the first letter makes one emotion of two",
    ),
    Irregularity(
        clips=(),
        what="most sentences are said in one emotion alone",
        effect="the text gives the emotion away, so there is no split by sentence",
    ),
)

_STEM = re.compile(r"(?:(DC|JE|JK|KL)_)?(sa|su|a|d|f|h|n)(\d\d)", re.IGNORECASE | re.ASCII)


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
    citation=(
        "Haq, S.; Jackson, P.J.B. (2009). Speaker-dependent audio-visual emotion recognition. "
        "Proceedings of the International Conference on Auditory-Visual Speech Processing (AVSP), 53-58."
    ),
    licence="research use, by registration",
    source="kahlan.eps.surrey.ac.uk/savee, after registration: AudioData.zip",
    homepage="http://kahlan.eps.surrey.ac.uk/savee/",
    language="English",
    clips=480,
    speakers=SPEAKERS,
    emotions=EMOTION_CODES,
    grammar="<speaker>/<emotion><number>.wav, or <speaker>_<emotion><number>.wav in a common repack",
    example="DC/a01.wav",
    parse=parse,
    per_speaker=dict.fromkeys(EMOTION_CODES.values(), 15) | {"neutral": 30},
    archives=(Archive(url="", file="AudioData.zip"),),
    registration=REGISTRATION,
    irregularities=IRREGULARITIES,
    folders=("AudioData", "ALL"),
    manifest="savee.csv",
    combined=2,
)
