"""From folders of audio files to one table of clips in a fixed order."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

import pandas as pd
from tqdm import tqdm

from ser.corpora import ravdess, savee, tess
from ser.corpora.corpus import ClipName, Corpus
from ser.corpora.labels import EMOTIONS
from ser.corpora.manifest import ManifestEntry, read_manifest
from ser.errors import BadValue, DataDamaged, DataMissing

CORPORA: dict[str, Corpus] = {corpus.name: corpus for corpus in (ravdess.CORPUS, tess.CORPUS, savee.CORPUS)}
"""The corpora of the paper's combination, in the order of the combined table."""

COLUMNS = (
    "clip",
    "path",
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
_SUFFIXES = (".wav", ".flac", ".aif", ".aiff")


@dataclass(frozen=True)
class Combined:
    """The combined table and what it rests on.

    `clips` has the columns `COLUMNS`, one row a clip, sorted by corpus (in the order of `CORPORA`)
    and clip id. `expected` counts the clips a whole corpus has; `left_out` names each clip that is
    missing or cannot be used, with the reason.
    """

    clips: pd.DataFrame
    expected: dict[str, int]
    demo: bool = False
    left_out: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def found(self) -> dict[str, int]:
        """Clips in the table by corpus."""
        counts = self.clips["corpus"].value_counts()
        return {name: int(counts.get(name, 0)) for name in self.expected}

    def describe(self) -> str:
        """Return "RAVDESS 1440/1440, TESS 2799/2800: 4239 clips, 26 speakers"."""
        parts = ", ".join(f"{name} {self.found[name]}/{n}" for name, n in self.expected.items())
        return f"{parts}: {len(self.clips)} clips, {self.clips['speaker'].nunique()} speakers"


def fingerprint(clips: pd.DataFrame) -> str:
    """Return a hash in hex over names, content hashes and labels, whatever the order of the rows."""
    rows = sorted(zip(clips["clip"], clips["sha256"], clips["emotion"], strict=True))
    return hashlib.sha256("\n".join("\t".join(row) for row in rows).encode()).hexdigest()


def combine(
    root: Path | str,
    *,
    corpora: tuple[str, ...] | None = None,
    allow_missing: bool = False,
    jobs: int = 2,
    progress: bool = False,
) -> Combined:
    """Read every corpus found under `root` into one table.

    `root` holds `RAVDESS/`, `TESS/`, `SAVEE/` or those of them one has (upper or lower case); with
    `corpora` given, each of them must be there. A clip is known by its file name, so folders may be
    nested or renamed, and a clip that lies there twice with the same content counts once.

    Raises:
        BadValue: a corpus name that is not known.
        DataMissing: no such folder, no corpus in it, or clips missing without `allow_missing`.
        DataDamaged: two different files claim to be the same clip, or clips cannot be read and
            `allow_missing` is not given, or no clip of a corpus can be read.
    """
    root = Path(root)
    folders = _corpus_folders(root, corpora)
    demo = (root / "DEMO.json").is_file()
    tables, expected, left_out, notes = [], {}, [], []
    for name, folder in folders.items():
        manifest = read_manifest(CORPORA[name], root)
        files, corpus_notes = _find_clips(CORPORA[name], folder, manifest, progress=progress)
        missing = [(clip, "missing") for clip in sorted(manifest) if clip not in files]
        table, unreadable = _read_facts(name, files, jobs=jobs)
        expected[name] = len(manifest)
        _refuse_gaps(name, folder, missing, unreadable, len(manifest), allow_missing=allow_missing)
        if table.empty:
            raise DataDamaged(
                f"{name} in {folder}: none of the {len(files)} clips found can be read, first {unreadable[0][0]} "
                f"({unreadable[0][1]}); expected audio; restore the clips, or take the folder away"
            )
        tables.append(table)
        left_out += missing + unreadable
        notes += corpus_notes
    clips = pd.concat(tables, ignore_index=True)
    return Combined(clips, expected, demo, tuple(left_out), tuple(notes))


def _corpus_folders(root: Path, wanted: tuple[str, ...] | None) -> dict[str, Path]:
    for name in wanted or ():
        if name not in CORPORA:
            raise BadValue(f"unknown corpus {name!r}; expected one of {', '.join(CORPORA)}")
    if not root.is_dir():
        raise DataMissing(
            f"no folder {root}; expected one that holds {'/, '.join(CORPORA)}/; set DATA=<folder>"
        )
    inside = {entry.name.upper(): entry for entry in sorted(root.iterdir()) if entry.is_dir()}
    folders = {name: inside[name] for name in CORPORA if name in inside and (not wanted or name in wanted)}
    absent = [name for name in wanted or () if name not in folders]
    if absent or not folders:
        received = ", ".join(entry.name for entry in list(inside.values())[:5]) or "no folders"
        need = f"{'/, '.join(absent)}/" if absent else f"one or more of {'/, '.join(CORPORA)}/"
        raise DataMissing(f"no corpus in {root}: expected {need}, received {received}; set DATA=<folder>")
    return folders


def _find_clips(
    corpus: Corpus, folder: Path, manifest: dict[str, ManifestEntry], *, progress: bool
) -> tuple[dict[str, tuple[Path, ClipName, str]], list[str]]:
    """Return {clip id: (path, name, sha256)} in sorted order and notes on what was passed over."""
    found: dict[str, tuple[Path, ClipName, str]] = {}
    notes, twice, strangers = [], 0, 0
    paths = sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix())
    named = []
    for path in paths:
        if path.suffix.lower() not in _SUFFIXES or not path.is_file():
            continue
        name = corpus.parse(PurePosixPath(path.relative_to(folder.parent).as_posix()))
        if name is None or name.clip not in manifest:
            strangers += 1
        else:
            named.append((path, name))
    with ThreadPoolExecutor(2) as pool:
        hashing = pool.map(_sha256, [path for path, _ in named])
        bar = tqdm(
            hashing, total=len(named), desc=f"files of {corpus.name}", unit="file", disable=not progress
        )
        digests = list(bar)
    for (path, name), digest in zip(named, digests, strict=True):
        if name.clip not in found:
            found[name.clip] = (path, name, digest)
            continue
        twice += 1
        first, _, held = found[name.clip]
        if held == digest:
            continue
        if digest == manifest[name.clip].sha256:
            found[name.clip] = (path, name, digest)
        elif held != manifest[name.clip].sha256:
            raise DataDamaged(
                f"{name.clip} is there twice with different content: {first} and {path}; remove the wrong one"
            )
    if not found:
        raise DataMissing(
            f"no {corpus.name} clip in {folder}: expected names like {next(iter(manifest.values())).path}, "
            f"received {strangers} other audio files; set DATA=<folder that holds {corpus.name}/>"
        )
    if twice:
        notes.append(f"{corpus.name}: {twice} files are second copies of a clip, counted once")
    if strangers:
        notes.append(f"{corpus.name}: {strangers} audio files are no clip of the corpus, passed over")
    return dict(sorted(found.items())), notes


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _read_facts(
    name: str, files: dict[str, tuple[Path, ClipName, str]], *, jobs: int
) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        durations = list(pool.map(lambda item: _duration(item[0]), files.values()))
    rows, unreadable = [], []
    for (path, clip, digest), duration in zip(files.values(), durations, strict=True):
        if isinstance(duration, str):
            unreadable.append((clip.clip, duration))
            continue
        facts = asdict(clip) | {
            "path": str(path.resolve()),
            "corpus": name,
            "duration": round(duration, 6),
            "sha256": digest,
            "bytes": path.stat().st_size,
        }
        rows.append(facts)
    return pd.DataFrame(rows, columns=list(COLUMNS)), unreadable


