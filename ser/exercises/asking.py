"""How a check reads an answer: as numbers, as names, as a function to call; whatever it turns out to be.

Everything that touches a student's object does so here, and turns what goes wrong into a `Mistake`
in plain words. What comes back is made of plain types, so that a check may compare it.
"""

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import FunctionType, MethodType
from typing import Any

import numpy as np

from ser.exercises.verdict import Missing, Mistake

_PROJECT = "ser"
_CHECKER = "ser.exercises"
_LONGEST = 160  # characters of an error that are repeated
_WORDS = 40  # that a text has to have
_MOST = 10_000_000  # numbers an answer may hold


def function(answer: Any) -> Callable[..., Any]:
    """Return the answer if it can be called."""
    _given(answer)
    if not callable(answer) or isinstance(answer, type):
        raise Mistake(
            f"The answer has to be a function; received {kind(answer)}. Define `def answer(...)`, and give "
            "check the function itself, without brackets after its name."
        )
    home = _home(answer)
    if _is_below(home, _PROJECT):
        whose = "the checker itself" if _is_below(home, _CHECKER) else "this project"
        raise Mistake(f"The answer is a function of {whose}. Write one of your own: `def answer(...)`.")
    return answer


def call(answer: Any, *given: Any, may_be_none: bool = False) -> Any:
    """Call the student's function on copies of what is given, and return what it gives."""
    doing = function(answer)
    try:
        back = doing(*copy.deepcopy(given))
    except NotImplementedError as error:
        raise Missing("The function says itself that it is not written yet.") from error
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise Mistake(f"Your function stopped with an error: {told(error)}") from None
    if back is None and may_be_none:
        return None
    _given(back, "The function gives nothing back yet. Replace the dots, and end it with `return`.")
    return back


def numbers(
    value: Any, what: str = "the answer", *, shape: tuple[int | None, ...] | None = None
) -> np.ndarray:
    """Return finite numbers as a float array of the shape asked for (None: any length)."""
    array = _array(value, what)
    if shape is not None and not _fits(array.shape, shape):
        wanted = " x ".join("any" if side is None else str(side) for side in shape) or "one number"
        received = " x ".join(map(str, array.shape)) or "one number"
        raise Mistake(f"The shape of {what} is {received}; expected {wanted}.")
    if not np.isfinite(array).all():
        bad = "NaN" if np.isnan(array).any() else "infinite values"
        raise Mistake(
            f"{_start(what)} holds {bad}. Look for a division by zero, or the exponential of a large number."
        )
    return array


def number(value: Any, what: str = "the answer") -> float:
    """Return one finite number."""
    return float(numbers(value, what, shape=()))


def words(value: Any, what: str = "the answer") -> list[str]:
    """Return a list (tuple, set, array, table column) of names as plain text."""
    _given(value)
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise Mistake(f"{_start(what)} has to be a list of names; received {kind(value)}.")
    found = []
    for one in _items(value, what):
        if not isinstance(one, str):
            raise Mistake(f"{_start(what)} has to hold names (text); one of them is {kind(one)}.")
        found.append(text(one))
    return found


def items(value: Any, what: str = "the answer") -> list[Any]:
    """Return the members of a list, tuple or other row of things, as they are."""
    _given(value)
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise Mistake(f"{_start(what)} has to be a list; received {kind(value)}.")
    return _items(value, what)


def text(value: Any, what: str = "the answer") -> str:
    """Return plain text."""
    _given(value)
    if not isinstance(value, str):
        raise Mistake(f"{_start(what)} has to be text; received {kind(value)}.")
    return "".join(["", *str.__iter__(value)])


def prose(value: Any, what: str, question: str) -> str:
    """Return a text of forty words or more, twenty of which are different. What it says, a person has to read."""
    said = text(value, what)
    found = re.findall(r"\w+", said.lower())
    if len(found) < _WORDS:
        raise Mistake(f"{_start(what)} has {len(found)} words; write {_WORDS} or more. {question}")
    if len(set(found)) < _WORDS // 2:
        raise Mistake(f"{_start(what)} says the same {len(set(found))} words again and again. {question}")
    return said


