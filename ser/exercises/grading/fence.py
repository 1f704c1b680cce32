"""A fence in the interpreter: what a submission may not do is refused with a sentence, on every system.

It is made of an audit hook (PEP 578), which Python code cannot take off again. Code that is not Python gets
past it; against that stands what the system itself refuses, see `ser.exercises.grading.kernel`.
"""

import os
import socket
import sys
from collections.abc import Callable
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_DEVICES = {"/dev/null", "/dev/zero", "/dev/full", "/dev/tty"}
# Of each event: where in its arguments the paths stand, and the folder they are relative to.
_OF_CONTENT: dict[str, tuple[tuple[int, int | None], ...]] = {
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.utime": ((0, 3),),
    "os.truncate": ((0, None),),
    "os.setxattr": ((0, None),),
    "os.removexattr": ((0, None),),
}
_OF_NAMES: dict[str, tuple[tuple[int, int | None], ...]] = {
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.mkdir": ((0, 2),),
    "os.rename": ((0, 2), (1, 3)),
    "os.link": ((1, 3),),
    "os.symlink": ((1, 2),),
    "shutil.rmtree": ((0, 1),),
}
_CALLS = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"}
_LOOKS_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_STARTS = {"os.fork", "os.forkpty", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "subprocess.Popen"}
_SIGNALS = {"os.kill", "os.killpg"}

NO_WRITING = "while it is graded, a submission may change files in its own folder alone"
NO_NETWORK = "while it is graded, a submission has no network"
NO_SIGNALS = "while it is graded, a submission may not end other processes"
NO_PROGRAMS = "while it is graded on this system, a submission may not start programs"


def fence(folder: str, *, processes: int, contained: bool) -> None:
    """Refuse from now on: changes outside `folder`, the network, and more than so many new processes.

    `contained` says that what the process starts cannot get out either. Where it can, no process may be
    started, and none be sent a signal.
    """
    sys.addaudithook(_hook(os.path.realpath(folder), _tokens(processes), contained, os.getpid()))


def _hook(folder: str, tokens: int, contained: bool, me: int) -> Callable[[str, tuple], None]:
    # What the hook needs is held here, where a submission does not get at it by its name.
    below, outside, names, content = folder + os.sep, _outside, dict(_OF_NAMES), dict(_OF_CONTENT)
    calls, looks_up, starts, signals = map(frozenset, (_CALLS, _LOOKS_UP, _STARTS, _SIGNALS))
    take, family = os.read, _is_internet

    def hook(event: str, given: tuple) -> None:
        if event == "open":
            writing = isinstance(given[2], int) and given[2] & _WRITES
            if writing and outside(given[0], None, folder, below, follow=True):
                raise PermissionError(f"{NO_WRITING}: {_shown(given[0])}")
        elif event in names or event in content:
            for place, relative in names.get(event) or content[event]:
                base = given[relative] if relative is not None and relative < len(given) else None
                if outside(given[place], base, folder, below, follow=event in content):
                    raise PermissionError(f"{NO_WRITING}: {_shown(given[place])}")
        elif event in looks_up or (event in calls and family(given[0])):
            raise PermissionError(NO_NETWORK)
        elif event in starts:
            if not contained:
                raise PermissionError(NO_PROGRAMS)
            try:
                take(tokens, 1)
            except BlockingIOError:
                raise PermissionError("a submission may not start so many processes") from None
        elif event in signals and not contained and given[0] != me:
            raise PermissionError(NO_SIGNALS)

    return hook


def _tokens(number: int) -> int:
    """A pipe that holds a byte for each process that may be started; children draw from the same."""
    ours, theirs = os.pipe()
    os.write(theirs, b"." * number)
    os.set_blocking(ours, False)
    # The other end stays open: an empty pipe that nobody can write to would give no error.
    return ours


def _outside(path: Any, base: Any, folder: str, below: str, *, follow: bool) -> bool:
    """Whether a path lies outside; without `follow`, the place of its name, not of what a link leads to."""
    if isinstance(path, int):
        return False  # open already
    name = os.fsdecode(path)
    if isinstance(base, int) and base >= 0 and not os.path.isabs(name):
        known = f"/proc/self/fd/{base}"
        if not os.path.exists(known):
            return False  # no such system; the folder itself has been looked at
        name = os.path.join(os.readlink(known), name)
    place = os.path.realpath(name)
    if not follow and os.path.islink(name):
        place = os.path.join(os.path.realpath(os.path.dirname(name) or "."), os.path.basename(name))
    return name not in _DEVICES and place != folder and not place.startswith(below)


def _is_internet(one: Any) -> bool:
    return getattr(one, "family", None) in (socket.AF_INET, socket.AF_INET6)


def _shown(path: Any) -> str:
    return repr(os.path.basename(os.fsdecode(path)) or "/")
