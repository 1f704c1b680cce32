"""The clips below a folder, whatever its layout, and what is wrong with those that cannot be used.

A file is a clip when its name follows the grammar of a corpus, or when it holds exactly what a
manifest says of one. So the original layout, flat repacks, nested double copies, folders in other
case and a root that is itself one corpus are all the same to what comes after.
"""

import os
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ser.corpora.catalogue import CATALOGUE
from ser.corpora.corpus import ClipName, Corpus
from ser.corpora.manifest import ManifestEntry, read_manifest
from ser.corpora.naming import Claim, Dropped, by_content, by_name, in_manifest, owner_of, owners, sizes
from ser.corpora.remembered import Content, Memory
from ser.corpora.walking import DEMO_MARKER, FOLDER, AudioFile, one_line, walk
from ser.errors import BadValue, DataMissing


@dataclass(frozen=True)
class Clip:
    """One clip that is there and can be used: its name and the facts of its file."""

    name: ClipName
    path: str
    duration: float
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Remark:
    """Something to say of a file: the clip it is or claims to be ("" if none), where it lies, and what.

    `path` is relative to the root, with forward slashes; for a missing clip it is the path that the
    manifest gives, with the name of the corpus in front. `what` holds no path of this machine.
    """

    clip: str
    path: str
    what: str


