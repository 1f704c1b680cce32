"""TESS, the Toronto Emotional Speech Set: two women, 200 words, seven emotions (no calm)."""

import re
from pathlib import PurePosixPath

from ser.corpora.corpus import ClipName, Corpus

EMOTION_CODES = {
    "angry": "angry",
    "disgust": "disgust",
    "fear": "fearful",
    "happy": "happy",
    "neutral": "neutral",
    "ps": "surprised",
    "sad": "sad",
}
SPEAKERS = {"TESS-OAF": "female", "TESS-YAF": "female"}

# One real file, OA_bite_neutral.wav, has lost the F of its speaker.
_NAME = re.compile(r"(OAF|OA|YAF)_([a-z]+)_(angry|disgust|fear|happy|neutral|ps|sad)", re.IGNORECASE)


def parse(path: PurePosixPath) -> ClipName | None:
    """Read `OAF_<word>_<emotion>.wav`; the folder is ignored, because its name differs by copy."""
    match = _NAME.fullmatch(path.stem)
    if match is None:
        return None
    speaker, word, emotion = match[1].upper(), match[2].lower(), match[3].lower()
    speaker = "OAF" if speaker == "OA" else speaker
    return ClipName(
        clip=f"TESS/{speaker}_{word}_{emotion}",
        speaker=f"TESS-{speaker}",
        sex="female",
        emotion=EMOTION_CODES[emotion],
        intensity="normal",
        text=f"Say the word {word}",
    )


CORPUS = Corpus(
    name="TESS",
    title="Toronto Emotional Speech Set",
    citation="Pichora-Fuller, M.K.; Dupuis, K. (2020). Borealis, doi:10.5683/SP2/E8H2MF.",
    licence="CC BY-NC-ND 4.0",
    source="Borealis dataverse, doi:10.5683/SP2/E8H2MF (University of Toronto)",
    clips=2800,
    speakers=SPEAKERS,
    emotions=EMOTION_CODES,
    grammar="<speaker>_<word>_<emotion>.wav; speaker OAF (64 years) or YAF (26 years); ps = pleasant surprise",
    parse=parse,
)
