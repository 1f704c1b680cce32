"""A disk that fills up while something is written: one clear line, nothing half-written believed, room again, done.

A small tmpfs is the full disk where one may be mounted, and everywhere a limit to the size of files.
"""

import contextlib
import io
import os
import resource
import shutil
import subprocess
import sys

import pytest

from ser.errors import SerError

from .kinds import kinds
from .world import BOOK, MANY, content, copied, ended, run, start

PAGE = 4096
BEST_EFFORT = ("memory of the corpora", "measures for exercises")
"""Kept to save time: where they cannot be, the work goes on."""

NAMES = [
    "feature store",
    "run record and predictions",
    "memory of the corpora",
    "demo corpus",
    "model folder",
    "ONNX export",
    "facts",
    "split manifests",
    "verdicts of a class",
    "measures for exercises",
    "tables",
    "figure",
    "marks of a class",
    "offline book",
]


@contextlib.contextmanager
def small_disk(place, size):
    """A file system of `size` bytes at `place`; skips where none may be mounted."""
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if (
        mount is None
        or not sys.platform.startswith("linux")
        or subprocess.run(command, capture_output=True).returncode
    ):
        pytest.skip(
            "no tmpfs may be mounted here; the limit to the size of files stands in for the full disk"
        )
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


class _Tmpfs:
    def __init__(self, at, filler):
        self.at, self._filler = at, filler

    @contextlib.contextmanager
    def full(self, room):
        """Leave `room` bytes, in whole pages."""
        free = os.statvfs(self.at).f_bavail * os.statvfs(self.at).f_frsize
        with self._filler.open("wb") as file:
            file.write(bytes(max(0, free - room // PAGE * PAGE)))
        try:
            yield
        finally:
            self._filler.unlink()


class _Limit:
    def __init__(self, at):
        self.at = at

    @contextlib.contextmanager
    def full(self, room):
        """Let no file grow beyond `room` bytes."""
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(params=["tmpfs", "limit to the size of files"])
def disk(request, tmp_path):
    """A folder on a disk that can be filled up: `at`, and `full(room)`."""
    if request.param == "tmpfs":
        with small_disk(tmp_path / "small", "32m") as place:
            (place / "at").mkdir()
            yield _Tmpfs(place / "at", place / "filler")
    else:
        (tmp_path / "at").mkdir()
        yield _Limit(tmp_path / "at")


def _believed(kind, at):
    if kind.read is None:
        return content(at) or None
    try:
        return kind.read(at)
    except SerError:
        return None


def _assert_clear(error):
    """What the command line makes of it is one line that says where."""
    assert isinstance(error, OSError | SerError), repr(error)
    told = str(error)
    assert "\n" not in told
    assert isinstance(error, SerError) or error.filename, repr(error)


@pytest.mark.parametrize("earlier", [False, True], ids=["new", "over an earlier one"])
@pytest.mark.parametrize("name", NAMES)
def test_a_full_disk(made, disk, tmp_path, name, earlier):
    kind, at = kinds(made)[name], disk.at
    undisturbed = tmp_path / "undisturbed"
    undisturbed.mkdir()
    for place in (undisturbed, at):
        if kind.prepare:
            kind.prepare(place)
    before = content(at)
    kind.make(undisturbed)
    whole, held = _believed(kind, undisturbed), content(undisturbed)
    assert whole is not None
    largest = max(path.stat().st_size for path in undisturbed.rglob("*") if path.is_file())
    if earlier:
        kind.make(at)
        if kind.read:
            # An earlier one that is no good, so that there is something to do.
            for name_ in content(at).keys() - before.keys():
                (at / name_).write_bytes((at / name_).read_bytes()[:-3])
            assert _believed(kind, at) is None
    rooms = [largest * place // (MANY + 1) for place in range(MANY + 1)]
    failures = 0
    for room in rooms:
        failed = None
        # What pytest keeps of the screen is a file too, which shall not be the one that is too large.
        with contextlib.redirect_stderr(io.StringIO()), disk.full(room):
            try:
                kind.make(at)
            except Exception as error:
                failed = error
        assert not [path for path in at.rglob("*") if ".part-" in path.name], "something half-written is left"
        if failed is None:
            # There was room where the earlier one had lain, or it is kept for speed alone.
            assert _believed(kind, at) == whole or name in BEST_EFFORT
            continue
        failures += 1
        _assert_clear(failed)
        if kind.read:
            assert _believed(kind, at) in (None, whole)
        else:
            for path, digest in content(at).items():
                assert digest == held[path], f"{path} is there and half-written"
    assert failures or earlier or name in BEST_EFFORT
    kind.make(at)
    assert _believed(kind, at) == whole
    assert content(at).keys() == held.keys()


@pytest.mark.parametrize("room", [0.1, 2.5], ids=["while a page is executed", "while the book is built"])
def test_a_full_disk_under_the_book(with_project, with_book, tmp_path, room):
    """Executed pages, book and front page, by the command itself."""
    with small_disk(tmp_path / "small", "96m") as place:
        world = copied(with_project, place / "world")
        disk = _Tmpfs(place, place / "filler")
        with disk.full(int(room * 2**20)):
            status, _, err = ended(start(world, *BOOK, environment={"TMPDIR": str(tmp_path)}))
        assert status == 2, err
        assert len(err.strip().splitlines()) == 1, err
        assert not (world / "project/build/book/demo/html-sphinx/index.html").exists()
        run(world, *BOOK)
        assert content(world / "project/build/pages") == content(with_book.world / "project/build/pages")
        html = "project/build/book/demo/html-sphinx"
        assert content(world / html) == content(with_book.world / html)
