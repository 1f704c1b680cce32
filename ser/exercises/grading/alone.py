"""Run one submission in a process of its own, and have its answer checked there.

What the submission defines lives in a module of its own; what it may have changed in the checker is put
back before the check. The verdict goes over a socket, and counts only with a word that is told when the
submission has run.
"""

import builtins
import json
import linecache
import os
import socket
import sys
import types
from typing import Any, TextIO

from ser.exercises import check
from ser.exercises.grading.cells import Unreadable, read_cells
from ser.exercises.grading.fence import fence

STATUSES = ("pass", "not yet", "hint")
_LONGEST = 600  # characters of a message
_MISSING = object()


def run(channel: socket.socket, asked: TextIO, about: dict, *, contained: bool) -> None:
    """Run the submission that `about` names, check it, tell the outcome, and end this process.

    Args:
        channel: to whoever grades.
        asked: the same, for reading lines.
        about: `exercise`, `path` of the submission, its `folder`, and `limits`.
        contained: the system keeps what this process starts inside too.
    """
    from pathlib import Path

    me, leave = os.getpid(), os._exit
    try:
        cells = read_cells(Path(about["path"]))
    except Unreadable as error:
        _tell(channel, {"unreadable": str(error)})
        leave(0)
    _load_check(about["exercise"])
    seal = Seal()
    os.chdir(about["work"])
    fence(about["folder"], processes=about["limits"]["processes"], contained=contained)
    _tell(channel, {"ready": True})
    namespace, stopped = run_cells(cells, me)
    if os.getpid() != me:
        leave(0)  # a copy of this process, which the submission has made
    touched = seal.restore()
    _tell(channel, {"ran": True})
    word = json.loads(asked.readline())["word"]
    outcome = _verdict(about["exercise"], namespace.get("answer", _MISSING), stopped)
    if os.getpid() == me:
        _tell(channel, outcome | {"word": word, "touched": touched})
    leave(0)


def run_cells(cells: list[str], me: int) -> tuple[dict[str, Any], list[str]]:
    """Run cells one after the other as Jupyter does; return what they defined, and a line for each that stopped.

    A cell that stops does not keep the next from running, as in a notebook run by hand.
    """
    module = types.ModuleType("__main__")
    module.__dict__.update(__builtins__=builtins, display=_display, get_ipython=lambda: None)
    sys.modules["__main__"] = module
    sys.argv = ["submission"]
    sys.path.append("")  # last: a file beside the submission hides no library
    stopped = []
    for number, code in enumerate(cells, start=1):
        name = f"<code cell {number}>"
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        try:
            exec(compile(code, name, "exec"), module.__dict__)  # noqa: S102 (this is what it is for, behind fences)
        except BaseException as error:
            stopped.append(f"code cell {number} stopped: {told(error)}")
        if os.getpid() != me:
            os._exit(0)
    return module.__dict__, stopped


def told(error: BaseException) -> str:
    """Return an error in one line, the line of the submission it came from included."""
    name = type(error).__name__
    if isinstance(error, SystemExit):
        return "it calls exit()"
    try:
        said = " ".join(str(error).split())[:200]
    except Exception:
        said = ""
    if isinstance(error, SyntaxError) and error.lineno:
        said = f"{error.msg}, line {error.lineno}"
    return f"{name}: {said}" if said else name


class Seal:
    """The checker as it was before a submission ran: names in its modules, code of its functions and classes."""

    def __init__(self) -> None:
        modules = [module for name, module in sorted(sys.modules.items()) if _is_checker(name)]
        self._names = [(module, dict(vars(module))) for module in modules]
        self._code = {
            id(one): (one, one.__code__, one.__defaults__, one.__kwdefaults__)
            for _, names in self._names
            for one in _functions(names)
        }
        self._builtins = dict(vars(builtins))
        self._paths = (list(sys.path), list(sys.meta_path), sys.excepthook)

    def restore(self) -> bool:
        """Put everything back; return whether anything of the checker had been changed."""
        touched = False
        for module, names in self._names:
            now = vars(module)
            touched |= any(now.get(name, _MISSING) is not value for name, value in names.items())
            now.update(names)
        for one, code, defaults, named in self._code.values():
            touched |= one.__code__ is not code
            one.__code__, one.__defaults__, one.__kwdefaults__ = code, defaults, named
        vars(builtins).update(self._builtins)
        sys.path[:], sys.meta_path[:], sys.excepthook = self._paths[0], self._paths[1], self._paths[2]
        return touched


def _functions(names: dict[str, Any]) -> list[types.FunctionType]:
    classes = [vars(one).values() for one in names.values() if isinstance(one, type)]
    found = [one for part in (names.values(), *classes) for one in part]
    return [one for one in found if isinstance(one, types.FunctionType) and _is_checker(one.__module__ or "")]


def _is_checker(module: str) -> bool:
    return module == "ser.exercises" or module.startswith("ser.exercises.")


def _load_check(exercise: str) -> None:
    """Have the check itself imported before the submission runs; what it says of nothing is of no interest."""
    check(exercise, None)


def _verdict(exercise: str, answer: Any, stopped: list[str]) -> dict:
    if answer is _MISSING:
        why = stopped[0] if stopped else "it runs to its end and defines no `answer`"
        return {"status": "error" if stopped else "not yet", "message": f"no answer: {why}"}
    found = check(exercise, answer)
    status, message = found.status, found.message
    if type(status) is not str or status not in STATUSES or type(message) is not str:
        return {"status": "error", "message": "the check gave no verdict that can be read"}
    said = " ".join(message.split())[:_LONGEST]
    return {"status": status, "message": f"{said} ({stopped[0]})" if stopped else said}


def _display(*things: Any, **_: Any) -> None:
    for thing in things:
        print(repr(thing))


def _tell(channel: socket.socket, what: dict) -> None:
    channel.sendall(json.dumps(what).encode() + b"\n")
