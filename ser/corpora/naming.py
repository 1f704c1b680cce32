"""Which clip a file is: by its name, else by what it holds, never by the folder it lies in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from ser.corpora.catalogue import CATALOGUE
from ser.corpora.corpus import ClipName
from ser.corpora.manifest import ManifestEntry
from ser.corpora.remembered import Content
from ser.corpora.walking import FOLDER, AudioFile

Manifests = Mapping[str, Mapping[str, ManifestEntry] | None]
"""The manifest of each corpus, None where none is known."""


@dataclass(frozen=True)
class Claim:
    """A file that is, or says it is, a clip of a corpus; `renamed` when its content alone says so."""

    file: AudioFile
    corpus: str
    name: ClipName
    renamed: bool = False


@dataclass(frozen=True)
class Dropped:
    """A clip of a corpus whose emotion has no place among the eight labels."""

    file: AudioFile
    corpus: str


@dataclass(frozen=True)
class Stranger:
    """A file that is no clip, and why."""

    file: AudioFile
    why: str


def by_name(files: Iterable[AudioFile], root: str) -> tuple[list[Claim], list[Dropped], list[Stranger]]:
    """Return the files whose name follows the grammar of a corpus, those it drops, and the others.

    `root` is the name of the folder they lie below: it may be one that counts (SAVEE's `DC/`).
    """
    claims: list[Claim] = []
    dropped: list[Dropped] = []
    strangers: list[Stranger] = []
    for file in files:
        path = PurePosixPath(root, file.below)
        for corpus in CATALOGUE.values():
            name = corpus.parse(path)
            if name is not None:
                claims.append(Claim(file, corpus.name, name))
                break
            if corpus.drops(path):
                dropped.append(Dropped(file, corpus.name))
                break
        else:
            if file.fault != FOLDER:
                strangers.append(Stranger(file, "its name follows the grammar of no corpus"))
    return claims, dropped, strangers


def in_manifest(claims: Iterable[Claim], manifests: Manifests) -> tuple[list[Claim], list[Stranger]]:
    """Return the claims that the manifests bear out, and the files whose clip is in none."""
    borne: list[Claim] = []
    strangers: list[Stranger] = []
    for claim in claims:
        manifest = manifests[claim.corpus]
        if manifest is None or claim.name.clip in manifest:
            borne.append(claim)
        elif claim.file.fault != FOLDER:
            strangers.append(Stranger(claim.file, f"{claim.corpus} has no clip {claim.name.clip}"))
    return borne, strangers


def sizes(manifests: Manifests) -> set[int]:
    """Return every size in bytes that a clip has."""
    return {entry.bytes for manifest in manifests.values() for entry in (manifest or {}).values()}


def by_content(
    strangers: Iterable[Stranger],
    contents: Mapping[str, Content],
    manifests: Manifests,
    taken: Collection[str],
) -> tuple[list[Claim], list[Stranger]]:
    """Return the strangers that hold exactly a clip of a manifest, and the others.

    `contents` is by path below the root; `taken` are the clips that have a file already. Of two clips
    with the same bytes (RAVDESS has such a pair) a file is the one that has none yet.
    """
    known: dict[str, list[tuple[str, str, str]]] = {}
    for corpus, manifest in manifests.items():
        for clip, entry in (manifest or {}).items():
            known.setdefault(entry.sha256, []).append((corpus, clip, entry.path))
    claims: list[Claim] = []
    left: list[Stranger] = []
    taken = set(taken)
    for stranger in strangers:
        content = contents.get(stranger.file.below)
        same = known.get(content.sha256, []) if content else []
        if not same:
            left.append(stranger)
            continue
        corpus, clip, path = next((one for one in same if one[1] not in taken), same[0])
        name = CATALOGUE[corpus].parse(PurePosixPath(path))
        if name is not None:
            taken.add(clip)
            claims.append(Claim(stranger.file, corpus, name, renamed=True))
    return claims, left


def owners(claims: Iterable[Claim | Dropped]) -> dict[str, set[str]]:
    """Return {folder below the root, "." the root itself: corpora with a clip in or below it}."""
    found: dict[str, set[str]] = {}
    for claim in claims:
        for folder in PurePosixPath(claim.file.below).parents:
            found.setdefault(str(folder), set()).add(claim.corpus)
    return found


def owner_of(stranger: Stranger, owned: Mapping[str, set[str]]) -> str:
    """Return the corpus among whose clips alone a stranger lies, "" where there is no such one."""
    for folder in PurePosixPath(stranger.file.below).parents:
        names = owned.get(str(folder))
        if names:
            return next(iter(names)) if len(names) == 1 else ""
    return ""
