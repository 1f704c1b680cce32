"""The feature store: what training needs of the clips, small enough to carry to another machine.

One folder holds a subfolder a corpus. In it, each kind of feature is three files of one name: a
`.csv`, the clip table without absolute paths, a `.npz` of two arrays, `values` (all frames of all
clips one after the other, float16, unpadded) and `lengths` (frames of each clip), and a `.json` that
says what it is, with a key over the parameters, the code and the content of every clip, so a store
that no longer fits is never taken for one that does. No pickles.
"""

import hashlib
import json
import sys
from collections.abc import Container, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from ser import audio, files
from ser.audio import reading
from ser.corpora import CATALOGUE, Combined, fingerprint
from ser.errors import BadValue, DataDamaged, DataMissing
from ser.features.feature_set import FeatureSet
from ser.features.kinds import FeatureSettings, compute, load_librosa, sources
from ser.features.memory import keep_freed_memory
from ser.features.mfcc import MfccSettings
from ser.features.stored import command, file_name, read, writing
from ser.processes import side_by_side


def extract(
    combined: Combined,
    store: Path | str,
    *,
    settings: FeatureSettings | None = None,
    corpora: Container[str] | None = None,
    jobs: int = 2,
    allow_missing: bool = False,
    progress: bool = False,
) -> bool:
    """Compute the features of every clip into `store`; return False when all were there already.

    With `corpora`, only of the clips of those.

    Raises:
        DataDamaged: a clip has no usable audio and `allow_missing` is not given (with it, the clip
            is left out and named in the store), or no clip of a corpus has.
    """
    settings = settings or MfccSettings()
    worked = False
    for name, clips in combined.clips.groupby("corpus", sort=False):
        if corpora is not None and name not in corpora:
            continue
        folder = Path(store) / name
        gaps = [gap for gap in combined.left_out if gap[0].startswith(f"{name}/")]
        key = _key(clips, settings)
        there = partial(_is_whole, folder, settings, key, gaps, allow_missing=allow_missing)
        if there():
            continue
        # Another process may be at it; whoever waited for it finds the features there.
        with files.alone(Path(store) / f"{name}-{file_name(settings)}"):
            if there():
                continue
            worked = True
            stream = _extract_all(clips, settings, jobs=jobs, progress=progress, label=name)
            _keep(folder, clips, stream, settings, combined, gaps, key=key, allow_missing=allow_missing)
    return worked


def load(
    store: Path | str, *, settings: FeatureSettings | None = None, corpora: tuple[str, ...] | None = None
) -> FeatureSet:
    """Read the features of `corpora` (None: all there are) from `store`; no audio is needed.

    Raises:
        DataMissing: no such store, corpus, or feature in it.
        DataDamaged: a file of the store is cut short or disagrees with its table.
        BadValue: an unknown corpus name.
    """
    settings = settings or MfccSettings()
    store = Path(store)
    for name in corpora or ():
        if name not in CATALOGUE:
            raise BadValue(f"unknown corpus {name!r}; expected one of {', '.join(CATALOGUE)}")
    file = f"{file_name(settings)}.json"
    present = [name for name in CATALOGUE if (store / name / file).is_file()]
    wanted = [name for name in CATALOGUE if name in corpora] if corpora else present
    absent = [name for name in wanted if name not in present]
    if absent or not wanted:
        raise DataMissing(
            f"no {settings.kind} features of {', '.join(absent) or 'any corpus'} in {store}; "
            f"received {', '.join(present) or 'nothing'}; make them with {command(settings)}"
        )
    parts = [read(store / name, settings) for name in wanted]
    return FeatureSet(
        clips=pd.concat([part[0] for part in parts], ignore_index=True),
        values=np.concatenate([part[1] for part in parts]),
        lengths=np.concatenate([part[2] for part in parts]),
        settings=settings,
        expected={name: part[3]["expected"] for name, part in zip(wanted, parts, strict=True)},
        demo=any(part[3]["demo"] for part in parts),
        left_out=tuple((gap[0], gap[1]) for part in parts for gap in part[3]["left_out"]),
    )


def corpora_in(store: Path | str) -> tuple[str, ...]:
    """Return the corpora of which `store` holds features of any kind, in the order of the catalogue."""
    return tuple(name for name in CATALOGUE if any((Path(store) / name).glob("*.json")))


