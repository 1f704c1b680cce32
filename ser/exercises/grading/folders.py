"""The folder a submission runs in: a copy of its own, links to the project, and nothing of who grades."""

import contextlib
import os
import shutil
from pathlib import Path

import ser

_PACKAGE = Path(ser.__file__).resolve().parent
_SHOWN = ("ser", "results", "data", "notebooks", "book", "pyproject.toml")
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "KERAS_BACKEND", "VIRTUAL_ENV", "SYSTEMROOT")


def environment(scratch: Path) -> dict[str, str]:
    """Return the variables a submission is started with: of those of whoever grades, what Python needs to start."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    paths = [str(_PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    threads = one_thread | dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1")
    return (
        kept
        | threads
        | {
            "HOME": str(scratch / "home"),
            "TMPDIR": str(scratch / "tmp"),
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "MPLBACKEND": "Agg",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "JOBLIB_MULTIPROCESSING": "0",  # it would keep its locks where nothing may be written
            "SER_BUILD": str(scratch / "work" / "build"),
        }
    )


def copy(submission: Path, beside: Path | None, work: Path) -> Path:
    """Copy the submission, or the folder around it without links, into `work`; return where it is there."""
    if beside is None:
        return Path(shutil.copyfile(submission, work / submission.name))
    for folder, folders, files in os.walk(beside):
        folders[:] = sorted(
            one for one in folders if not (Path(folder) / one).is_symlink() and one[:1] != "."
        )
        here = work / Path(folder).relative_to(beside)
        if Path(folder) == beside:
            folders[:] = [one for one in folders if one not in (*_SHOWN, "build")]
        here.mkdir(exist_ok=True)
        for name in sorted(files):
            source = Path(folder) / name
            if source.is_file() and not source.is_symlink():
                shutil.copyfile(source, here / name)
    return work / submission.relative_to(beside)


def show_project(work: Path) -> None:
    """Lay links to the project into `work`, so that a notebook finds what it would find there."""
    for name in _SHOWN:
        if (_PACKAGE.parent / name).exists() and not (work / name).exists():
            (work / name).symlink_to(_PACKAGE.parent / name)
    build = Path(os.environ.get("SER_BUILD") or _PACKAGE.parent / "build")
    (work / "build").mkdir(exist_ok=True)
    for name in ("demo-corpus", "store"):
        if (build / name).exists():
            (work / "build" / name).symlink_to((build / name).resolve())


def size(folder: Path, enough: int) -> int:
    """Bytes of the files below a folder, counted until there are more than `enough`."""
    total = 0
    for place, _, files in os.walk(folder):
        for name in files:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
        if total > enough:
            break
    return total


def throw_away(scratch: Path) -> None:
    """Remove the scratch folder, also where the submission has taken its own rights away."""
    shutil.rmtree(scratch, ignore_errors=True)
    if scratch.exists():
        for place, folders, _ in os.walk(scratch):
            for name in folders:
                path = Path(place) / name
                if not path.is_symlink():
                    with contextlib.suppress(OSError):
                        path.chmod(0o700)
        shutil.rmtree(scratch, ignore_errors=True)
