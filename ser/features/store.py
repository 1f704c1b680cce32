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
import zipfile
from collections.abc import Container
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
from ser.features.kinds import FeatureSettings, compute, load_librosa, settings_of, sources
from ser.features.mfcc import MfccSettings
from ser.processes import side_by_side

_KEPT = (
    "clip",
    "corpus",
    "speaker",
    "sex",
    "emotion",
    "intensity",
    "text",
    "take",
    "duration",
    "sha256",
    "bytes",
)


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
        there = partial(_is_whole, folder, settings, _key(clips, settings), gaps, allow_missing=allow_missing)
        if there():
            continue
        # Another process may be at it; whoever waited for it finds the features there.
        with files.alone(Path(store) / f"{name}-{_name(settings)}"):
            if there():
                continue
            worked = True
            outcomes = _extract_all(clips, settings, jobs=jobs, progress=progress, label=name)
            _keep(folder, clips, outcomes, settings, combined, gaps, allow_missing=allow_missing)
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
    file = f"{_name(settings)}.json"
    present = [name for name in CATALOGUE if (store / name / file).is_file()]
    wanted = [name for name in CATALOGUE if name in corpora] if corpora else present
    absent = [name for name in wanted if name not in present]
    if absent or not wanted:
        raise DataMissing(
            f"no {settings.kind} features of {', '.join(absent) or 'any corpus'} in {store}; "
            f"received {', '.join(present) or 'nothing'}; make them with {_command(settings)}"
        )
    parts = [_load_corpus(store / name, settings) for name in wanted]
    return FeatureSet(
        clips=pd.concat([part[0] for part in parts], ignore_index=True),
        values=np.concatenate([part[1] for part in parts]),
        lengths=np.concatenate([part[2] for part in parts]),
        settings=settings,
        expected={name: part[3]["expected"] for name, part in zip(wanted, parts, strict=True)},
        demo=any(part[3]["demo"] for part in parts),
        left_out=tuple((gap[0], gap[1]) for part in parts for gap in part[3]["left_out"]),
    )


def _keep(
    folder: Path,
    clips: pd.DataFrame,
    outcomes: list[np.ndarray | str],
    settings: FeatureSettings,
    combined: Combined,
    gaps: list[tuple[str, str]],
    *,
    allow_missing: bool,
) -> None:
    """Write the features of one corpus; refuse clips without any, unless they may be missing."""
    name, expected = folder.name, combined.expected[folder.name]
    usable = [not isinstance(outcome, str) for outcome in outcomes]
    broken = [
        (clip, text) for clip, text in zip(clips["clip"], outcomes, strict=True) if isinstance(text, str)
    ]
    if broken and not allow_missing:
        raise DataDamaged(
            f"{name}: {len(broken)} of {expected} clips have no usable audio, first {broken[0][0]}: "
            f"{broken[0][1]}; or go on without them with --allow-missing"
        )
    if len(broken) == len(clips):
        raise DataDamaged(
            f"{name}: none of {len(clips)} clips has usable audio, first {broken[0][0]}: {broken[0][1]}; "
            "or take the folder away"
        )
    about = {
        "key": _key(clips, settings),
        "fingerprint": fingerprint(clips[usable]),
        "kind": settings.kind,
        "settings": asdict(settings),
        "expected": expected,
        "demo": combined.demo,
        "left_out": [list(gap) for gap in gaps + broken],
    }
    _write(folder, clips[usable], [one for one in outcomes if not isinstance(one, str)], about)


def _extract_all(
    clips: pd.DataFrame, settings: FeatureSettings, *, jobs: int, progress: bool, label: str
) -> list[np.ndarray | str]:
    from joblib import delayed
    from tqdm import tqdm

    # Workers that load librosa only after their first clips seem to grow, and are stopped for it.
    stream = side_by_side(
        (delayed(_extract_one)(path, settings) for path in clips["path"]),
        jobs=jobs,
        what=f"{settings.kind} of {label}",
        batch=32,
        prepare=None if isinstance(settings, MfccSettings) else load_librosa,
    )
    return list(
        tqdm(stream, total=len(clips), desc=f"{settings.kind} of {label}", unit="clip", disable=not progress)
    )


