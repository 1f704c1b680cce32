"""The three files that hold one kind of feature of one corpus: table, values and what they are.

The values of all clips lie one after the other, so that they can be written while they are computed:
whatever the number of clips, one is in memory at a time.
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd

from ser import files
from ser.corpora import EMOTIONS, fingerprint
from ser.corpora.combined import COLUMNS
from ser.errors import DataDamaged, DataMissing
from ser.features.kinds import FeatureSettings
from ser.features.mfcc import MfccSettings
from ser.outside import read_arrays, read_object, refused

_AGAIN = "make it again with `ser features`"
_KEPT = tuple(name for name in COLUMNS if name != "path")  # where the audio lies means nothing elsewhere


class Writing:
    """The values of one kind while they are computed, on disk beside their place."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        # Without a name: whatever stops us, it is gone.
        self._values = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._lengths: list[int] = []
        self._columns = 0

    def add(self, matrix: np.ndarray) -> None:
        """Take the features of the next clip, shape (frames, columns), float16."""
        self._values.write(np.ascontiguousarray(matrix).data)
        self._lengths.append(len(matrix))
        self._columns = matrix.shape[1]

    def finish(self, clips: pd.DataFrame, about: dict) -> None:
        """Put the three files in place: the rows of `clips` are the clips added, in that order."""
        frames = sum(self._lengths)
        # The .json comes last: without it nothing of this is believed.
        for suffix in (".json", ".npz"):
            (self._folder / f"{self._name}{suffix}").unlink(missing_ok=True)
        with files.whole(self._folder / f"{self._name}.csv") as beside:
            clips[list(_KEPT)].to_csv(beside, index=False)
            made = {"csv": files.digest(beside)}
        with files.whole(self._folder / f"{self._name}.npz") as beside:
            with zipfile.ZipFile(beside, "w") as archive:
                self._write_arrays(archive, frames)
            made["npz"] = files.digest(beside)
        content = files.sealed(about | {"clips": len(clips), "frames": frames, "files": made})
        files.write_text(self._folder / f"{self._name}.json", json.dumps(content, indent=1) + "\n")

    def close(self) -> None:
        """Leave nothing beside, and no folder with nothing in it."""
        with suppress(OSError):  # what is not on disk yet is no longer wanted
            self._values.close()
        with suppress(OSError):
            self._folder.rmdir()

    def _write_arrays(self, archive: zipfile.ZipFile, frames: int) -> None:
        with archive.open("values.npy", "w", force_zip64=True) as member:
            header = {"descr": "<f2", "fortran_order": False, "shape": (frames, self._columns)}
            np.lib.format.write_array_header_1_0(member, header)
            self._values.seek(0)
            shutil.copyfileobj(self._values, member, 2**20)
        with archive.open("lengths.npy", "w", force_zip64=True) as member:
            np.lib.format.write_array(member, np.array(self._lengths, np.int32), allow_pickle=False)


@contextmanager
def writing(folder: Path, settings: FeatureSettings) -> Iterator[Writing]:
    """Give the place where the features of one kind are written, clip by clip."""
    folder.mkdir(parents=True, exist_ok=True)
    name = file_name(settings)
    with files.named(folder / f"{name}.npz"):
        begun = Writing(folder, name)
        try:
            yield begun
        finally:
            begun.close()


def read(folder: Path, settings: FeatureSettings) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, dict]:
    """Return (clips, values, lengths, what they are).

    Raises:
        DataMissing: there are no such features.
        DataDamaged: a file is cut short, or disagrees with another.
    """
    name = file_name(settings)
    if not (folder / f"{name}.json").is_file():
        raise DataMissing(f"no {name} in {folder}; make it with {command(settings)}")
    with refused(folder / name, _AGAIN):
        about = files.unsealed(read_object(folder / f"{name}.json", _AGAIN))
        for suffix, made in about.get("files", {}).items():
            if files.digest(folder / f"{name}.{suffix}") != made:
                raise ValueError(f"{name}.{suffix} altered since it was written")
        values, lengths = read_arrays(folder / f"{name}.npz", ("values", "lengths"))
        clips = pd.read_csv(folder / f"{name}.csv", keep_default_na=False)
        other = about.get("fingerprint") not in (None, fingerprint(clips))
        _check(about, values, lengths, clips, settings, folder.name)
    wanted, frames = about["clips"], about["frames"]
    if not len(clips) == len(lengths) == wanted or not lengths.sum() == len(values) == frames:
        raise DataDamaged(
            f"{folder / name}: received {len(clips)} clips, {len(lengths)} lengths and {len(values)} frames, "
            f"expected {wanted} clips and {frames} frames; {_AGAIN}"
        )
    if other:
        raise DataDamaged(f"{folder / name}: made of other clips than those in its table; {_AGAIN}")
    return clips, values, lengths, about


def file_name(settings: FeatureSettings) -> str:
    """Return the name of the three files, without what follows the dot."""
    digest = hashlib.sha256(json.dumps(asdict(settings), sort_keys=True).encode()).hexdigest()
    return f"{settings.kind}-{digest[:10]}"


def command(settings: FeatureSettings) -> str:
    """Return the command that makes features of this kind."""
    others = "" if settings == MfccSettings() else " --experiment NAME"
    return f"`ser features --data <folder>{others}`"


def _check(
    about: dict,
    values: np.ndarray,
    lengths: np.ndarray,
    clips: pd.DataFrame,
    settings: FeatureSettings,
    corpus: str,
) -> None:
    """Raise ValueError or KeyError where a part of a store is of another kind than `extract` writes."""
    for name, kind in (("clips", int), ("frames", int), ("expected", int), ("key", str), ("demo", bool)):
        if type(about[name]) is not kind:
            raise ValueError(f"{name} is {about[name]!r}")
    gaps = about["left_out"]
    if not isinstance(gaps, list) or not all(
        isinstance(gap, list) and len(gap) == 2 and all(isinstance(word, str) for word in gap) for gap in gaps
    ):
        raise ValueError("left_out is no list of clips and reasons")
    if values.ndim != 2 or values.dtype.kind != "f" or values.shape[1] != settings.coefficients:
        raise ValueError(
            f"values are {values.shape} of {values.dtype}, expected {settings.coefficients} columns"
        )
    if (
        lengths.ndim != 1
        or lengths.dtype.kind not in "iu"
        or (lengths > settings.frames).any()
        or (lengths < 0).any()
    ):
        raise ValueError(f"lengths are no numbers from 0 to {settings.frames}")
    absent = [name for name in _KEPT if name not in clips]
    if absent or not clips["clip"].is_unique:
        raise ValueError(f"the table has no {absent[0]}" if absent else "the table names a clip twice")
    if not (clips["corpus"] == corpus).all():
        raise ValueError(f"the table has clips of another corpus than {corpus}")
    unknown = sorted({str(name) for name in clips["emotion"]} - set(EMOTIONS))
    if unknown:
        raise ValueError(f"the table has the emotion {unknown[0][:40]!r}")
