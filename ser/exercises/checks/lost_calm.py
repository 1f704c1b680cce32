"""Label harmonisation: answer(corpus, code) -> one of the eight labels, or None for a code that is not known."""

from typing import Any

import numpy as np

from ser.corpora import CATALOGUE, CORPORA, EMOTIONS
from ser.exercises import asking
from ser.exercises.verdict import Missing, Mistake

_CALM, _SURPRISE, _SAD = "02", "ps", ("sa", "su")
_WITH_LETTERS = ("TESS", "SAVEE")  # those of RAVDESS are numbers


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    found = {
        (corpus, code): _label(answer, corpus, code)
        for corpus in CORPORA
        for code in CATALOGUE[corpus].emotions
    }
    if not any(found.values()):
        raise Missing("No code has a label yet.")
    _known_words(found)
    _calm(found)
    _two_letters(found)
    if found["TESS", _SURPRISE] is None:
        raise Mistake("A code of TESS has no label: what does `ps` stand for in that corpus?")
    for (corpus, code), label in found.items():
        if label is None:
            raise Mistake(
                f"The code `{code}` of {corpus} has no label. Its clips would be left out without a word."
            )
        if label != CATALOGUE[corpus].emotions[code]:
            raise Mistake(f"A code of {corpus} has the label of another emotion. Read its row once more.")
    _capitals(answer, found)
    _unknown(answer, rng)
    _of_another(answer)
    return (
        "every code has one of the eight labels, whatever its case, and an unknown code has none. Calm is kept, and one "
        "corpus alone has it: whoever knows the corpus knows more about calm than the voice says."
    )


def _label(answer: Any, corpus: str, code: str) -> str | None:
    back = asking.call(answer, corpus, code, may_be_none=True)
    return None if back is None else asking.text(back, f"the label of `{code}` of {corpus}")


def _known_words(found: dict[tuple[str, str], str | None]) -> None:
    for (corpus, code), label in found.items():
        if label is not None and label not in EMOTIONS:
            raise Mistake(
                f"`{code}` of {corpus} becomes {label!r}, which is none of the eight labels. Two words for one emotion are "
                "two classes to a network."
            )


def _calm(found: dict[tuple[str, str], str | None]) -> None:
    label = found["RAVDESS", _CALM]
    if label is None:
        raise Mistake("Calm is lost: the clips of RAVDESS with the code `02` get no label.")
    if label == found["RAVDESS", "01"]:
        raise Mistake(
            "Calm is lost: two codes of RAVDESS get the same label. The paper counts eight emotions; yours has seven."
        )


def _two_letters(found: dict[tuple[str, str], str | None]) -> None:
    if found["SAVEE", _SAD[0]] == found["SAVEE", _SAD[1]]:
        raise Mistake("Two codes of SAVEE begin with the same letter, and you make one emotion of them.")


def _capitals(answer: Any, found: dict[tuple[str, str], str | None]) -> None:
    for corpus in _WITH_LETTERS:
        for code in CATALOGUE[corpus].emotions:
            for other in (code.capitalize(), code.upper()):
                try:
                    same = _label(answer, corpus, other) == found[corpus, code]
                except Mistake:
                    same = False
                if not same:
                    raise Mistake(
                        f"A code of {corpus} in capital letters does not get its label. TESS writes `Fear` in one folder and "
                        "`fear` in another; let capitals make no difference in any corpus."
                    )


def _of_another(answer: Any) -> None:
    """A code of one corpus is no code of the others, unless they have it too."""
    for corpus in CORPORA:
        own = CATALOGUE[corpus].emotions
        others = {code: other for other in CORPORA for code in CATALOGUE[other].emotions if code not in own}
        for code, other in others.items():
            try:
                label = _label(answer, corpus, code)
            except Mistake:
                raise Mistake(
                    f"The code `{code}` is one of {other}. Asked for it as a code of {corpus}, your function stops; give `None`."
                ) from None
            if label is not None:
                raise Mistake(
                    f"The code `{code}` is one of {other} and not of {corpus}, and gets a label there all the same. What does "
                    "your function do with `corpus`?"
                )


def _unknown(answer: Any, rng: np.random.Generator) -> None:
    code = "".join(rng.choice(list("qxz"), 3))
    for corpus, given in (("TESS", code), ("RAVDESS", "09"), ("SAVEE", code)):
        try:
            label = _label(answer, corpus, given)
        except Mistake:
            raise Mistake(
                "A code that no corpus has stops your function. One stray file would stop the whole loader; give `None`."
            ) from None
        if label is not None:
            raise Mistake(
                "A code that no corpus has gets a label all the same. Give `None`; a guess is a wrong label."
            )
