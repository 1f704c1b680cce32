"""CREMA-D, the crowd-sourced emotional multimodal actors dataset: 91 actors, 12 sentences, six emotions."""

import re
from pathlib import PurePosixPath

from ser.corpora.corpus import ClipName, Corpus, Irregularity

EMOTION_CODES = {
    "ANG": "angry",
    "DIS": "disgust",
    "FEA": "fearful",
    "HAP": "happy",
    "NEU": "neutral",
    "SAD": "sad",
}
# XX is "unspecified": no level was asked for, as in a corpus that has none.
INTENSITY_CODES = {"LO": "low", "MD": "medium", "HI": "high", "XX": "normal"}
SENTENCES = {
    "IEO": "It's eleven o'clock",
    "TIE": "That is exactly what happened",
    "IOM": "I'm on my way to the meeting",
    "IWW": "I wonder what this is about",
    "TAI": "The airplane is almost full",
    "MTI": "Maybe tomorrow it will be cold",
    "IWL": "I would like a new alarm clock",
    "ITH": "I think I have a doctor's appointment",
    "DFA": "Don't forget a jacket",
    "ITS": "I think I've seen this before",
    "TSI": "The surface is slick",
    "WSI": "We'll stop in a couple of minutes",
}
# VideoDemographics.csv of the official repository; the sex is as the actors gave it.
_WOMEN = (
    *(1002, 1003, 1004, 1006, 1007, 1008, 1009, 1010, 1012, 1013, 1018, 1020, 1021, 1024, 1025),
    *(1028, 1029, 1030, 1037, 1043, 1046, 1047, 1049, 1052, 1053, 1054, 1055, 1056, 1058, 1060),
    *(1061, 1063, 1072, 1073, 1074, 1075, 1076, 1078, 1079, 1082, 1084, 1089, 1091),
)
SPEAKERS = {f"CREMA-D-{actor}": "female" if actor in _WOMEN else "male" for actor in range(1001, 1092)}
IRREGULARITIES = (
    Irregularity(
        clips=(
            "CREMA-D/1006_TIE_HAP_XX",
            "CREMA-D/1006_TIE_NEU_XX",
            "CREMA-D/1013_WSI_DIS_XX",
            "CREMA-D/1013_WSI_SAD_XX",
            "CREMA-D/1017_IWW_ANG_XX",
            "CREMA-D/1017_IWW_FEA_XX",
        ),
        what="three pairs of the same bytes under two emotions each",
        effect="at most one label of a pair is right, and we do not know which; kept on one side of every split",
    ),
    Irregularity(
        clips=("CREMA-D/1076_MTI_SAD_XX",),
        what="no sound in it, as its publisher says",
        effect="nothing in it tells its label",
    ),
    Irregularity(
        clips=(),
        what="five actors have fewer than 82 clips: 1008, 1009 and 1019 have 76, 1002 and 1076 have 81",
        effect="7442 clips and not 91 times 82; a count by speaker that expects the same for all fails",
    ),
    Irregularity(
        clips=("CREMA-D/1040_ITH_SAD_XX",),
        what="older copies call it 1040_ITH_SAD_X.wav",
        effect="read as XX; a loader that wants two letters leaves it out",
    ),
    Irregularity(
        clips=(),
        what="the zip that GitHub makes of the repository holds short text files in place of the sound (Git LFS)",
        effect="files with the right names that are not audio; clone with git-lfs",
    ),
)

_NAME = re.compile(
    rf"(10[0-8]\d|109[01])_({'|'.join(SENTENCES)})_({'|'.join(EMOTION_CODES)})_(LO|MD|HI|XX?)",
    re.IGNORECASE | re.ASCII,
)


def parse(path: PurePosixPath) -> ClipName | None:
    """Read `1001_DFA_ANG_XX.wav`: actor, sentence, emotion, level."""
    match = _NAME.fullmatch(path.stem)
    if match is None or match[1] == "1000":
        return None
    actor, sentence, emotion, level = (part.upper() for part in match.groups())
    level = "XX" if level == "X" else level
    speaker = f"CREMA-D-{actor}"
    return ClipName(
        clip=f"CREMA-D/{actor}_{sentence}_{emotion}_{level}",
        speaker=speaker,
        sex=SPEAKERS[speaker],
        emotion=EMOTION_CODES[emotion],
        intensity=INTENSITY_CODES[level],
        text=SENTENCES[sentence],
    )


CORPUS = Corpus(
    name="CREMA-D",
    title="Crowd-sourced Emotional Multimodal Actors Dataset",
    citation=(
        "Cao, H.; Cooper, D.G.; Keutmann, M.K.; Gur, R.C.; Nenkova, A.; Verma, R. (2014). CREMA-D: Crowd-sourced "
        "Emotional Multimodal Actors Dataset. IEEE Transactions on Affective Computing 5(4), 377-390."
    ),
    doi="10.1109/TAFFC.2014.2336244",
    licence="Open Database License 1.0",
    licence_url="http://opendatacommons.org/licenses/odbl/1.0/",
    source="github.com/CheyneyComputerScience/CREMA-D, folder AudioWAV",
    homepage="https://github.com/CheyneyComputerScience/CREMA-D",
    language="English",
    clips=7442,
    speakers=SPEAKERS,
    emotions=EMOTION_CODES,
    grammar="<actor>_<sentence>_<emotion>_<level>.wav; level LO, MD, HI or XX (unspecified)",
    example="AudioWAV/1001_DFA_ANG_XX.wav",
    parse=parse,
    registration="clone https://github.com/CheyneyComputerScience/CREMA-D with git-lfs and take its folder AudioWAV",
    irregularities=IRREGULARITIES,
    folders=("AudioWAV", "cremad"),
    manifest="crema-d.csv",
)