@dataclass(frozen=True)
class Part:
    """What is there of one corpus.

    Every clip of the manifest is in exactly one of `clips`, `missing`, `altered` and `unreadable`, and
    `expected` is the sum of the four. Where no manifest is known (`listed` is False) contents cannot
    be checked, and `unnamed` counts the missing clips, whose names nobody tells.
    """

    corpus: Corpus
    folder: Path
    listed: bool
    expected: int
    clips: Mapping[str, Clip]
    missing: tuple[Remark, ...] = ()
    altered: tuple[Remark, ...] = ()
    unreadable: tuple[Remark, ...] = ()
    twice: tuple[Remark, ...] = ()
    """Files besides the one that is taken for the clip."""
    renamed: tuple[Remark, ...] = ()
    """Clips known by their content alone."""
    unknown: tuple[Remark, ...] = ()
    """Audio files that lie among the clips of this corpus alone and are no clip of any."""
    dropped: tuple[str, ...] = ()
    """Paths of clips whose emotion has no place among the eight labels."""
    unnamed: int = 0

    @property
    def whole(self) -> bool:
        """Whether every clip is there and can be read and, where a manifest is known, is the right one."""
        return 0 < len(self.clips) == self.expected and not (self.altered or self.unreadable)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of the counts, a line each."""
        name, notes = self.corpus.name, []
        if self.dropped:
            what = " and ".join(self.corpus.dropped.values())
            clips = "1 clip" if len(self.dropped) == 1 else f"{len(self.dropped)} clips"
            have = "has" if len(self.dropped) == 1 else "have"
            notes.append(f"{name}: {clips} of {what} {have} no place in the eight labels, passed over")
        if not self.listed:
            notes.append(
                f"{name}: no manifest is known to us, clips are counted and their content is not checked"
            )
        return tuple(notes)


@dataclass(frozen=True)
class Found:
    """What a folder holds, corpus by corpus in the order of the catalogue."""

    root: Path
    demo: bool
    parts: Mapping[str, Part]
    others: tuple[str, ...] = ()
    """Corpora that are there and were not asked for."""
    unknown: tuple[Remark, ...] = ()
    """Audio files that are no clip of any corpus and lie with no corpus in particular."""
    notes: tuple[str, ...] = ()
    folders: tuple[str, ...] = field(default=(), repr=False)
    """Names of the folders right in the root."""


def find(
    root: Path | str,
    *,
    corpora: Collection[str] = tuple(CATALOGUE),
    memory: Memory | None = None,
    jobs: int = 2,
    progress: bool = False,
) -> Found:
    """Read every file below `root` that is, or claims to be, a clip of one of `corpora`.

    A corpus is there when one of its clips is, or a folder of its name in the root. A `manifest.csv`
    in the root (the demo corpus has one) stands in for those of the package.

    Raises:
        BadValue: a corpus name that is not known.
        DataMissing: no such folder.
        DataDamaged: a manifest that cannot be read.
    """
    check_names(corpora)
    root = Path(os.path.abspath(Path(root).expanduser()))
    if not os.path.isdir(root):
        raise DataMissing(
            f"no folder {one_line(root)}; expected one that holds {'/, '.join(corpora)}/; "
            "name it with --data <folder> (with make: DATA=<folder>)"
        )
    walked = walk(root)
    home = _home(root)
    claims, dropped, strangers = by_name(walked.files, root.name)
    folders = _folders(walked.tops)
    owned = {folder: {name} for name, folder in folders.items()} | owners([*claims, *dropped])
    owned.setdefault(".", set()).update(folders)
    there = set(owned["."])
    # Any corpus may be there under other names, so with strangers about all manifests are wanted.
    manifests = {
        name: _manifest(name, home) for name in CATALOGUE if name in corpora and (strangers or name in there)
    }
    claims, others = in_manifest([claim for claim in claims if claim.corpus in manifests], manifests)
    strangers += others

    memory = memory or Memory()
    usual = sizes(manifests) if strangers else set()
    files = [claim.file for claim in claims] + [one.file for one in strangers if one.file.size in usual]
    contents = _look([file for file in files if not file.fault], memory, jobs=jobs, progress=progress)
    memory.save()

    taken = {claim.name.clip for claim in claims}
    renamed, strangers = by_content(strangers, contents, manifests, taken)
    claims += renamed
    there |= {claim.corpus for claim in renamed}
    for folder, names in owners(renamed).items():
        owned.setdefault(folder, set()).update(names)
    unknown: dict[str, list[Remark]] = {}
    for one in strangers:
        remark = Remark("", one.file.below, one.file.fault or one.why)
        unknown.setdefault(owner_of(one, owned), []).append(remark)
    parts = {
        name: _part(
            name,
            manifest,
            [claim for claim in claims if claim.corpus == name],
            [one for one in dropped if one.corpus == name],
            contents,
            root=root,
            folder=folders.get(name, ""),
            unknown=tuple(unknown.get(name, ())),
        )
        for name, manifest in manifests.items()
        if name in there
    }
    notes = [f"folder {closed}; its clips are not counted" for closed in walked.closed]
    notes += [f"folder {one_line(folder)} holds a demo corpus, passed over" for folder in walked.demos]
    return Found(
        root=root,
        demo=os.path.isfile(home / DEMO_MARKER),
        parts=parts,
        others=tuple(name for name in CATALOGUE if name in there and name not in parts),
        unknown=tuple(unknown.get("", ())),
        notes=tuple(notes),
        folders=tuple(sorted(walked.tops)),
    )


def check_names(corpora: Collection[str]) -> None:
    """Raise BadValue for a name that is not in the catalogue."""
    for name in corpora:
        if name not in CATALOGUE:
            raise BadValue(f"unknown corpus {name!r}; expected one of {', '.join(CATALOGUE)}")


def nothing_of(name: str, root: Path) -> Part:
    """Return what is there of a corpus of which nothing is there."""
    return _part(name, _manifest(name, _home(root)), [], [], {}, root=root)


def _manifest(name: str, home: Path) -> dict[str, ManifestEntry] | None:
    """Return the manifest of a corpus, None where none is known (also not to the root's own)."""
    manifest = read_manifest(CATALOGUE[name], home)
    return None if not manifest and CATALOGUE[name].manifest is None else manifest


def _home(root: Path) -> Path:
    """Return where marker and manifest lie: one folder up when `root` is one corpus of a demo corpus."""
    if not os.path.isfile(root / DEMO_MARKER) and os.path.isfile(root.parent / DEMO_MARKER):
        return root.parent
    return root


def _folders(tops: Iterable[str]) -> dict[str, str]:
    """Return {corpus: folder of its name, in any case}."""
    names = {folder.upper(): folder for folder in sorted(tops, reverse=True)}
    return {name: names[name.upper()] for name in CATALOGUE if name.upper() in names}


def _look(files: list[AudioFile], memory: Memory, *, jobs: int, progress: bool) -> dict[str, Content]:
    """Return {path below the root: content}."""
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        looked = pool.map(lambda file: memory.look(file.path, file.size, file.changed, file.written), files)
        if progress:
            from tqdm import tqdm

            looked = tqdm(looked, total=len(files), desc="files of the corpora", unit="file")
        return {file.below: content for file, content in zip(files, looked, strict=True)}


def _part(
    name: str,
    manifest: Mapping[str, ManifestEntry] | None,
    claims: list[Claim],
    dropped: list[Dropped],
    contents: Mapping[str, Content],
    *,
    root: Path,
    folder: str = "",
    unknown: tuple[Remark, ...] = (),
) -> Part:
    """Choose one file for each clip, and say what is wrong with it and with the others."""
    claimed: dict[str, list[Claim]] = {}
    for claim in claims:
        claimed.setdefault(claim.name.clip, []).append(claim)
    clips: dict[str, Clip] = {}
    faults: dict[str, list[Remark]] = {"altered": [], "unreadable": []}
    twice, renamed = [], []
    for clip, files in sorted(claimed.items()):
        promised = manifest[clip] if manifest else None
        first, *rest = _ranked(files, contents, promised)
        kind, what = _fault(first, rest, contents, promised)
        if kind:
            faults[kind].append(Remark(clip, first.file.below, what))
        else:
            content = contents[first.file.below]
            clips[clip] = Clip(first.name, first.file.path, content.duration, content.sha256, first.file.size)
            if first.renamed:
                renamed.append(Remark(clip, first.file.below, "known by its content"))
        twice += [Remark(clip, one.file.below, _beside(one, first, contents)) for one in rest]
    # A nested copy holds the dropped clips twice as well.
    dropped_once = {PurePosixPath(one.file.below).stem.lower(): one.file.below for one in reversed(dropped)}
    expected = max(CATALOGUE[name].clips - len(dropped_once), 0) if manifest is None else len(manifest)
    return Part(
        corpus=CATALOGUE[name],
        folder=_common(root, claims) if claims else root / folder,
        listed=manifest is not None,
        expected=expected,
        clips=clips,
        missing=tuple(
            Remark(clip, f"{name}/{entry.path}", "missing")
            for clip, entry in sorted((manifest or {}).items())
            if clip not in claimed
        ),
        altered=tuple(faults["altered"]),
        unreadable=tuple(faults["unreadable"]),
        twice=tuple(twice),
        renamed=tuple(renamed),
        unknown=unknown,
        dropped=tuple(sorted(dropped_once.values())),
        unnamed=max(expected - len(claimed), 0) if manifest is None else 0,
    )


def _ranked(
    files: list[Claim], contents: Mapping[str, Content], promised: ManifestEntry | None
) -> list[Claim]:
    """Return the files that claim one clip, the one to take first; folders are none if there is a file."""

    def rank(claim: Claim) -> tuple[bool, bool, str]:
        content = _content(claim, contents)
        right = promised is not None and content.sha256 == promised.sha256
        return not right, bool(content.fault), claim.file.below

    plain = [claim for claim in files if claim.file.fault != FOLDER]
    return sorted(plain or files[:1], key=rank)


def _content(claim: Claim, contents: Mapping[str, Content]) -> Content:
    return contents.get(claim.file.below) or Content("", fault=claim.file.fault)


def _fault(
    first: Claim, rest: list[Claim], contents: Mapping[str, Content], promised: ManifestEntry | None
) -> tuple[str, str]:
    """Return ("unreadable" or "altered", why) of the file that is taken for a clip, or ("", "")."""
    content = _content(first, contents)
    if content.fault:
        return "unreadable", content.fault
    if promised is not None and content.sha256 == promised.sha256:
        return "", ""
    for one in rest:
        other = _content(one, contents)
        if not other.fault and other.sha256 != content.sha256:
            both = f"{one_line(first.file.below)} and {one_line(one.file.below)}"
            return "altered", f"there twice with different content, {both}; remove the wrong one"
    if promised is None:
        return "", ""
    if first.file.size != promised.bytes:
        return "altered", f"expected {promised.bytes} bytes, received {first.file.size}"
    return "altered", f"expected SHA-256 {promised.sha256[:12]}..., received {content.sha256[:12]}..."


def _beside(one: Claim, first: Claim, contents: Mapping[str, Content]) -> str:
    """Say how a file differs from the one that is taken for the same clip."""
    content = _content(one, contents)
    if content.fault:
        return content.fault
    same = content.sha256 == _content(first, contents).sha256
    return f"{'same content as' if same else 'not the content of'} {one_line(first.file.below)}"


def _common(root: Path, claims: list[Claim]) -> Path:
    """Return the folder right in the root that holds every file of a corpus, or the root."""
    tops = {claim.file.below.split("/")[0] if "/" in claim.file.below else "" for claim in claims}
    return root / tops.pop() if len(tops) == 1 else root
