"""TESS, the Toronto Emotional Speech Set: two women, 200 words, seven emotions (no calm)."""

import re
from pathlib import PurePosixPath

from ser.corpora.corpus import Archive, ClipName, Corpus, Irregularity

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

IRREGULARITIES = (
    Irregularity(
        clips=("TESS/OAF_bite_neutral",),
        what="the file is called OA_bite_neutral.wav: its speaker has lost a letter",
        effect="read as OAF; a loader that splits the name at the underscore sees a third speaker",
    ),
    Irregularity(
        clips=("TESS/OAF_food_fear",),
        what="sampled at 96 kHz; every other clip at 24,414 Hz",
        effect="resampled like any other; at a fixed count of samples it would last a quarter of its time",
    ),
    Irregularity(
        clips=("TESS/YAF_germ_angry", "TESS/YAF_neat_fear"),
        what="AIFF under a name that ends in .wav",
        effect="read by content; a reader of RIFF alone stops here",
    ),
    Irregularity(
        clips=(),
        what="folder names differ by copy: OAF_Fear or OAF_fear, OAF_Pleasant_surprise, YAF_pleasant_surprised",
        effect="the label is read from the file name; read from the folder, one emotion becomes two",
    ),
    Irregularity(
        clips=(),
        what="clips of 1.25 to 2.99 s, nearly all shorter than those of RAVDESS",
        effect="in a window of 3 s that begins at 0.5 s, half of the window is padding",
    ),
)

# One real file, OA_bite_neutral.wav, has lost the F of its speaker.
_NAME = re.compile(
    r"(OAF|OA|YAF)_([a-z]+)_(angry|disgust|fear|happy|neutral|ps|sad)", re.IGNORECASE | re.ASCII
)


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
    citation="Pichora-Fuller, M.K.; Dupuis, K. (2020). Toronto emotional speech set (TESS). Borealis.",
    doi="10.5683/SP2/E8H2MF",
    licence="CC BY-NC-ND 4.0",
    licence_url="https://creativecommons.org/licenses/by-nc-nd/4.0/",
    source="Borealis dataverse, doi:10.5683/SP2/E8H2MF (University of Toronto)",
    homepage="https://doi.org/10.5683/SP2/E8H2MF",
    language="English",
    clips=2800,
    speakers=SPEAKERS,
    emotions=EMOTION_CODES,
    grammar="<speaker>_<word>_<emotion>.wav; speaker OAF (64 years) or YAF (26 years); ps = pleasant surprise",
    example="OAF_Fear/OAF_back_fear.wav",
    parse=parse,
    per_speaker=dict.fromkeys(EMOTION_CODES.values(), 200),
    archives=(
        # The address by which a Dataverse gives out all files of a dataset; it makes the archive on the way.
        Archive(
            url="https://borealisdata.ca/api/access/dataset/:persistentId/?persistentId=doi:10.5683/SP2/E8H2MF",
            file="dataverse_files.zip",
        ),
    ),
    irregularities=IRREGULARITIES,
    folders=(
        "TESS Toronto emotional speech set data",
        "TESS_Toronto_emotional_speech_set_data",
        "toronto-emotional-speech-set-tess",
    ),
    manifest="tess.csv",
    combined=1,
)
