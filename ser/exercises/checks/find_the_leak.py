"""Find the leak: answer(train, test) -> the share of test clips whose speaker, text and content are in training."""

from typing import Any

import numpy as np
import pandas as pd

from ser.exercises import asking
from ser.exercises.verdict import Mistake

_KINDS = ("speaker", "text", "sha256")


def look(answer: Any, rng: np.random.Generator) -> str:
    """Return what to say to a right answer; see `ser.exercises.checks`."""
    train, test = _sides(rng)
    found = _shares(answer, train, test)
    for kind in _KINDS:
        _compare(kind, found[kind], train, test)
    apart = _shares(answer, train, test[~test["speaker"].isin(train["speaker"])].reset_index(drop=True))
    if apart["speaker"] != 0:
        raise Mistake("Where no speaker is shared, your share of speakers is not 0.")
    return "each share is that of the test clips that are known already. Now hold your function to splits that others made."


def _shares(answer: Any, train: pd.DataFrame, test: pd.DataFrame) -> dict[str, float]:
    back = asking.named(asking.call(answer, train, test), _KINDS, "what comes back")
    return {kind: asking.number(value, f"the share of `{kind}`") for kind, value in back.items()}


def _sides(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return two sides that share some of each kind; values come up unequally often."""
    clips = np.array([f"X/{number:04d}" for number in rng.permutation(9000)[:200]])
    train = pd.DataFrame(
        {
            "clip": clips[:120],
            "speaker": rng.choice(["X-1", "X-2", "X-3", "X-4", "X-7"], 120),
            "text": rng.choice(["door", "dogs", "rain", "five"], 120),
            "sha256": [f"{number:016x}" for number in rng.integers(0, 2**63, 120)],
        }
    )
    test = pd.DataFrame(
        {
            "clip": clips[120:],
            "speaker": rng.choice(["X-4", "X-5", "X-6"], 80, p=[0.2, 0.3, 0.5]),
            "text": rng.choice(["rain", "moon", "back"], 80, p=[0.6, 0.25, 0.15]),
            "sha256": [f"{number:016x}" for number in rng.integers(0, 2**63, 80)],
        }
    )
    copied = rng.permutation(80)[: rng.integers(5, 15)]
    test.loc[copied, "sha256"] = train["sha256"].to_numpy()[: len(copied)]
    return train, test


def _compare(kind: str, found: float, train: pd.DataFrame, test: pd.DataFrame) -> None:
    known = test[kind].isin(train[kind])
    values = set(test[kind])
    right = known.mean()
    if np.isclose(found, right):
        return
    told = {
        100 * right: "Your shares go up to 100. Give a share from 0 to 1.",
        known.sum(): "You count clips. Divide by the number of clips that are tested.",
        1
        - right: f"For `{kind}` you give the share of test clips that are new. What is asked for is the leak.",
        train[kind].isin(test[kind]).mean(): (
            f"For `{kind}` you look at the training clips. The score is that of the test side: how much of it was known?"
        ),
        len(values & set(train[kind])) / len(values): (
            f"For `{kind}` you count each value once. A speaker with many clips counts for many: take the share of clips."
        ),
    }
    if kind == "sha256" and found == 0:
        raise Mistake(
            "You find no file on both sides, though some are there under two names. Two clips are the same when their "
            "content is, and `sha256` stands for the content."
        )
    for value, hint in told.items():
        if np.isclose(found, value):
            raise Mistake(hint)
    if not 0 <= found <= 1:
        raise Mistake(f"The share of `{kind}` is {found:g}; a share lies between 0 and 1.")
    raise Mistake(f"The share of `{kind}` is off. For each test clip, ask: is its {kind} on the other side?")
