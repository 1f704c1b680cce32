"""From folders of audio files to one table of clips in a fixed order."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ser.corpora.catalogue import CATALOGUE, CORPORA
from ser.corpora.finding import Found, Part, check_names, find
from ser.corpora.labels import EMOTIONS
from ser.corpora.remembered import Memory
from ser.corpora.walking import one_line
from ser.errors import DataDamaged, DataMissing

if TYPE_CHECKING:
    import pandas as pd

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


@dataclass(frozen=True)
class Combined:
    """The combined table and what it rests on.

    `clips` has the columns `COLUMNS`, one row a clip, sorted by corpus (in the order of `CATALOGUE`)
    and clip id. `expected` counts the clips a whole corpus has; `left_out` names each clip that is
    missing or cannot be used, with the reason.
    """

    clips: "pd.DataFrame"
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
        """Return "RAVDESS 1440/1440, TESS 2799/2800: 4239 clips, 26 speakers"; made clips are called so."""
        parts = ", ".join(f"{name} {self.found[name]}/{n}" for name, n in self.expected.items())
        said = f"{parts}: {len(self.clips)} clips, {self.clips['speaker'].nunique()} speakers"
        if not self.demo:
            return said
        from ser.corpora.banner import BANNER

        return f"{said}; {BANNER}"


def fingerprint(clips: "pd.DataFrame") -> str:
    """Return a hash in hex over names, content hashes and labels, whatever the order of the rows."""
    rows = sorted(zip(clips["clip"], clips["sha256"], clips["emotion"], strict=True))
    return hashlib.sha256("\n".join("\t".join(row) for row in rows).encode()).hexdigest()


def combine(
    root: Path | str,
    *,
    corpora: tuple[str, ...] | None = None,
    among: tuple[str, ...] = tuple(CORPORA),
    allow_missing: bool = False,
    remember: Path | None = None,
    rehash: bool = False,
    jobs: int = 2,
    progress: bool = False,
) -> Combined:
    """Read every corpus found under `root` into one table.

    Without `corpora` the table holds those `among` which it looks that are there, the paper's (`CORPORA`)
    unless named; with it, exactly those that are named. Either may be any of the `CATALOGUE`. A clip is
    known by its name and its content, so folders may be nested or renamed, and a clip that lies there
    twice counts once.

    `remember` is a file that keeps what was read (see `Memory`), so that an unchanged clip is read
    once; `rehash` reads all of them all the same.

    Raises:
        BadValue: a corpus name that is not known.
        DataMissing: no such folder, no corpus in it, or clips missing without `allow_missing`.
        DataDamaged: without `allow_missing`, clips that cannot be read or hold other content than
            their manifest says; with it, a corpus of which no clip can be used.
    """
    import pandas as pd

    check_names((*(corpora or ()), *among))
    found = find(
        root,
        corpora=corpora or among,
        memory=Memory(remember, rehash=rehash),
        jobs=jobs,
        progress=progress,
    )
    _refuse_absent(found, corpora, among)
    left_out: list[tuple[str, str]] = []
    notes: list[str] = []
    for part in found.parts.values():
        _refuse_gaps(part, allow_missing=allow_missing, closed=found.notes)
        left_out += _gaps(part)
        notes += _notes(part)
    if found.unknown:
        notes.append(f"{_files(len(found.unknown))} no clip of any corpus, passed over")
    clips = pd.DataFrame([row for part in found.parts.values() for row in _rows(part)], columns=list(COLUMNS))
    expected = {name: part.expected for name, part in found.parts.items()}
    return Combined(clips, expected, found.demo, tuple(left_out), (*notes, *found.notes))


def _rows(part: Part) -> list[dict]:
    return [
        vars(clip.name)
        | {
            "path": clip.path,
            "corpus": part.corpus.name,
            "duration": clip.duration,
            "sha256": clip.sha256,
            "bytes": clip.bytes,
        }
        for clip in part.clips.values()
    ]


def _gaps(part: Part) -> list[tuple[str, str]]:
    """Return each clip that cannot be used with the reason."""
    gaps = [(one.clip, one.what) for one in (*part.missing, *part.unreadable)]
    gaps += [(one.clip, f"altered: {one.what}") for one in part.altered]
    if part.unnamed:
        gaps.append((f"{part.corpus.name}/*", f"{part.unnamed} clips missing, no manifest says which"))
    return gaps


def _notes(part: Part) -> list[str]:
    name, notes = part.corpus.name, []
    if part.twice:
        verb = "is a second copy" if len(part.twice) == 1 else "are second copies"
        notes.append(
            f"{len(part.twice)} {'file' if len(part.twice) == 1 else 'files'} {verb} of a clip, counted once"
        )
    if part.renamed:
        notes.append(f"{_files(len(part.renamed))} known by content alone, the name is another")
    if part.unknown:
        notes.append(f"{_files(len(part.unknown))} no clip of the corpus, passed over")
    return [*(f"{name}: {note}" for note in notes), *part.notes]


def _files(count: int) -> str:
    return "1 audio file is" if count == 1 else f"{count} audio files are"


def _refuse_absent(found: Found, wanted: tuple[str, ...] | None, among: tuple[str, ...]) -> None:
    """Raise DataMissing when a corpus that was named is not there, or none is, or one without a clip."""
    absent = [name for name in wanted or () if name not in found.parts]
    if absent or not found.parts:
        there = [name for name in CATALOGUE if name in found.parts or name in found.others]
        received = ", ".join(map(one_line, (there or found.folders)[:5])) or "no folders"
        need = (
            f"{'/, '.join(absent)}/"
            if absent
            else f"{'one or more of ' if len(among) > 1 else ''}{'/, '.join(among)}/"
        )
        folder = "folder with --data <folder> (with make: DATA=<folder>)"
        advice = f"name their {folder}"
        if found.others and not absent and among == tuple(CORPORA):
            advice = f"`ser data` and `ser train` take --corpora {' '.join(found.others)}; or name another {folder}"
        raise DataMissing(
            f"no corpus in {one_line(found.root)}: expected {need}, received {received}; {'; '.join((*found.notes, advice))}"
        )
    for name, part in found.parts.items():
        if part.clips or part.altered or part.unreadable:
            continue
        raise DataMissing(
            f"no {name} clip in {one_line(part.folder)}: expected names like {part.corpus.example}, received {len(part.unknown)} other "
            f"audio files; name the folder that holds {name}/ with --data <folder> (with make: DATA=<folder>)"
        )


def _refuse_gaps(part: Part, *, allow_missing: bool, closed: tuple[str, ...]) -> None:
    name, bad = part.corpus.name, (*part.unreadable, *part.altered)
    if not part.clips:
        raise DataDamaged(
            f"{name} in {one_line(part.folder)}: none of the {len(bad)} clips found can be used, first {bad[0].clip} "
            f"({bad[0].what}); expected the corpus's own audio; restore the clips, or take the folder away"
        )
    missing = len(part.missing) + part.unnamed
    if allow_missing or not (bad or missing):
        return
    said = []
    if part.unreadable:
        one = part.unreadable[0]
        said.append(
            f"{len(part.unreadable)} of {part.expected} clips cannot be read, first {one.clip} ({one.what})"
        )
    if part.altered:
        one = part.altered[0]
        said.append(
            f"{len(part.altered)} of {part.expected} clips hold other content than the corpus, first {one.clip} "
            f"({one.what})"
        )
    if missing:
        first = f", first {part.missing[0].clip}" if part.missing else ""
        said.append(f"{missing} of {part.expected} clips are missing{first}")
        said += closed
    remedy = "restore them, or go on without them with --allow-missing (ALLOW_MISSING=1 with make)"
    message = f"{name} in {one_line(part.folder)}: {'; '.join(said)}; {remedy}"
    raise DataDamaged(message) if bad else DataMissing(message)


def check_labels(clips: "pd.DataFrame") -> None:
    """Raise DataDamaged when a row has an emotion outside `EMOTIONS`."""
    unknown = sorted(set(clips["emotion"]) - set(EMOTIONS))
    if unknown:
        raise DataDamaged(f"unknown emotions {unknown}; expected {', '.join(EMOTIONS)}; make the table again")
