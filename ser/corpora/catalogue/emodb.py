"""EMO-DB, the Berlin database of emotional speech: ten actors, German, seven emotions (one dropped)."""

import re
from pathlib import PurePosixPath

from ser.corpora.corpus import ClipName, Corpus, Irregularity

# The letters stand for German words: Wut, Ekel, Angst, Freude, Trauer, neutral, Langeweile.
EMOTION_CODES = {
    "W": "angry",
    "E": "disgust",
    "A": "fearful",
    "F": "happy",
    "T": "sad",
    "N": "neutral",
}
DROPPED_CODES = {"L": "boredom"}
_WOMEN = ("08", "09", "13", "14", "16")
SPEAKERS = {
    f"EMO-DB-{code}": "female" if code in _WOMEN else "male"
    for code in ("03", "08", "09", "10", "11", "12", "13", "14", "15", "16")
}
IRREGULARITIES = (
    Irregularity(
        clips=(),
        what="boredom (L) has no place among the eight labels",
        effect="its clips are passed over and counted, so the table is shorter than the corpus",
    ),
    Irregularity(
        clips=(),
        what="the emotion letters stand for German words: A is Angst (fear), W is Wut (anger), F is Freude (joy)",
        effect="read by the label map; read as English, fear becomes anger and joy becomes fear",
    ),
)

_STEM = re.compile(r"(03|08|09|1[0-6])([ab]\d\d)([WEAFTNL])([a-z])", re.IGNORECASE | re.ASCII)


def parse(path: PurePosixPath) -> ClipName | None:
    """Read `03a01Wa.wav`; None when the name is no clip of EMO-DB, or is one of boredom."""
    match = _STEM.fullmatch(path.stem)
    if match is None or match[3].upper() in DROPPED_CODES:
        return None
    number, text, emotion, version = match[1], match[2].lower(), match[3].upper(), match[4].lower()
    speaker = f"EMO-DB-{number}"
    return ClipName(
        clip=f"EMO-DB/{number}{text}{emotion}{version}",
        speaker=speaker,
        sex=SPEAKERS[speaker],
        emotion=EMOTION_CODES[emotion],
        intensity="normal",
        # The sentences are not in the file names; the code stands for the text.
        text=f"text {text}",
        take=ord(version) - ord("a") + 1,
    )


def drops(path: PurePosixPath) -> bool:
    """Return True for a clip of boredom."""
    match = _STEM.fullmatch(path.stem)
    return match is not None and match[3].upper() in DROPPED_CODES


CORPUS = Corpus(
    name="EMO-DB",
    title="Berlin Database of Emotional Speech",
    citation=(
        "Burkhardt, F.; Paeschke, A.; Rolfes, M.; Sendlmeier, W.F.; Weiss, B. (2005). "
        "A database of German emotional speech. Proceedings of Interspeech 2005, 1517-1520."
    ),
    doi="10.21437/Interspeech.2005-446",
    licence="",
    source="emodb.bilderbar.info (Technical University of Berlin)",
    homepage="http://emodb.bilderbar.info/docu/",
    language="German",
    clips=535,
    speakers=SPEAKERS,
    emotions=EMOTION_CODES,
    grammar="<speaker><text><emotion><version>.wav: two digits, a letter and two digits, a letter, a letter",
    example="03a01Wa.wav",
    parse=parse,
    drops=drops,
    dropped=DROPPED_CODES,
    irregularities=IRREGULARITIES,
    folders=("EmoDB",),
)
