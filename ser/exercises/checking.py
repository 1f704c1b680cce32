"""`check`: look at a student's answer and say pass, not yet, or a hint. It raises nothing."""

import secrets
import sys
import warnings
from importlib import import_module
from typing import Any

import numpy as np

from ser.exercises.asking import told
from ser.exercises.checks import NAMES
from ser.exercises.verdict import HINT, NOT_YET, PASS, Missing, Mistake, Verdict


def names() -> list[str]:
    """Return the names of the exercises in the order of their numbers."""
    return list(NAMES)


def check(name: Any, answer: Any) -> Verdict:
    """Look at the properties of an answer and return what to tell the student.

    A function given as answer is called on inputs made from a seed that is drawn here, on copies. Nothing
    that the answer is or does is raised from here, but for the key that interrupts. In a script, where
    nothing shows the value of a line, the verdict is printed.
    """
    verdict = judge(name, answer, seed=secrets.randbits(63))
    if _from_script():
        print(verdict)
    return verdict


def judge(name: Any, answer: Any, *, seed: int) -> Verdict:
    """Return the verdict of `check` for inputs made from `seed`; nothing is printed."""
    if not isinstance(name, str) or str.__str__(name) not in NAMES:
        shown = repr(str.__str__(name)) if isinstance(name, str) else "that is not text"
        return Verdict(
            "?", NOT_YET, f"There is no exercise of the name {shown}. The names are: {', '.join(NAMES)}."
        )
    name = "".join(["", *str.__iter__(name)])
    try:
        look = import_module(f"ser.exercises.checks.{name.replace('-', '_')}").look
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return Verdict(name, PASS, look(answer, np.random.default_rng(seed)))
    except Missing as missing:
        return Verdict(name, NOT_YET, str(missing))
    except Mistake as mistake:
        return Verdict(name, HINT, str(mistake))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        said = f"This answer cannot be looked at ({told(error)}). Compare what you return with what is asked for."
        return Verdict(name, HINT, said)


def _from_script() -> bool:
    """Whether `check` was called by a script that shows nothing of itself."""
    caller = sys._getframe(2).f_globals
    return caller.get("__name__") == "__main__" and "__file__" in caller and not hasattr(sys, "ps1")
