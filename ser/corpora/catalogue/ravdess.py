"""RAVDESS, the speech and audio-only part: 24 actors, two sentences, eight emotions."""

import re
from pathlib import PurePosixPath

from ser.corpora.corpus import Archive, ClipName, Corpus, Irregularity

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

IRREGULARITIES = (
    Irregularity(
        clips=(
            "RAVDESS/03-01-02-01-01-02-01",
            "RAVDESS/03-01-08-01-02-02-01",
            "RAVDESS/03-01-02-01-02-02-05",
            "RAVDESS/03-01-03-01-02-01-20",
            "RAVDESS/03-01-06-01-01-02-20",
        ),
        what="stereo, with the same samples in both channels; every other clip is mono",
        effect="a reader that expects mono stops, or hands on twice the samples",
    ),
    Irregularity(
        clips=("RAVDESS/03-01-03-01-02-01-07", "RAVDESS/03-01-03-01-02-02-07"),
        what="two takes that are the same bytes",
        effect="kept on one side of every split; apart, one of them is a test clip seen in training",
    ),
    Irregularity(
        clips=(),
        what="a widespread repack holds the corpus twice, a nested folder beside the outer one: 2880 files",
        effect="each clip counts once; else every clip is there twice, and a split puts copies on both sides",
    ),
    Irregularity(
        clips=(),
        what="soft recordings (median peak 0.10 of full scale) with near silence before and after the speech",
        effect="level and silence tell the corpus from the others before a word is heard",
    ),
)

# modality 03 = audio only, channel 01 = speech; neutral (01) exists in normal intensity alone.
_NAME = re.compile(r"03-01-(0[1-8])-(0[12])-(0[12])-(0[12])-(0[1-9]|1\d|2[0-4])", re.IGNORECASE | re.ASCII)


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
    citation=(
        "Livingstone, S.R.; Russo, F.A. (2018). The Ryerson Audio-Visual Database of Emotional Speech and Song "
        "(RAVDESS): A dynamic, multimodal set of facial and vocal expressions in North American English. "
        "PLoS ONE 13(5), e0196391."
    ),
    doi="10.1371/journal.pone.0196391",
    licence="CC BY-NC-SA 4.0",
    licence_url="https://creativecommons.org/licenses/by-nc-sa/4.0/",
    source="Zenodo record 1188976, Audio_Speech_Actors_01-24.zip",
    homepage="https://zenodo.org/records/1188976",
    language="English",
    clips=1440,
    speakers=SPEAKERS,
    emotions=EMOTION_CODES,
    grammar="MM-VC-EE-II-SS-RR-AA.wav: modality, channel, emotion, intensity, statement, repetition, actor",
    example="Actor_01/03-01-01-01-01-01-01.wav",
    parse=parse,
    per_speaker={"neutral": 4} | {emotion: 8 for emotion in EMOTION_CODES.values() if emotion != "neutral"},
    archives=(
        Archive(
            url="https://zenodo.org/records/1188976/files/Audio_Speech_Actors_01-24.zip",
            file="Audio_Speech_Actors_01-24.zip",
            bytes=208_468_073,
            checksum="md5:bc696df654c87fed845eb13823edef8a",
        ),
    ),
    irregularities=IRREGULARITIES,
    folders=("Audio_Speech_Actors_01-24", "audio_speech_actors_01-24", "ravdess-emotional-speech-audio"),
    manifest="ravdess.csv",
    combined=0,
)
