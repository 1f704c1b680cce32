"""From words to sounds: a small lexicon and a table of what each sound is made of.

Vowel formants are the means of adult men in Hillenbrand, Getty, Clark & Wheeler 1995 (JASA 97(5)),
rounded. Consonants follow the textbook picture (Stevens 1998, Acoustic Phonetics; Klatt 1980,
JASA 67(3)): fricatives are bands of noise, stops a closure with a burst, nasals a murmur with a
low first formant and an antiresonance.
"""

import re
from dataclasses import dataclass, replace

from ser.errors import BadValue


@dataclass(frozen=True)
class Segment:
    """A stretch of sound with one articulatory target."""

    seconds: float
    """Duration in neutral speech."""
    formants: tuple[float, float, float]
    """F1, F2, F3 in Hz, of an adult man."""
    voice: float = 0.0
    """Amplitude of voicing, 0 to 1."""
    breath: float = 0.0
    """Amplitude of aspiration, 0 to 1."""
    noise: float = 0.0
    """Level of frication, relative to the RMS of a vowel."""
    band: tuple[float, float] = (3000.0, 1000.0)
    """Centre and width of the frication in Hz."""
    nasal: float = 0.0
    """Depth of the nasal antiresonance, 0 to 1."""
    vowel: bool = False
    stress: int = 0
    """1 on a vowel that carries an accent."""


_VOWELS = {
    "IY": (340, 2320, 3000),
    "IH": (430, 2030, 2680),
    "EH": (580, 1800, 2600),
    "AE": (600, 1900, 2600),
    "AA": (770, 1330, 2520),
    "AO": (650, 1000, 2540),
    "UH": (470, 1120, 2430),
    "UW": (380, 1000, 2340),
    "AH": (620, 1200, 2550),
    "ER": (470, 1380, 1710),
    "AX": (500, 1400, 2500),
}
_DIPHTHONGS = {
    "AY": ("AA", "IH"),
    "AW": ("AA", "UH"),
    "EY": ("EH", "IY"),
    "OW": ("AO", "UH"),
    "OY": ("AO", "IH"),
}
_VOWEL_SECONDS = {"IH": 0.085, "EH": 0.095, "UH": 0.08, "AH": 0.085, "AX": 0.055}

# formants, voicing, level, (centre, width), seconds
_FRICATIVES = {
    "S": ((350, 1700, 2600), 0.0, 0.45, (6500, 1300), 0.1),
    "Z": ((300, 1700, 2600), 0.45, 0.25, (6200, 1300), 0.075),
    "SH": ((350, 1800, 2500), 0.0, 0.5, (3400, 900), 0.105),
    "F": ((350, 1100, 2300), 0.0, 0.12, (6000, 3000), 0.09),
    "V": ((300, 1100, 2300), 0.5, 0.06, (5000, 2500), 0.06),
    "TH": ((350, 1400, 2600), 0.0, 0.1, (6500, 2500), 0.085),
    "DH": ((300, 1400, 2600), 0.55, 0.05, (5500, 2500), 0.045),
}
# formants at release, voicing in the closure, burst level, (centre, width), aspiration seconds
_STOPS = {
    "P": ((300, 900, 2200), 0.0, 0.2, (1200, 900), 0.045),
    "B": ((250, 900, 2200), 0.25, 0.12, (1000, 700), 0.0),
    "T": ((300, 1750, 2650), 0.0, 0.45, (4500, 1500), 0.05),
    "D": ((250, 1750, 2650), 0.25, 0.25, (4000, 1400), 0.0),
    "K": ((300, 1900, 2300), 0.0, 0.4, (2300, 800), 0.055),
    "G": ((250, 1900, 2300), 0.25, 0.22, (2200, 700), 0.0),
}
_NASALS = {"M": (280, 1000, 2200), "N": (280, 1600, 2500), "NG": (280, 2000, 2400)}
_GLIDES = {"W": (320, 750, 2200), "Y": (300, 2200, 3000), "R": (420, 1250, 1650), "L": (400, 1100, 2650)}

