"""The demo corpus as a folder: made once, checked, and never half-written."""

import csv
import hashlib
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from joblib import delayed
from tqdm import tqdm

from ser import files
from ser.corpora.banner import BANNER
from ser.corpora.demo.clip import synthesise
from ser.corpora.demo.layout import ClipSpec, clips
from ser.errors import BadValue
from ser.outside import UNREADABLE, known
from ser.processes import side_by_side

VERSION = 1
"""Raised whenever the synthesiser would give other bytes; a corpus of another version is made anew."""

MARKER = "DEMO.json"
MANIFEST = "manifest.csv"

_BATCH = 8  # clips a job takes at a time


def make(root: Path | str, *, seed: int = 0, jobs: int = 2, progress: bool | None = None) -> Path:
    """Make the demo corpus in the folder `root`, or leave it as it is when it is already whole.

    A whole corpus has the marker of this version and seed, and every clip as it was written;
    anything less is made again. The new folder is written beside `root` and then renamed.

    Args:
        root: the corpora root to make; it will hold RAVDESS/, TESS/, SAVEE/, manifest.csv and DEMO.json.
        seed: seed of voices, rooms and takes.
        jobs: processes to use; the bytes are the same for any number.
        progress: whether to show a progress bar; None shows it when stderr is a terminal.

    Returns:
        The absolute path of `root`.

    Raises:
        BadValue: `root` is a file, or a folder with files that are not the demo corpus's own.
    """
    root = Path(root).expanduser().absolute()
    if _is_whole(root, seed):
        return root
    _refuse_foreign(root)
    with files.alone(root):
        if _is_whole(root, seed):  # another process has made it meanwhile
            return root
        with files.scratch(root) as beside:
            new = beside / "new"
            _write(new, seed=seed, jobs=jobs, progress=progress)
            if root.exists():
                os.replace(root, beside / "old")
            os.replace(new, root)
    return root


def is_demo(root: Path | str) -> bool:
    """Tell whether a corpora root is a demo corpus, by its marker file."""
    return _marker(Path(root)).get("demo") is True


def _write(root: Path, *, seed: int, jobs: int, progress: bool | None) -> None:
    specs = clips()
    for folder in sorted({(root / spec.path).parent for spec in specs}):
        folder.mkdir(parents=True)
    shown = sys.stderr.isatty() if progress is None else progress
    rows = sorted(
        tqdm(
            _written(root, specs, seed, jobs),
            total=len(specs),
            desc="demo corpus",
            unit="clip",
            disable=not shown,
        )
    )
    with (root / MANIFEST).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["path", "bytes", "sha256"])
        writer.writerows(rows)
    marker = {"demo": True, "version": VERSION, "seed": seed, "clips": len(specs), "banner": BANNER}
    (root / MARKER).write_text(json.dumps(marker, indent=2) + "\n", encoding="utf-8")


def _written(root: Path, specs: tuple[ClipSpec, ...], seed: int, jobs: int) -> Iterator[tuple[str, int, str]]:
    if jobs == 1:
        return (_write_clip(root, spec, seed) for spec in specs)
    tasks = (delayed(_write_clip)(root, spec, seed) for spec in specs)
    return side_by_side(tasks, jobs=jobs, what="demo corpus", ordered=False, batch=_BATCH)


def _write_clip(root: Path, spec: ClipSpec, seed: int) -> tuple[str, int, str]:
    content = encode(*synthesise(spec, seed=seed))
    (root / spec.path).write_bytes(content)
    return spec.path, len(content), hashlib.sha256(content).hexdigest()


def encode(samples: np.ndarray, rate: int) -> bytes:
    """Return a mono 16-bit PCM WAV file of samples in [-1, 1], rounded to the nearest step."""
    import soundfile

    buffer = io.BytesIO()
    steps = np.round(np.clip(samples, -1, 1) * 32767).astype(np.int16)
    soundfile.write(buffer, steps, rate, format="WAV", subtype="PCM_16")
    return buffer.getvalue()


def _marker(root: Path) -> dict:
    return known(root / MARKER)


def _is_whole(root: Path, seed: int) -> bool:
    marker = _marker(root)
    if (marker.get("demo"), marker.get("version"), marker.get("seed")) != (True, VERSION, seed):
        return False
    try:
        with (root / MANIFEST).open(newline="", encoding="utf-8") as file:
            hashes = {row["path"]: row["sha256"] for row in csv.DictReader(file)}
        return hashes.keys() == {spec.path for spec in clips()} and all(
            files.digest(root / path) == found for path, found in hashes.items()
        )
    except UNREADABLE:
        return False


def _refuse_foreign(root: Path) -> None:
    """Raise rather than replace a folder that holds anything besides a demo corpus."""
    if not root.exists():
        return
    advice = "Expected a new or empty folder, or an earlier demo corpus. Name another folder."
    if not root.is_dir():
        raise BadValue(f"The demo corpus cannot be made in {root}: it is a file. {advice}")
    # A marker that cannot be read is one that was damaged, and the corpus is made again.
    known = is_demo(root) or ((root / MARKER).is_file() and not _marker(root))
    own = {spec.path for spec in clips()} | {MANIFEST, MARKER} if known else set()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name not in own and path.name != ".DS_Store":
            raise BadValue(f"The demo corpus cannot be made in {root}: it holds {name}. {advice}")
