"""What librosa compiles when it is first used: once for the class, and not again in every submission.

A submission cannot write where librosa keeps it, and would compile for half a minute. Each gets a copy.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import ser
from ser.exercises.grading.submissions import Submission

VARIABLE = "NUMBA_CACHE_DIR"
_LONGEST = 300  # seconds
_FILL = "from ser.features.kinds import load_librosa; load_librosa()"


def compile_for(submissions: Sequence[Submission], folder: Path) -> Path | None:
    """Return a folder with what librosa compiles, filled where need be; None where nobody uses librosa."""
    if not any(_uses(one.path) for one in submissions if not one.trouble):
        return None
    here = (
        folder
        / f"compiled-{version('librosa')}-{version('numba')}-{sys.version_info[0]}.{sys.version_info[1]}"
    )
    if not here.is_dir():
        beside = here.with_name(f".{here.name}.part-{os.getpid()}")
        beside.mkdir(parents=True, exist_ok=True)
        paths = [str(Path(ser.__file__).parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
        settings = {VARIABLE: str(beside), "PYTHONPATH": os.pathsep.join(paths)}
        try:
            subprocess.run(  # noqa: S603
                [sys.executable, "-P", "-c", _FILL],
                env=os.environ | settings,
                check=True,
                capture_output=True,
                timeout=_LONGEST,
            )
            os.replace(beside, here)
        except (OSError, subprocess.SubprocessError):
            shutil.rmtree(beside, ignore_errors=True)
            return None  # every submission compiles for itself, which is slower and no less right
    return here


def give(compiled: Path | None, scratch: Path) -> dict[str, str]:
    """Copy the folder into a scratch folder; return the variable of the environment that names it there."""
    if compiled is None:
        return {}
    shutil.copytree(compiled, scratch / "compiled")
    return {VARIABLE: str(scratch / "compiled")}


def _uses(path: Path) -> bool:
    try:
        return b"librosa" in path.read_bytes()
    except OSError:
        return False
