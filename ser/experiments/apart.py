"""Run a generator in a fresh process of one thread, from wherever one is: a thread, or a worker of Dask.

Workers of Dask are daemons, which multiprocessing allows no children.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import ser
from ser.training.backend import one_thread

# glibc gives every large block back and asks for it anew; to keep it saves a sixth of an epoch's time.
_KEEP_MEMORY = {
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0"
    ":glibc.malloc.trim_threshold=8000000000:glibc.malloc.top_pad=64000000"
}

_SERVE = "from ser.experiments.apart import serve; serve({})"


class ProcessEnded(Exception):
    """The process was ended from outside before the generator came to its end."""


def apart(generator: Callable[..., Iterator], *arguments) -> Iterator:
    """Yield what `generator(*arguments)` yields in a Python process of its own.

    The function has to be at the top of a module, and what it takes and yields to be picklable. What
    it raises is raised here. The process ends with this one, however this one ends. Whatever this one
    is told, that one computes with a single thread, so that what runs beside it changes no bit.

    Raises:
        ProcessEnded: it was ended from outside.
    """
    answers, told = os.pipe()
    # -P: what lies in the folder it starts in is not imported.
    child = subprocess.Popen(  # noqa: S603 (this Python, and `serve` below)
        [sys.executable, "-P", "-c", _SERVE.format(told)],
        stdin=subprocess.PIPE,
        bufsize=0,
        pass_fds=(told,),
        env=one_thread(_KEEP_MEMORY | os.environ | {"PYTHONPATH": _with_this_package()}),
    )
    os.close(told)
    asked = cast(BinaryIO, child.stdin)
    try:
        with open(answers, "rb") as stream:
            try:
                asked.write(pickle.dumps((generator, arguments)))
            except BrokenPipeError as error:
                raise ProcessEnded(f"the process ended with status {child.wait()}") from error
            while True:
                try:
                    kind, content = pickle.load(stream)  # noqa: S301 (from the process started above)
                except (EOFError, pickle.UnpicklingError) as error:
                    raise ProcessEnded(f"the process ended with status {child.wait()}") from error
                if kind == "end":
                    return
                if kind == "error":
                    raise content
                yield content
    finally:
        child.kill()
        child.wait()
        asked.close()


def serve(answers: int) -> None:
    """Do in the new process what stands on its standard input, and write what it yields to file `answers`."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Ctrl-C goes to all; one of them is enough to say so.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    with open(answers, "wb") as stream:

        def tell(kind: str, content) -> None:
            stream.write(pickle.dumps((kind, content)))
            stream.flush()

        content: Exception | None
        try:
            with open(0, "rb", buffering=0, closefd=False) as asked:
                generator, arguments = pickle.load(asked)  # noqa: S301 (from the process that started this one)
            threading.Thread(target=_end_with_parent, daemon=True).start()
            for one in generator(*arguments):
                tell("one", one)
        except Exception as error:
            kind, content = "error", _portable(error)
        else:
            kind, content = "end", None
        # With the answer this process is ended; what it printed is not to be lost.
        sys.stdout.flush()
        tell(kind, content)


def _end_with_parent() -> None:
    """Wait until nobody holds the other end of standard input any more, then end at once."""
    while os.read(0, 1):
        pass
    os._exit(1)


def _portable(error: Exception) -> Exception:
    """Return `error` with its traceback as a note, or its words where it cannot be pickled."""
    told = traceback.format_exc()
    try:
        error = pickle.loads(pickle.dumps(error))  # noqa: S301 (what was dumped on this line)
    except Exception:
        error = RuntimeError(f"{type(error).__name__}: {error}")
    error.add_note(told)
    return error


def _with_this_package() -> str:
    places = [str(Path(ser.__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    return os.pathsep.join(filter(None, places))
