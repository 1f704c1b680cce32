"""Start one submission in a process of its own, watch it, and say how it ended."""

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ser.errors import BadValue
from ser.exercises.grading import folders, kernel, processes
from ser.exercises.grading.prepared import give

KEPT = 1000
"""Bytes that are kept of what a submission prints, from its beginning and from its end."""

_LONGEST_LINE = 64 * 1024  # of what a submission's process may say about itself
_LOOK = 0.05  # seconds between looks
_START = 60  # seconds that the interpreter and the checker may take to be loaded


@dataclass(frozen=True)
class Limits:
    """What one submission may use; times in seconds, sizes in MiB, all above 0.

    `fences` is "system", which asks the system for what it can refuse, or "interpreter", which does not.
    """

    seconds: float = 120
    memory: int = 2048
    disk: int = 256
    processes: int = 16
    fences: str = "system"

    def __post_init__(self) -> None:
        for name in ("seconds", "memory", "disk", "processes"):
            if not getattr(self, name) > 0:
                raise BadValue(
                    f"{name} of a submission: received {getattr(self, name)}, expected more than 0"
                )
        if self.fences not in ("system", "interpreter"):
            raise BadValue(f"fences: received {self.fences!r}, expected 'system' or 'interpreter'")


@dataclass(frozen=True)
class Ended:
    """How a submission ended: the verdict of the check, or "error"; what happened; and what it took.

    `printed` counts bytes, `beginning` and `end` are the first and last of them; `network` and `files` say
    what kept it from the network and from other files, "" where it was not started. `from_before`: it was
    not run this time.
    """

    status: str
    message: str
    seconds: float = 0.0
    printed: int = 0
    beginning: str = ""
    end: str = ""
    network: str = ""
    files: str = ""
    from_before: bool = False


def run_alone(
    submission: Path,
    exercise: str,
    *,
    beside: Path | None = None,
    limits: Limits,
    prepared: dict[str, Path] | None = None,
) -> Ended:
    """Run a submission in a copy of its folder that is thrown away, check its answer, and say how it ended.

    Args:
        submission: the notebook or script.
        exercise: the name of the exercise.
        beside: the folder that is copied with it, in which it lies; without it, the file alone.
        limits: what it may use.
        prepared: what was made once for the class, see `ser.exercises.grading.prepared`.
    """
    scratch = Path(tempfile.mkdtemp(prefix="ser-grade-")).resolve()
    started = time.monotonic()
    try:
        for name in ("work", "home", "tmp"):
            (scratch / name).mkdir()
        try:
            if beside and folders.size(beside, limits.disk * 2**20) > limits.disk * 2**20:
                return Ended(
                    "error", f"its folder has more than {limits.disk} MiB: leave out what it does not need"
                )
            copied = folders.copy(submission, beside, scratch / "work")
        except OSError as error:
            return Ended("error", f"the submission cannot be copied ({error.strerror})")
        folders.show_project(scratch / "work")
        given = give(prepared or {}, scratch)
        return _watch(copied, exercise, scratch, limits, given, started)
    finally:
        folders.throw_away(scratch)