def _extract_one(path: str, settings: FeatureSettings) -> np.ndarray | str:
    """Return the features as float16, or the reason why there are none.

    One thread: matrix products add up in another order on several, and the last digit would depend
    on the number of jobs.
    """
    from threadpoolctl import threadpool_limits

    try:
        samples = audio.read_window(
            path, rate=settings.rate, offset=settings.offset, duration=settings.duration
        )
    except (DataDamaged, DataMissing) as error:
        # A file may go after it was listed. The reason goes into the store and into results, where this
        # machine's folders mean nothing.
        return str(error).removeprefix(f"{path}: ")
    with threadpool_limits(1):
        return compute(samples, settings).astype(np.float16)


def _name(settings: FeatureSettings) -> str:
    digest = hashlib.sha256(json.dumps(asdict(settings), sort_keys=True).encode()).hexdigest()
    return f"{settings.kind}-{digest[:10]}"


def _command(settings: FeatureSettings) -> str:
    others = "" if settings == MfccSettings() else " --experiment NAME"
    return f"`ser features --data <folder>{others}`"


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
    path = folder / f"{_name(settings)}.json"
    if not path.is_file():
        return False
    try:
        about = _load_corpus(folder, settings)[3]
    except (DataDamaged, DataMissing) as error:
        print(f"note: {str(error).partition('; make it again')[0]}; it is made again", file=sys.stderr)
        return False
    known = {gap[0] for gap in about["left_out"]}
    return about["key"] == key and {gap[0] for gap in gaps} <= known and (allow_missing or not known)


def _write(folder: Path, clips: pd.DataFrame, matrices: list[np.ndarray], about: dict) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = _name(settings_of(about["kind"], about["settings"]))
    values = np.concatenate(matrices)
    lengths = np.array([len(matrix) for matrix in matrices], np.int32)
    # The .json comes last: without it nothing of this is believed.
    for suffix in (".json", ".npz"):
        (folder / f"{name}{suffix}").unlink(missing_ok=True)
    with files.whole(folder / f"{name}.csv") as beside:
        clips[list(_KEPT)].to_csv(beside, index=False)
        made = {"csv": files.digest(beside)}
    with files.whole(folder / f"{name}.npz") as beside:
        with beside.open("wb") as handle:
            np.savez(handle, values=values, lengths=lengths)
        made["npz"] = files.digest(beside)
    content = files.sealed(about | {"clips": len(clips), "frames": len(values), "files": made})
    files.write_text(folder / f"{name}.json", json.dumps(content, indent=1) + "\n")


def _load_corpus(
    folder: Path, settings: FeatureSettings
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, dict]:
    name = _name(settings)
    if not (folder / f"{name}.json").is_file():
        raise DataMissing(f"no {name} in {folder}; make it with {_command(settings)}")
    try:
        about = files.unsealed(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))
        for suffix, made in about.get("files", {}).items():
            if files.digest(folder / f"{name}.{suffix}") != made:
                raise ValueError(f"{name}.{suffix} altered since it was written")
        # Opened here, because numpy leaves a file open that it cannot read.
        with (folder / f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            values, lengths = arrays["values"], arrays["lengths"]
        clips = pd.read_csv(folder / f"{name}.csv", keep_default_na=False)
        other = about.get("fingerprint") not in (None, fingerprint(clips))
        wanted, frames, *_ = (
            about[name] for name in ("clips", "frames", "key", "expected", "demo", "left_out")
        )
    except (AttributeError, OSError, TypeError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        reason = " ".join(str(error).split())
        raise DataDamaged(
            f"{folder / name}: cannot be read ({reason}); make it again with `ser features`"
        ) from error
    if not len(clips) == len(lengths) == wanted or not lengths.sum() == len(values) == frames:
        raise DataDamaged(
            f"{folder / name}: received {len(clips)} clips, {len(lengths)} lengths and {len(values)} frames, "
            f"expected {wanted} clips and {frames} frames; make it again with `ser features`"
        )
    if other:
        raise DataDamaged(
            f"{folder / name}: made of other clips than those in its table; make it again with `ser features`"
        )
    return clips, values, lengths, about