def _duration(path: Path) -> float | str:
    """Return the duration in seconds, or the reason why the file cannot be read."""
    import soundfile

    if path.stat().st_size == 0:
        return "empty file"
    try:
        info = soundfile.info(path)
    except soundfile.LibsndfileError as error:
        return f"not audio ({error.error_string.strip().rstrip('.')})"
    return info.frames / info.samplerate if info.frames else "no samples"


def _refuse_gaps(
    name: str,
    folder: Path,
    missing: list[tuple[str, str]],
    unreadable: list[tuple[str, str]],
    expected: int,
    *,
    allow_missing: bool,
) -> None:
    if allow_missing or not (missing or unreadable):
        return
    remedy = "restore them, or go on without them with --allow-missing (ALLOW_MISSING=1 with make)"
    if unreadable:
        clip, reason = unreadable[0]
        raise DataDamaged(
            f"{name} in {folder}: {len(unreadable)} of {expected} clips cannot be read, first {clip} ({reason}); {remedy}"
        )
    raise DataMissing(
        f"{name} in {folder}: {len(missing)} of {expected} clips are missing, first {missing[0][0]}; {remedy}"
    )


def check_labels(clips: pd.DataFrame) -> None:
    """Raise DataDamaged when a row has an emotion outside `EMOTIONS`."""
    unknown = sorted(set(clips["emotion"]) - set(EMOTIONS))
    if unknown:
        raise DataDamaged(f"unknown emotions {unknown}; expected {', '.join(EMOTIONS)}; make the table again")
