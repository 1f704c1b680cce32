"""Known wrong answers to `act-it`: what is wrong, the answer, words of its hint."""

import numpy as np

# neutral, calm, happy, sad, angry, fearful, disgust, surprised
_ANGRY = [0.02, 0.01, 0.10, 0.02, 0.70, 0.05, 0.06, 0.04]
_HAPPY = [0.05, 0.02, 0.55, 0.03, 0.10, 0.05, 0.05, 0.15]
_SAD = [0.10, 0.20, 0.03, 0.50, 0.02, 0.10, 0.03, 0.02]
_CALM = [0.25, 0.45, 0.03, 0.15, 0.02, 0.04, 0.04, 0.02]
_TAKES = [
    {"take": "Recording 1", "meant": "angry", "published": _ANGRY, "corrected": _ANGRY[::-1]},
    {"take": "Recording 2", "meant": "happy", "published": _ANGRY, "corrected": _HAPPY},
    {"take": "Recording 3", "meant": "sad", "published": _SAD, "corrected": _SAD},
    {"take": "Recording 4", "meant": "sad", "published": _CALM, "corrected": _CALM},
]
_SURE = {"published": (0.70 + 0.70 + 0.50 + 0.45) / 4, "corrected": (0.70 + 0.55 + 0.50 + 0.45) / 4}
_WHY = (
    "The models were trained on actors in a quiet studio, and my laptop stands in a kitchen with a fan, so my anger may "
    "sound like noise to them. I was louder when I was happy, and that looks like anger. Four takes are few: I would have to "
    "repeat each of them often to know what was luck."
)


def _answer(**changes):
    right = {"takes": _TAKES, "agreement": 0.5, "sure": _SURE, "explanation": _WHY}
    return right | changes


def _with(number, **changes):
    return [take | (changes if place == number else {}) for place, take in enumerate(_TAKES)]


def _percent(row):
    return [100 * value for value in row]


WRONG = {
    "two takes": (_answer(takes=_TAKES[:2]), "has 2 rows"),
    "one emotion": (_answer(takes=[take | {"meant": "angry"} for take in _TAKES]), "1 of the emotions"),
    "not said": (_answer(takes=_with(0, meant="")), "Choose it in the table"),
    "no table": (_answer(takes="angry, happy, sad"), "has to be a list"),
    "a model left out": (_answer(takes=[{"meant": "sad", "published": _SAD}] * 3), "`corrected`"),
    "per cent": (_answer(takes=_with(1, published=_percent(_ANGRY))), "Divide by 100"),
    "a digit mistyped": (_answer(takes=_with(2, corrected=[0.6, *_SAD[1:]])), "a digit mistyped"),
    "seven": (_answer(takes=_with(0, published=_ANGRY[1:])), "shape of `published` of take 1"),
    "below zero": (_answer(takes=_with(0, published=[-0.02, 0.05, *_ANGRY[2:]])), "not below zero"),
    "one column twice": (
        _answer(takes=[take | {"published": take["corrected"]} for take in _TAKES]),
        "copied twice",
    ),
    "one take in each row": (
        _answer(takes=[_TAKES[0] | {"meant": name} for name in ("sad", "happy", "calm")]),
        "copied into each row",
    ),
    "a count": (_answer(agreement=2), "is a count"),
    "agreement per cent": (_answer(agreement=50.0), "A share lies between"),
    "right instead of alike": (
        _answer(takes=_with(3, meant="calm"), agreement=0.75),
        "how often one model said what you meant",
    ),
    "agreement by guess": (_answer(agreement=0.1), "of how many?"),
    "sure of what was meant": (
        _answer(sure=_SURE | {"published": (0.70 + 0.10 + 0.50 + 0.15) / 4}),
        "mean probability of what you meant",
    ),
    "mean of all": (_answer(sure=_SURE | {"corrected": 0.125}), "one in eight"),
    "the highest": (_answer(sure=_SURE | {"corrected": 0.7}), "highest of all takes"),
    "sure by guess": (_answer(sure=_SURE | {"published": 0.33}), "and the mean of these"),
    "few words": (_answer(explanation="They are wrong."), "has 3 words"),
    "the same words": (_answer(explanation="train room few " * 14), "the same 3 words again"),
    "nan": (_answer(takes=_with(0, published=[np.nan, *_ANGRY[1:]])), "NaN"),
}