def named(value: Any, keys: tuple[str, ...], what: str = "the answer") -> dict[str, Any]:
    """Return the values of a dictionary by the keys asked for."""
    _given(value)
    if not isinstance(value, Mapping):
        raise Mistake(
            f"{_start(what)} has to be a dictionary with the keys {listed(keys)}; received {kind(value)}."
        )
    try:
        found = {text(key): value[key] for key in list(value) if isinstance(key, str)}
    except Exception as error:
        raise Mistake(f"{_start(what)} cannot be read as a dictionary: {told(error)}") from None
    missing = [key for key in keys if key not in found]
    if missing:
        raise Mistake(f"{_start(what)} has no {listed(missing)}; expected the keys {listed(keys)}.")
    for key in keys:
        if found[key] is None or found[key] is Ellipsis:
            raise Missing(f"`{key}` is still empty.")
    return {key: found[key] for key in keys}


def pair(value: Any, what: str, parts: tuple[str, ...]) -> tuple[Any, ...]:
    """Return the parts of a tuple, list or array of one axis, as many as are named."""
    _given(value)
    if not isinstance(value, tuple | list) and not (type(value) is np.ndarray and value.ndim == 1):
        raise Mistake(
            f"{_start(what)} has to be {len(parts)} things, {listed(parts)}; received {kind(value)}."
        )
    found = _items(value, what)
    if len(found) != len(parts):
        raise Mistake(
            f"{_start(what)} has to be {len(parts)} things, {listed(parts)}; received {len(found)}."
        )
    return tuple(found)


def kind(value: Any) -> str:
    """Return what a value is, in one word, without asking the value itself."""
    name = type.__getattribute__(type(value), "__name__")
    return "nothing (None)" if value is None else f"`{name}`"


def told(error: BaseException) -> str:
    """Return an error in one line; one that cannot be told by its name alone."""
    name = type.__getattribute__(type(error), "__name__")
    try:
        said = " ".join(str(error).split())[:_LONGEST]
    except Exception:
        said = ""
    return f"{name}: {said}" if said else name


def listed(parts: Iterable[str]) -> str:
    """Return names in code letters: `a`, `b` and `c`."""
    quoted = [f"`{part}`" for part in parts]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + f" and {quoted[-1]}"


def _given(value: Any, message: str = "There is no answer yet: replace the dots.") -> None:
    if value is None or value is Ellipsis:
        raise Missing(message)


def _home(answer: Any) -> str:
    """The name of the module that a function was defined in, "" for anything else that can be called."""
    while type(answer) is partial or type(answer) is MethodType:
        answer = answer.func if type(answer) is partial else answer.__func__  # type: ignore[union-attr]
    return str(answer.__module__) if type(answer) is FunctionType else ""


def _is_below(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _array(value: Any, what: str) -> np.ndarray:
    _given(value)
    if isinstance(value, str | bytes | Mapping | set | frozenset):
        raise Mistake(f"{_start(what)} has to be numbers; received {kind(value)}.")
    try:
        array = np.array(value, dtype=np.float64, subok=False)
    except Exception as error:
        raise Mistake(
            f"{_start(what)} cannot be read as numbers ({told(error)}); received {kind(value)}."
        ) from None
    if array.size > _MOST:
        raise Mistake(f"{_start(what)} holds {array.size:,} numbers; that is far more than was asked for.")
    return array


def _items(value: Iterable[Any], what: str) -> list[Any]:
    found = []
    try:
        for one in value:
            found.append(one)
            if len(found) > _MOST:
                raise Mistake(f"{_start(what)} has no end.")
    except Mistake:
        raise
    except Exception as error:
        raise Mistake(f"{_start(what)} cannot be gone through: {told(error)}") from None
    return found


def _fits(found: tuple[int, ...], wanted: tuple[int | None, ...]) -> bool:
    return len(found) == len(wanted) and all(w is None or f == w for f, w in zip(found, wanted, strict=True))


def _start(what: str) -> str:
    return what[0].upper() + what[1:]