def _keep(
    folder: Path,
    clips: pd.DataFrame,
    outcomes: Iterator[np.ndarray | str],
    settings: FeatureSettings,
    combined: Combined,
    gaps: list[tuple[str, str]],
    *,
    key: str,
    allow_missing: bool,
) -> None:
    """Write the features of one corpus as they come; refuse clips without any, unless they may be missing."""
    name, expected = folder.name, combined.expected[folder.name]
    usable: list[bool] = []
    broken: list[tuple[str, str]] = []
    with writing(folder, settings) as begun:
        for clip, outcome in zip(clips["clip"], outcomes, strict=True):
            usable.append(not isinstance(outcome, str))
            if isinstance(outcome, str):
                broken.append((clip, outcome))
            else:
                begun.add(outcome)
        if broken and not allow_missing:
            raise DataDamaged(
                f"{name}: {len(broken)} of {expected} clips have no usable audio, first {broken[0][0]}: "
                f"{broken[0][1]}; or go on without them with --allow-missing"
            )
        if len(broken) == len(clips):
            raise DataDamaged(
                f"{name}: none of {len(clips)} clips has usable audio, first {broken[0][0]}: "
                f"{broken[0][1]}; or take the folder away"
            )
        about = {
            "key": key,
            "fingerprint": fingerprint(clips[usable]),
            "kind": settings.kind,
            "settings": asdict(settings),
            "expected": expected,
            "demo": combined.demo,
            "left_out": [list(gap) for gap in gaps + broken],
        }
        begun.finish(clips[usable], about)


def _extract_all(
    clips: pd.DataFrame, settings: FeatureSettings, *, jobs: int, progress: bool, label: str
) -> Iterator[np.ndarray | str]:
    """Yield the outcome of each clip in the order of the table.

    One thread for each product of matrices: on several they add up in another order, and the last
    digit would depend on the number of jobs.
    """
    from joblib import delayed
    from threadpoolctl import threadpool_limits
    from tqdm import tqdm

    tasks = (delayed(_extract_one)(path, settings) for path in clips["path"])
    what = f"{settings.kind} of {label}"
    if isinstance(settings, MfccSettings):
        # Nearly all of it is spent outside of the interpreter, so that threads do, which start at once.
        keep_freed_memory()
        stream = side_by_side(tasks, jobs=jobs, what=what, batch=32, threads=True)
    else:
        # Workers that load librosa only after their first clips seem to grow, and are stopped for it.
        stream = side_by_side(tasks, jobs=jobs, what=what, batch=32, prepare=load_librosa)
    with threadpool_limits(1):
        yield from tqdm(stream, total=len(clips), desc=what, unit="clip", disable=not progress)


def _extract_one(path: str, settings: FeatureSettings) -> np.ndarray | str:
    """Return the features as float16, or the reason why there are none."""
    try:
        samples = audio.read_window(
            path, rate=settings.rate, offset=settings.offset, duration=settings.duration
        )
    except (DataDamaged, DataMissing) as error:
        # A file may go after it was listed. The reason goes into the store and into results, where this
        # machine's folders mean nothing.
        return str(error).removeprefix(f"{reading.shown(Path(path))}: ")
    return compute(samples, settings).astype(np.float16)


def _key(clips: pd.DataFrame, settings: FeatureSettings) -> str:
    """Hash over the content of the clips, the settings and the code that turns one into the other."""
    digest = hashlib.sha256(fingerprint(clips).encode())
    digest.update(json.dumps(asdict(settings), sort_keys=True).encode())
    for source in (Path(reading.__file__), *sources(settings)):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _is_whole(
    folder: Path, settings: FeatureSettings, key: str, gaps: list[tuple[str, str]], *, allow_missing: bool
) -> bool:
    path = folder / f"{file_name(settings)}.json"
    if not path.is_file():
        return False
    try:
        about = read(folder, settings)[3]
    except (DataDamaged, DataMissing) as error:
        print(f"note: {str(error).partition('; make it again')[0]}; it is made again", file=sys.stderr)
        return False
    known = {gap[0] for gap in about["left_out"]}
    return about["key"] == key and {gap[0] for gap in gaps} <= known and (allow_missing or not known)
