"""RAVDESS, the speech and audio-only part: 24 actors, two sentences, eight emotions."""

import re
from pathlib import PurePosixPath

from ser.corpora.corpus import ClipName, Corpus

EMOTION_CODES = {
    "01": "neutral",
    "02": "calm",
    "03": "happy",
    "04": "sad",
    "05": "angry",
    "06": "fearful",
    "07": "disgust",
    "08": "surprised",
}
INTENSITY_CODES = {"01": "normal", "02": "strong"}
STATEMENTS = {"01": "Kids are talking by the door", "02": "Dogs are sitting by the door"}
# Odd actors are men, even actors are women.
SPEAKERS = {f"RAVDESS-{actor:02d}": "male" if actor % 2 else "female" for actor in range(1, 25)}

# modality 03 = audio only, channel 01 = speech; neutral (01) exists in normal intensity alone.
_NAME = re.compile(r"03-01-(0[1-8])-(0[12])-(0[12])-(0[12])-(0[1-9]|1\d|2[0-4])", re.IGNORECASE)


def parse(path: PurePosixPath) -> ClipName | None:
    """Read `MM-VC-EE-II-SS-RR-AA.wav`; None when the name is not a RAVDESS speech clip."""
    match = _NAME.fullmatch(path.stem)
    if match is None:
        return None
    emotion, intensity, statement, repetition, actor = match.groups()
    if emotion == "01" and intensity == "02":
        return None
    speaker = f"RAVDESS-{actor}"
    return ClipName(
        clip=f"RAVDESS/{path.stem}",
        speaker=speaker,
        sex=SPEAKERS[speaker],
        emotion=EMOTION_CODES[emotion],
        intensity=INTENSITY_CODES[intensity],
        text=STATEMENTS[statement],
        take=int(repetition),
    )


CORPUS = Corpus(
    name="RAVDESS",
    title="Ryerson Audio-Visual Database of Emotional Speech and Song (speech, audio only)",
    citation="Livingstone, S.R.; Russo, F.A. (2018). PLoS ONE 13(5), e0196391.",
    licence="CC BY-NC-SA 4.0",
    source="Zenodo record 1188976, Audio_Speech_Actors_01-24.zip",
    clips=1440,
    speakers=SPEAKERS,
    emotions=EMOTION_CODES,
    grammar="MM-VC-EE-II-SS-RR-AA.wav: modality, channel, emotion, intensity, statement, repetition, actor",
    parse=parse,
)
