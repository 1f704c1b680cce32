"""Act it: the answer is a dictionary with a table of takes, two figures computed from it, and an explanation."""

from typing import Any

import numpy as np

from ser.corpora import EMOTIONS
from ser.exercises import asking
from ser.exercises.verdict import Mistake

_KEYS = ("takes", "agreement", "sure", "explanation")
_MODELS = ("published", "corrected")
_FEWEST, _MOST = 3, 500
_NEAR = 0.006  # the page rounds to four digits, and a student to two


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    told = asking.named(answer, _KEYS)
    meant, found = _takes(told["takes"])
    _agreement(asking.number(told["agreement"], "`agreement`"), meant, found)
    _sure(told["sure"], meant, found)
    asking.prose(told["explanation"], "the explanation", "Why did the models say what they said?")
    right = {model: int((found[model].argmax(axis=1) == meant).sum()) for model in _MODELS}
    return (
        f"of {len(meant)} takes, the published code named {right['published']} as you meant them and the corrected model "
        f"{right['corrected']}. So few takes are no measurement; they are a reason to ask for one. "
        "The words of your explanation were counted and not read: that is for a person to do."
    )


def _takes(value: Any) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """What was meant, by its place in `EMOTIONS`, shape (n,); and the probabilities of each model, shape (n, 8)."""
    rows = asking.items(value, "`takes`")
    if not _FEWEST <= len(rows) <= _MOST:
        raise Mistake(
            f"`takes` has {len(rows)} rows; act the sentence in three emotions, a row for each take."
        )
    meant: list[int] = []
    found: dict[str, list[np.ndarray]] = {model: [] for model in _MODELS}
    for number, row in enumerate(rows, 1):
        here = asking.named(row, ("meant", *_MODELS), f"take {number}")
        name = asking.text(here["meant"], f"`meant` of take {number}")
        if name not in EMOTIONS:
            raise Mistake(
                f"Take {number} was meant as {name!r}, which is none of the eight labels: {', '.join(EMOTIONS)}. "
                "Choose it in the table on the page, or type it."
            )
        meant.append(EMOTIONS.index(name))
        for model in _MODELS:
            found[model].append(_probabilities(here[model], f"`{model}` of take {number}"))
    if len(set(meant)) < _FEWEST:
        raise Mistake(
            f"{len(set(meant))} of the emotions were meant; act the sentence in three different ones."
        )
    tables = {model: np.array(rows) for model, rows in found.items()}
    if np.allclose(tables["published"], tables["corrected"], atol=1e-3):
        raise Mistake("Both models have the same probabilities in every take. One column was copied twice.")
    if any(np.ptp(table, axis=0).max() < 1e-3 for table in tables.values()):
        raise Mistake("A model has the same probabilities in every take. One take was copied into each row.")
    return np.array(meant), tables


def _probabilities(value: Any, what: str) -> np.ndarray:
    numbers = asking.numbers(value, what, shape=(len(EMOTIONS),))
    total = numbers.sum()
    if np.isclose(total, 100, atol=1.5):
        raise Mistake(f"{what} adds up to 100: these are percentages. Divide by 100.")
    if (numbers < 0).any() or not np.isclose(total, 1, atol=0.015):
        raise Mistake(
            f"{what} adds up to {total:.2f}. Eight probabilities are not below zero and add up to one: was one left out, or "
            "a digit mistyped?"
        )
    return numbers


def _agreement(said: float, meant: np.ndarray, found: dict[str, np.ndarray]) -> None:
    tops = {model: table.argmax(axis=1) for model, table in found.items()}
    same = tops["published"] == tops["corrected"]
    if abs(said - same.mean()) <= _NEAR:
        return
    if len(same) > 1 and said > 1 and abs(said - same.sum()) < 1e-9:
        raise Mistake("`agreement` is a count. Make a share of it: divide by the number of takes.")
    if said > 1 and abs(said - 100 * same.mean()) < 1:
        raise Mistake("`agreement` is in per cent. A share lies between 0 and 1.")
    if any(abs(said - (tops[model] == meant).mean()) <= _NEAR for model in _MODELS):
        raise Mistake(
            "`agreement` is how often one model said what you meant. Asked for is how often the two models say the same, right "
            "or wrong."
        )
    raise Mistake(
        f"`agreement` is {said:g}, and the table says otherwise. In how many takes do both models have their highest probability "
        "at the same emotion, and of how many?"
    )


def _sure(value: Any, meant: np.ndarray, found: dict[str, np.ndarray]) -> None:
    told = asking.named(value, _MODELS, "`sure`")
    for model in _MODELS:
        said, table = asking.number(told[model], f"`sure` of {model}"), found[model]
        if abs(said - table.max(axis=1).mean()) <= _NEAR:
            continue
        hint = "take the highest probability of each take, and the mean of these"
        if abs(said - table[np.arange(len(meant)), meant].mean()) <= _NEAR:
            hint = "that is the mean probability of what you meant. Asked for is that of what the model said, whatever you meant"
        elif abs(said - table.mean()) <= _NEAR:
            hint = "that is the mean of all probabilities, which is one in eight whatever the model says"
        elif abs(said - table.max()) <= _NEAR:
            hint = "that is the highest of all takes. Take the highest of each, and their mean"
        raise Mistake(f"`sure` of {model} is {said:g}: {hint}.")
