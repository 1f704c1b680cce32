"""Which clips the demo corpus holds, and what their names mean in RAVDESS, TESS and SAVEE.

The grammars are those of the corpora: Livingstone & Russo 2018 (RAVDESS), Pichora-Fuller &
Dupuis 2020 (TESS, folder names as published) and Haq & Jackson 2009 (SAVEE).
"""

import re
from dataclasses import dataclass
from functools import cache

from ser.corpora.catalogue.savee import EMOTION_CODES as SAVEE_CODES
from ser.corpora.catalogue.tess import EMOTION_CODES as TESS_CODES
from ser.corpora.labels import EMOTIONS
from ser.errors import BadValue

RAVDESS_ACTORS = 24
RAVDESS_STATEMENTS = ("Kids are talking by the door", "Dogs are sitting by the door")

TESS_WORDS = ("back", "dog", "five", "home", "moon", "rain", "sheep", "wash")
# The published folder names differ between the two speakers, in case and in wording.
_TESS_FOLDERS = {
    "OAF": {"fear": "OAF_Fear", "ps": "OAF_Pleasant_surprise", "sad": "OAF_Sad"},
    "YAF": {"ps": "YAF_pleasant_surprised"},
}

SAVEE_SPEAKERS = ("DC", "JE", "JK", "KL")
# The first three are said in every emotion, so that the text does not give the emotion away.
SAVEE_SENTENCES = (
    "She had your dark suit in greasy wash water all year",
    "Don't ask me to carry an oily rag like that",
    "Will you tell me why",
    "The small boy put the worm on the hook",
    "His shoulder felt as if it were broken",
    "Please take this dirty table cloth away for me",
)
_SAVEE_TAKES = 3

_RAVDESS_NAME = re.compile(r"03-01-(0[1-8])-(0[12])-(0[12])-(0[12])-([0-9][0-9])")
_TESS_NAME = re.compile(r"(OAF|YAF)_([a-z]+)_([a-z]+)")
_SAVEE_NAME = re.compile(r"(DC|JE|JK|KL)[_/](sa|su|[adfhn])([0-9][0-9])")


@dataclass(frozen=True)
class ClipSpec:
    """What one clip is: everything that the synthesiser needs besides the seed."""

    clip: str
    """Unique id, such as "RAVDESS/03-01-05-02-01-01-07", "TESS/OAF_back_fear" or "SAVEE/DC_a01"."""
    path: str
    """Path below the corpora root, with forward slashes."""
    corpus: str
    speaker: str
    """Such as "RAVDESS-07", "TESS-OAF" or "SAVEE-DC"."""
    sex: str
    """"female" or "male"."""
    emotion: str
    intensity: str
    """"normal" or "strong"."""
    text: str
    take: int
    """RAVDESS repetition, otherwise 1 for TESS and the sentence number for SAVEE."""


@cache
def clips() -> tuple[ClipSpec, ...]:
    """Return the 568 clips of the demo corpus, sorted by path below each corpus, RAVDESS, TESS, SAVEE."""
    return tuple(
        sorted(_ravdess(), key=lambda spec: spec.path)
        + sorted(_tess(), key=lambda spec: spec.path)
        + sorted(_savee(), key=lambda spec: spec.path)
    )


