"""What every submission would make anew, made once for the class: compiled code of librosa, measures of the demo corpus.

A submission can write nowhere but in its own folder, so it would compile and measure for half a minute. Each
gets a copy of what was made for all.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import ser
from ser import files
from ser.corpora import demo
from ser.exercises.grading.submissions import Submission

_COMPILED = "NUMBA_CACHE_DIR"
_LONGEST = 600  # seconds
# Of each kind: a word in a submission that asks for it, and what makes it in the folder it is started in.
_MAKERS = {
    "compiled": (b"librosa", "from ser.features.kinds import load_librosa; load_librosa()"),
    "measured": (b"demo_measures", "from ser.exercises.material import demo_measures; demo_measures()"),
}


def prepare(submissions: Sequence[Submission], folder: Path) -> dict[str, Path]:
    """Return the folders with what the submissions ask for by kind, filled where they were not yet.

    What cannot be made is left out: every submission then makes it for itself, which is slower and no less
    right.
    """
    texts = [_content(one.path) for one in submissions if not one.trouble]
    wanted = {kind: code for kind, (word, code) in _MAKERS.items() if any(word in text for text in texts)}
    found = {kind: _made(folder / f"{kind}-{_state()}", code) for kind, code in wanted.items()}
    return {kind: place for kind, place in found.items() if place is not None}


def give(prepared: dict[str, Path], scratch: Path) -> dict[str, str]:
    """Copy what was prepared into a scratch folder; return the variables of the environment that go with it."""
    if "measured" in prepared:
        shutil.copytree(prepared["measured"] / "build", scratch / "work" / "build", dirs_exist_ok=True)
    if "compiled" not in prepared:
        return {}
    shutil.copytree(prepared["compiled"], scratch / "compiled")
    return {_COMPILED: str(scratch / "compiled")}


def _made(here: Path, code: str) -> Path | None:
    if here.is_dir():
        return here
    paths = [str(Path(ser.__file__).resolve().parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        with files.alone(here), files.scratch(here) as work:
            if here.is_dir():  # another process was faster
                return here
            subprocess.run(  # noqa: S603 (code of ours, from the table above)
                [sys.executable, "-P", "-c", code],
                cwd=work,
                env=os.environ | {_COMPILED: str(work.resolve()), "PYTHONPATH": os.pathsep.join(paths)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=True,
                timeout=_LONGEST,
            )
            os.replace(work, here)
    except (OSError, subprocess.SubprocessError):
        return None
    return here


def _state() -> str:
    versions = (version(name) for name in ("librosa", "numba", "numpy"))
    return "-".join([*versions, f"py{sys.version_info[0]}.{sys.version_info[1]}", f"demo{demo.VERSION}"])


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