def _watch(
    submission: Path, exercise: str, scratch: Path, limits: Limits, given: dict[str, str], started: float
) -> Ended:
    ours, theirs = socket.socketpair()
    mark = secrets.token_hex(16)
    with ours:
        child = subprocess.Popen(  # noqa: S603 (our own script; what it then runs is behind fences)
            [sys.executable, "-P", "-s", "-B", "-u", kernel.__file__, str(theirs.fileno())],
            cwd=scratch / "work",
            env=folders.environment(scratch) | given | {processes.MARK: mark},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
        theirs.close()
        about = {
            "exercise": exercise,
            "path": str(submission),
            "folder": str(scratch),
            "work": str(scratch / "work"),
            "fences": limits.fences,
            "limits": {
                # In case this process is ended itself: the clock below looks at the time that passes.
                "seconds": round(2 * limits.seconds) + _START,
                "memory": limits.memory,
                "file_size": limits.disk,
                "processes": limits.processes,
            },
        }
        spoken, output = _Spoken(ours, about), _Output(child.stdout)
        try:
            breach = _until_ended(child, spoken, scratch, limits)
        finally:
            processes.end(child, mark)
        spoken.thread.join(1)
        output.thread.join(1)
    status, message = _judge(breach, spoken, child.returncode, limits)
    fences = spoken.said("fences") or {}
    return Ended(
        status,
        message + _about_output(output),
        round(time.monotonic() - started, 1),
        output.count,
        output.first.decode(errors="replace"),
        bytes(output.last).decode(errors="replace"),
        fences.get("network", ""),
        fences.get("files", ""),
    )


def _until_ended(child: subprocess.Popen, spoken: "_Spoken", scratch: Path, limits: Limits) -> str:
    """Wait until the process has ended or told its verdict; return which limit it passed, "" for none."""
    looked_at_disk = started = time.monotonic()
    ready = False
    while child.poll() is None:
        now = time.monotonic()
        if spoken.finished:
            return ""
        if spoken.said("ready") and not ready:
            ready, started = True, now
        if not ready and now - started > _START:
            return f"not run: the check was not loaded within {_START} s; grade it again, with fewer --jobs"
        if ready and now - started > limits.seconds:
            return f"stopped after {limits.seconds:g} s: it was still running (a loop without end?)"
        count, memory = processes.usage(child.pid)
        if memory > limits.memory * 2**20:
            return f"stopped: it used more than {limits.memory:,} MiB of memory"
        if count > 2 * limits.processes:
            return f"stopped: it started more than {limits.processes} processes"
        if now - looked_at_disk > 10 * _LOOK:
            looked_at_disk = now
            if folders.size(scratch, limits.disk * 2**20) > limits.disk * 2**20:
                return f"stopped: it wrote more than {limits.disk} MiB of files"
        spoken.changed.wait(_LOOK)
    spoken.thread.join(1)
    return ""


def _judge(breach: str, spoken: "_Spoken", returncode: int, limits: Limits) -> tuple[str, str]:
    unreadable = spoken.said("unreadable")
    if unreadable:
        return "error", str(unreadable)
    verdict = spoken.verdict
    if verdict and spoken.forged:
        return "error", "it wrote to the channel of the grader itself: look at this one by hand"
    if verdict:
        touched = " (it had changed the checker, which was put back: look at this one by hand)"
        return verdict["status"], verdict["message"] + (touched if verdict.get("touched") else "")
    if breach:
        return "error", breach
    if spoken.forged:
        return "error", "it wrote to the channel of the grader itself: look at this one by hand"
    if returncode < 0:
        name = signal.Signals(-returncode).name if -returncode in set(signal.Signals) else str(-returncode)
        if name == "SIGXCPU":
            return "error", f"stopped after {limits.seconds:g} s of processor time (a loop without end?)"
        return "error", f"its process was ended by {name} before there was a verdict"
    return "error", f"it ended its own process (status {returncode}) before the answer was checked"


class _Spoken:
    """What a submission's process says over the socket, read by a thread: nothing of it is trusted."""

    def __init__(self, channel: socket.socket, about: dict) -> None:
        self.word = secrets.token_hex(16)
        self.changed = threading.Event()
        self.forged = False
        self.verdict: dict | None = None
        self.finished = False
        self._said: dict = {}
        self._channel = channel
        with contextlib.suppress(OSError):
            channel.sendall(json.dumps(about).encode() + b"\n")
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def said(self, name: str):
        """Return what was said under a name, None where nothing was."""
        return self._said.get(name)

    def _listen(self) -> None:
        with contextlib.suppress(OSError), self._channel.makefile("rb") as lines:
            while not self.finished:
                line = lines.readline(_LONGEST_LINE)
                if not line:
                    break
                self._take(line)
        self.changed.set()

    def _take(self, line: bytes) -> None:
        try:
            found = json.loads(line)
            known = isinstance(found, dict) and set(found) <= _FIELDS and bool(found)
        except (ValueError, RecursionError):
            known = False
        if not known:
            self.forged = True
        elif "word" in found:
            ran = "ran" in self._said and found["word"] == self.word
            fits = all(isinstance(found.get(name), str) for name in ("status", "message"))
            if not (ran and fits and found["status"] in _STATUSES):
                self.forged = True
                return
            self.verdict, self.finished = found, True
            self.changed.set()
        elif "status" in found or "message" in found or set(found) & set(self._said):
            self.forged = True
        else:
            self._said |= found
            if "unreadable" in found:
                self.finished = True
                self.changed.set()
            if "ran" in found:
                self._channel.sendall(json.dumps({"word": self.word}).encode() + b"\n")


_FIELDS = {"fences", "ready", "unreadable", "ran", "word", "status", "message", "touched"}
_STATUSES = {"pass", "not yet", "hint", "error"}


class _Output:
    """What is printed, read by a thread and cut: the first and the last `KEPT` bytes, and how many there were."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self.first, self.last, self.count = b"", bytearray(), 0
        self._stream = stream
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        if self._stream is None:
            return
        with contextlib.suppress(OSError, ValueError), self._stream as stream:
            while part := os.read(stream.fileno(), 1 << 16):
                self.count += len(part)
                self.first += part[: max(0, KEPT - len(self.first))]
                self.last = (self.last + part)[-KEPT:]


def _about_output(output: _Output) -> str:
    mebibytes = output.count / 2**20
    return f" (it printed {mebibytes:,.0f} MiB, which were thrown away)" if mebibytes >= 1 else ""
