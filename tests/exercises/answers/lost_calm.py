"""Known wrong answers to `lost-calm`: what is wrong, the answer, words of its hint."""

from ser.corpora import CATALOGUE, CORPORA


def _right(corpus, code):
    return CATALOGUE[corpus].emotions.get(code.lower())


def _changed(**labels):
    return lambda corpus, code: labels.get(f"{corpus}_{code.lower()}", _right(corpus, code))


_MERGED = {code: label for corpus in CORPORA for code, label in CATALOGUE[corpus].emotions.items()}


def _small_letters_in(*corpora):
    return lambda corpus, code: CATALOGUE[corpus].emotions.get(code.lower() if corpus in corpora else code)


WRONG = {
    "one dictionary for all": (lambda corpus, code: _MERGED.get(code.lower()), "do with `corpus`"),
    "small letters in TESS alone": (_small_letters_in("TESS"), "A code of SAVEE in capital letters"),
    "calm is neutral": (_changed(RAVDESS_02="neutral"), "counts eight emotions"),
    "the first letter of SAVEE": (_changed(SAVEE_su="sad"), "begin with the same letter"),
    "fear is no label": (_changed(TESS_fear="fear"), "none of the eight labels"),
    "capitals": (lambda corpus, code: CATALOGUE[corpus].emotions.get(code), "capital letters"),
    "unknown codes stop it": (lambda corpus, code: CATALOGUE[corpus].emotions[code.lower()], "stray file"),
    "unknown codes are neutral": (
        lambda corpus, code: CATALOGUE[corpus].emotions.get(code.lower(), "neutral"),
        "a guess is a wrong label",
    ),
    "two are swapped": (_changed(RAVDESS_03="sad", RAVDESS_04="happy"), "label of another emotion"),
    "ps is forgotten": (
        lambda corpus, code: None if code.lower() == "ps" else _right(corpus, code),
        "what does `ps` stand for",
    ),
    "calm is left out": (lambda corpus, code: None if code == "02" else _right(corpus, code), "get no label"),
}
