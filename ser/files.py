"""Files that are there whole or not at all, and one process at a time where two would disturb each other."""

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import platform
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

SEAL = "seal"
"""The entry of a sealed JSON object that vouches for the others."""

_NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)


@contextlib.contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Yield a path beside `target` to write a file or folder to; it takes the place of `target` at the end.

    Where the block fails, what it wrote is removed and `target` is as it was. What earlier writers of
    `target` left when they were killed is removed first. An OSError that does not say which file it is
    about is given the name of `target`.
    """
    with _beside(target) as beside:
        yield beside
        os.replace(beside, target)


@contextlib.contextmanager
def scratch(target: Path) -> Iterator[Path]:
    """Yield a new folder beside `target`, which is removed at the end; else as `whole`."""
    with _beside(target) as beside:
        _remove(beside)
        beside.mkdir(parents=True)
        yield beside


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    sweep(target)
    own = f"{os.getpid()}t{threading.get_ident()}"  # two threads may write one target
    beside = target.with_name(f".{target.name}.part-{_here()}-{own}")
    try:
        with named(target):
            yield beside
    finally:
        _remove(beside)


@contextlib.contextmanager
def named(target: Path) -> Iterator[None]:
    """Give an OSError that does not say which file it is about the name of `target`."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            error.filename = str(target)
        raise


def write_text(target: Path, text: str, *, encoding: str = "utf-8", newline: str | None = None) -> Path:
    """Write a text file, whole or not at all, and return its path."""
    with whole(target) as beside:
        beside.write_text(text, encoding=encoding, newline=newline)
    return target


def sweep(target: Path) -> None:
    """Remove what writers of `target` on this machine left that are no more."""
    left = re.compile(rf"\.{re.escape(target.name)}\.part-{re.escape(_here())}-(\d+)(?:t\d+)?")
    with contextlib.suppress(OSError):
        for entry in sorted(target.parent.iterdir()):
            found = left.fullmatch(entry.name)
            if found and not lives(int(found[1])):
                _remove(entry)


@contextlib.contextmanager
def alone(target: Path, *, wait: bool = True) -> Iterator[bool]:
    """Keep other processes that ask for the same `target` out of the block; yield whether it is ours.

    With `wait`, the block starts once they are done, and it is always ours. The claim ends with the
    process, however that ends. Where the file system knows no locks, everybody is let in.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    lock = target.with_name(f".{target.name}.lock")
    handle = _claim(lock, wait=wait)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            # While it is still ours: whoever waits for this file sees that it is gone and makes another.
            with contextlib.suppress(OSError):
                lock.unlink()
            os.close(handle)


def _claim(lock: Path, *, wait: bool) -> int | None:
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            if os.path.samestat(os.fstat(handle), os.stat(lock)):
                return handle
        except FileNotFoundError:
            pass  # who held it before has removed the file
        except BlockingIOError:
            os.close(handle)
            return None
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return handle
            os.close(handle)
            raise
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sealed(content: dict) -> dict:
    """Return `content` with a seal: a hash over all of it, whatever the order of its entries."""
    return {name: value for name, value in content.items() if name != SEAL} | {SEAL: _seal(content)}


def unsealed(content: dict) -> dict:
    """Return `content` without its seal; what was never sealed is returned as it is.

    Raises:
        ValueError: it was altered after it was sealed.
    """
    if SEAL not in content:
        return content
    if content[SEAL] != _seal(content):
        raise ValueError("altered since it was written")
    return {name: value for name, value in content.items() if name != SEAL}


def _seal(content: dict) -> str:
    plain = {name: value for name, value in content.items() if name != SEAL}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _here() -> str:
    """Return the name of this machine as part of a file name: another's processes have the same numbers."""
    return re.sub(r"[^A-Za-z0-9]+", "-", platform.node())[:40] or "here"


def lives(process: int) -> bool:
    """Return whether a process of that number is at work on this machine; one that only waits to be buried is not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    try:
        about = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return True  # a system that tells it in another way, or a process that ended just now
    return about.rpartition(b")")[2].split()[0] not in (b"Z", b"X")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        path.unlink()