_LEXICON = {
    "a": "AX", "account": "AX K AW1 N T", "all": "AO1 L", "an": "AX N", "are": "AA R", "as": "AE Z",
    "ask": "AE1 S K", "away": "AX W EY1", "back": "B AE1 K", "boy": "B OY1", "broken": "B R OW1 K AX N",
    "by": "B AY", "carry": "K EH1 R IY", "cloth": "K L AO1 TH", "dark": "D AA1 R K", "dirty": "D ER1 T IY",
    "dog": "D AO1 G", "dogs": "D AO1 G Z", "don't": "D OW1 N T", "door": "D AO1 R", "felt": "F EH1 L T",
    "five": "F AY1 V", "for": "F AO R", "greasy": "G R IY1 S IY", "had": "HH AE D", "his": "HH IH Z",
    "home": "HH OW1 M", "hook": "HH UH1 K", "if": "IH F", "in": "IH N", "it": "IH T", "kids": "K IH1 D Z",
    "like": "L AY1 K", "me": "M IY", "moon": "M UW1 N", "oily": "OY1 L IY", "on": "AA N",
    "please": "P L IY1 Z", "put": "P UH1 T", "rag": "R AE1 G", "rain": "R EY1 N", "say": "S EY1",
    "she": "SH IY", "sheep": "SH IY1 P", "shoulder": "SH OW1 L D ER", "sitting": "S IH1 T IH NG",
    "small": "S M AO1 L", "suit": "S UW1 T", "table": "T EY1 B AX L", "take": "T EY1 K",
    "talking": "T AO1 K IH NG", "tell": "T EH1 L", "that": "DH AE1 T", "the": "DH AX", "this": "DH IH S",
    "to": "T AX", "wash": "W AA1 SH", "water": "W AO1 T ER", "were": "W ER", "why": "W AY1",
    "will": "W IH L", "word": "W ER1 D", "worm": "W ER1 M", "year": "Y IH1 R", "you": "Y UW",
    "your": "Y AO R",
}  # fmt: skip


def segments(text: str) -> list[Segment]:
    """Return the segments of a sentence, in order; the last sounds are lengthened as in speech.

    Raises:
        BadValue: a word is not in the lexicon.
    """
    words = re.findall(r"[a-z']+", text.lower())
    unknown = sorted(set(words) - set(_LEXICON))
    if unknown or not words:
        raise BadValue(
            f"The demo voice cannot say {', '.join(unknown) or 'an empty text'!r}. "
            f"Expected words of its lexicon: {', '.join(sorted(_LEXICON))}."
        )
    phones = [phone for word in words for phone in _LEXICON[word].split()]
    sounds = [_sound(phone, following) for phone, following in zip(phones, [*phones[1:], ""], strict=True)]
    sounds[-2:] = [[replace(part, seconds=1.5 * part.seconds) for part in sound] for sound in sounds[-2:]]
    return [part for sound in sounds for part in sound]


def _sound(phone: str, following: str) -> list[Segment]:
    """Return the segments of one phone in ARPAbet; a trailing 1 marks stress."""
    stress = int(phone.endswith("1"))
    name = phone.rstrip("1")
    if name in _VOWELS or name in _DIPHTHONGS:
        targets = _DIPHTHONGS.get(name, (name,))
        seconds = (
            _VOWEL_SECONDS.get(name, 0.12) * (1.2 if stress else 0.85) * (1.15 if len(targets) > 1 else 1)
        )
        return [
            Segment(seconds / len(targets), _VOWELS[target], voice=1.0, vowel=True, stress=stress * (k == 0))
            for k, target in enumerate(targets)
        ]
    if name in _FRICATIVES:
        formants, voice, level, band, seconds = _FRICATIVES[name]
        return [Segment(seconds, formants, voice=voice, noise=level, band=band)]
    if name in _STOPS:
        formants, voice, level, band, aspiration = _STOPS[name]
        parts = [
            Segment(0.055, formants, voice=voice),
            Segment(0.012, formants, voice=voice, noise=level, band=band),
        ]
        if aspiration:
            parts.append(
                Segment(aspiration, _context(following, formants), breath=0.8, noise=0.2 * level, band=band)
            )
        return parts
    if name in _NASALS:
        return [Segment(0.07, _NASALS[name], voice=0.6, nasal=1.0)]
    if name in _GLIDES:
        return [Segment(0.06, _GLIDES[name], voice=0.8)]
    return [
        Segment(0.06, _context(following, _VOWELS["AX"]), breath=1.0)
    ]  # HH takes the shape of what follows


def _context(phone: str, otherwise: tuple) -> tuple:
    name = phone.rstrip("1")
    return _VOWELS.get(_DIPHTHONGS.get(name, (name,))[0], otherwise)