def parse(name: str) -> ClipSpec:
    """Read a clip's id or its path below the corpora root.

    Any name that the corpora's grammars allow is taken, also of a clip that `clips()` leaves out,
    as long as its words are among those that the synthesiser can say.

    Raises:
        BadValue: the name follows none of the three grammars, or names a word, a number or an
            intensity that the demo corpus does not have.
    """
    corpus, _, rest = str(name).removesuffix(".wav").partition("/")
    stem = rest.rpartition("/")[2]
    spec = None
    if corpus == "RAVDESS" and (match := _RAVDESS_NAME.fullmatch(stem)):
        emotion, intensity, statement, repetition, actor = (int(code) for code in match.groups())
        if 1 <= actor <= RAVDESS_ACTORS and (emotion, intensity) != (1, 2):
            spec = _ravdess_clip(emotion, intensity, statement, repetition, actor)
    elif corpus == "TESS" and (match := _TESS_NAME.fullmatch(stem)):
        if match[2] in TESS_WORDS and match[3] in TESS_CODES:
            spec = _tess_clip(match[1], match[2], match[3])
    elif (
        corpus == "SAVEE"
        and (match := _SAVEE_NAME.fullmatch(rest))
        and int(match[3]) in _savee_numbers(match[2])
    ):
        spec = _savee_clip(match[1], match[2], int(match[3]))
    if spec is None:
        raise BadValue(
            f"No demo clip is called {name!r}. Expected a name such as 'RAVDESS/03-01-05-02-01-01-07', "
            f"'TESS/OAF_{TESS_WORDS[0]}_fear' (words: {', '.join(TESS_WORDS)}) or 'SAVEE/DC_a01'. "
            "List them with ser.corpora.demo.clips()."
        )
    return spec


def _ravdess() -> list[ClipSpec]:
    specs = []
    for actor in range(1, RAVDESS_ACTORS + 1):
        pair = (actor - 1) // 2  # one man and one woman: alternating over pairs keeps the sexes balanced
        for emotion in range(1, 9):
            for k in range(1 if emotion == 1 else 2):
                statement = (pair + emotion + k) % 2 + 1
                repetition = (pair // 2 + emotion // 2 + k) % 2 + 1
                specs.append(_ravdess_clip(emotion, k + 1, statement, repetition, actor))
    return specs


def _ravdess_clip(emotion: int, intensity: int, statement: int, repetition: int, actor: int) -> ClipSpec:
    stem = f"03-01-{emotion:02}-{intensity:02}-{statement:02}-{repetition:02}-{actor:02}"
    return ClipSpec(
        clip=f"RAVDESS/{stem}",
        path=f"RAVDESS/Actor_{actor:02}/{stem}.wav",
        corpus="RAVDESS",
        speaker=f"RAVDESS-{actor:02}",
        sex="male" if actor % 2 else "female",
        emotion=EMOTIONS[emotion - 1],
        intensity="strong" if intensity == 2 else "normal",
        text=RAVDESS_STATEMENTS[statement - 1],
        take=repetition,
    )


def _tess() -> list[ClipSpec]:
    return [
        _tess_clip(voice, word, code) for voice in _TESS_FOLDERS for code in TESS_CODES for word in TESS_WORDS
    ]


def _tess_clip(voice: str, word: str, code: str) -> ClipSpec:
    stem = f"{voice}_{word}_{code}"
    return ClipSpec(
        clip=f"TESS/{stem}",
        path=f"TESS/{_TESS_FOLDERS[voice].get(code, f'{voice}_{code}')}/{stem}.wav",
        corpus="TESS",
        speaker=f"TESS-{voice}",
        sex="female",
        emotion=TESS_CODES[code],
        intensity="normal",
        text=f"Say the word {word}",
        take=1,
    )


def _savee() -> list[ClipSpec]:
    return [
        _savee_clip(voice, code, number)
        for voice in SAVEE_SPEAKERS
        for code in SAVEE_CODES
        for number in _savee_numbers(code)
    ]


def _savee_numbers(code: str) -> range:
    return range(1, 1 + (len(SAVEE_SENTENCES) if code == "n" else _SAVEE_TAKES))


def _savee_clip(voice: str, code: str, number: int) -> ClipSpec:
    return ClipSpec(
        clip=f"SAVEE/{voice}_{code}{number:02}",
        path=f"SAVEE/{voice}/{code}{number:02}.wav",
        corpus="SAVEE",
        speaker=f"SAVEE-{voice}",
        sex="male",
        emotion=SAVEE_CODES[code],
        intensity="normal",
        text=SAVEE_SENTENCES[number - 1],
        take=number,
    )
