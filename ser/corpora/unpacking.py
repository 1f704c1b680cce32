"""From an archive that anybody may have made to the clips of one corpus, checked one by one.

Nothing is ever written under a name that stands in an archive: a member is known by its name and its
SHA-256, and written to the path its manifest entry has. An archive with a member that would leave the
folder, or that is no plain file, is refused whole all the same: no honest one has any.
"""

import errno
import hashlib
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tqdm import tqdm

from ser.corpora.corpus import Corpus
from ser.corpora.manifest import ManifestEntry
from ser.errors import DataDamaged

# The other methods can grow without bound inside one read; no archive of a corpus uses them.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_DRIVE = re.compile(r"[A-Za-z]:")
# What zipfile raises, here and there, on a directory of members that somebody made up.
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, struct.error)


@dataclass
class Unpacked:
    """What came out of the archives of one corpus.

    `whole` are the clip ids laid out; `altered` maps each clip that was met but not as its manifest
    says to the reason. `passed_over` counts the members that are no clip, `twice` the second copies.
    """

    whole: set[str] = field(default_factory=set)
    altered: dict[str, str] = field(default_factory=dict)
    passed_over: int = 0
    twice: int = 0


def unpack(
    archives: Sequence[Path],
    corpus: Corpus,
    manifest: Mapping[str, ManifestEntry],
    folder: Path,
    *,
    progress: bool = False,
) -> Unpacked:
    """Write every clip of `manifest` found in the zip files `archives` to its own path under `folder`.

    `folder` is new or empty. A clip is written when its bytes have the SHA-256 of the manifest, and
    once, however often it lies in the archives. Members are read only where their stated size is that
    of a clip, and never further, so that the bytes read stay within those of the corpus times the
    copies in the archives.

    Raises:
        DataDamaged: an archive is no whole zip file, has too many members, or has one that climbs out
            of its folder or is a link or a device.
        OSError: a clip could not be written.
    """
    found = Unpacked()
    for archive in archives:
        try:
            opened = zipfile.ZipFile(archive)
        except _UNREADABLE as error:
            raise DataDamaged(
                f"{archive.name} ({archive.stat().st_size:,} bytes) is no whole zip file{_guess(archive)}; "
                "expected the archive as it is given out; get it again"
            ) from error
        with opened:
            members = opened.infolist()
            _refuse_hostile(archive.name, members, limit=10 * len(manifest) + 10_000)
            files = [member for member in members if not member.is_dir()]
            bar = tqdm(files, desc=f"clips of {corpus.name}", unit="file", disable=not progress)
            for member in bar:
                _take(opened, member, corpus, manifest, folder, found)
    return found


def _guess(archive: Path) -> str:
    with archive.open("rb") as handle:
        start = handle.read(512).lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        return ", it is a web page"
    return ", it is cut short" if start.startswith(b"pk\x03\x04") else ""


def _refuse_hostile(archive: str, members: Sequence[zipfile.ZipInfo], *, limit: int) -> None:
    if len(members) > limit:
        raise DataDamaged(
            f"{archive} has {len(members):,} members, expected at most {limit:,}; get it from the official source"
        )
    for member in members:
        path = PurePosixPath(_slashed(member))
        kind = stat.S_IFMT(member.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or _DRIVE.match(str(path)):
            what = "would leave the folder"
        elif kind == stat.S_IFLNK:
            what = "is a link"
        elif kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            what = "is no plain file"
        else:
            continue
        raise DataDamaged(
            f"{archive}: the member {member.filename!r} {what}; expected plain files inside the archive's own "
            "folder, nothing was unpacked; get the archive from the official source"
        )


def _slashed(member: zipfile.ZipInfo) -> str:
    """Return the name with the separators of Windows, which some archivers write, turned round."""
    return member.filename.replace("\\", "/")


def _take(
    opened: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    corpus: Corpus,
    manifest: Mapping[str, ManifestEntry],
    folder: Path,
    found: Unpacked,
) -> None:
    path = PurePosixPath(_slashed(member))
    name = corpus.parse(path)
    entry = manifest.get(name.clip) if name is not None else None
    if name is None or entry is None or path.suffix.lower() != PurePosixPath(entry.path).suffix.lower():
        _take_by_content(opened, member, manifest, folder, found)
        return
    if name.clip in found.whole:
        found.twice += 1
        return
    content, reason = _read(opened, member, entry.bytes)
    if content is not None and hashlib.sha256(content).hexdigest() == entry.sha256:
        _lay_out(name.clip, content, entry, folder, found)
    else:
        found.altered.setdefault(name.clip, reason or "altered: another SHA-256 than the manifest's")


def _take_by_content(
    opened: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    manifest: Mapping[str, ManifestEntry],
    folder: Path,
    found: Unpacked,
) -> None:
    """Take a clip whose name says nothing (SAVEE's `a01.wav` out of its folder), if its SHA-256 is known."""
    alike = [clip for clip, entry in manifest.items() if entry.bytes == member.file_size]
    content = _read(opened, member, member.file_size)[0] if alike else None
    digest = None if content is None else hashlib.sha256(content).hexdigest()
    meant = [clip for clip in alike if manifest[clip].sha256 == digest]
    wanted = [clip for clip in meant if clip not in found.whole]
    if content is None or not meant:
        found.passed_over += 1
    elif not wanted:
        found.twice += 1
    for clip in wanted:
        _lay_out(clip, content or b"", manifest[clip], folder, found)


def _read(opened: zipfile.ZipFile, member: zipfile.ZipInfo, size: int) -> tuple[bytes | None, str]:
    """Return (content, "") or (None, the reason why there is none); never reads beyond `size` bytes."""
    if member.file_size != size:
        return None, f"altered: {member.file_size:,} bytes, expected {size:,}"
    if member.flag_bits & _ENCRYPTED:
        return None, "locked with a password"
    if member.compress_type not in _METHODS:
        return None, "packed in a way that is not read here"
    try:
        with opened.open(member) as handle:
            # One byte more: only at the end of a member does zipfile compare its checksum.
            content = handle.read(size + 1)
    except (*_UNREADABLE, RuntimeError, zlib.error):
        return None, "damaged inside the archive"
    except OSError as error:
        # A damaged directory sends zipfile to a place before the start of the file.
        if error.errno != errno.EINVAL:
            raise
        return None, "damaged inside the archive"
    if len(content) != size:
        return None, "cut short inside the archive"
    return content, ""


def _lay_out(clip: str, content: bytes, entry: ManifestEntry, folder: Path, found: Unpacked) -> None:
    target = folder / entry.path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as handle:
        handle.write(content)
    found.whole.add(clip)
    found.altered.pop(clip, None)
