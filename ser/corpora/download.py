"""A corpus from its official source, or from a mirror, into a folder: whole or not at all.

Everything happens in one hidden folder beside the corpus-to-be, `.RAVDESS.part/`, which is locked while
a download is at work and swept by the next one if its owner died. The corpus arrives by one rename.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from urllib.parse import urlsplit
from urllib.request import url2pathname

from ser.corpora.corpus import Archive, Corpus
from ser.corpora.fetching import fetch
from ser.corpora.manifest import ManifestEntry, read_manifest
from ser.corpora.unpacking import Unpacked, unpack
from ser.errors import BadValue, DataDamaged, DataMissing, SerError
from ser.files import digest

_LOCK = "lock"
_NAMED = 3
_SLACK = 64 * 2**20


@dataclass(frozen=True)
class Arrival:
    """What a download brought: `clips` of `expected` now lie in `folder`.

    `left_out` names each clip that is missing or altered, with the reason; `passed_over` counts files
    of the archive that are no clip, `twice` second copies of one. `fresh` is False where the corpus
    was there already, whole, and nothing was fetched.
    """

    folder: Path
    clips: int
    expected: int
    left_out: tuple[tuple[str, str], ...] = ()
    passed_over: int = 0
    twice: int = 0
    notes: tuple[str, ...] = ()
    fresh: bool = True


def terms(corpus: Corpus) -> str:
    """Return what a person agrees to and whom to cite, to be shown before anything is fetched."""
    licence = corpus.licence or "not known to us; ask its authors"
    lines = [
        f"{corpus.name}: {corpus.title}",
        f"  licence  {licence}" + (f", {corpus.licence_url}" if corpus.licence_url else ""),
        f"  cite     {corpus.citation}",
    ]
    if corpus.homepage:
        lines.append(f"  source   {corpus.homepage}")
    return "\n".join(lines)


def by_hand(corpus: Corpus, to: Path) -> str:
    """Return in one line the steps a person takes for a corpus that no program may fetch; "" where one may."""
    if corpus.archives and all(archive.url for archive in corpus.archives):
        return ""
    steps = (
        " ".join(corpus.registration.split()).rstrip(".") or f"get it from {corpus.homepage or corpus.source}"
    )
    if not corpus.archives:
        return f"{steps}; put its clips into {to / corpus.name}, then look with `ser data verify {to}`"
    return f"{steps}; then run `{command(corpus, to)}`"


def command(corpus: Corpus, to: Path) -> str:
    """Return the command that brings a corpus into `to`; it names the archive of one to be got by hand."""
    archive = "" if all(one.url for one in corpus.archives) else f" --archive {corpus.archives[0].file}"
    return f"ser data download {corpus.name.lower()}{archive} --to {quote(str(to))}"


def in_the_way(corpus: Corpus, to: Path) -> Path | None:
    """Return what lies where a corpus would go, None where there is nothing or an empty folder."""
    target = _target(corpus, to)
    empty = target.is_dir() and not target.is_symlink() and not any(target.iterdir())
    return target if os.path.lexists(target) and not empty else None


def download(
    corpus: Corpus,
    to: Path | str,
    *,
    source: str | None = None,
    allow_missing: bool = False,
    progress: bool = False,
) -> Arrival:
    """Bring `corpus` into `to/<its name>/`, in the layout of its manifest, every clip checked by SHA-256.

    `source` names a mirror: an http(s) address, a `file://` address or a path of a zip file. Without it
    the official archives are fetched and checked against their published checksum, where there is one.
    Whoever calls this shows `terms(corpus)` first.

    Raises:
        BadValue: an address of another kind, or a target that holds the demo corpus.
        DataMissing: the corpus must be got by hand; a server or file does not answer; the disk is full;
            a corpus is there already that is not whole; another download of it is at work; or clips
            are missing without `allow_missing`.
        DataDamaged: an archive differs from its checksum, is no whole zip file or is hostile; or clips
            are altered without `allow_missing`, or none is left.
    """
    to = Path(to)
    if (to / "DEMO.json").exists():
        raise BadValue(
            f"{to} holds the demo corpus; expected a folder for real corpora; choose another with --to"
        )
    local = _local_file(source)
    if source is None and (steps := by_hand(corpus, to)):
        raise DataMissing(f"{corpus.name} does not come by itself: {steps}")
    manifest = read_manifest(corpus)
    if manifest is None:
        raise DataMissing(
            f"{corpus.name}: no list of its files and hashes is known, so an archive cannot be checked; "
            f"unpack it by hand into {to / corpus.name}"
        )
    new = not to.exists()
    try:
        to.mkdir(parents=True, exist_ok=True)
        with _workplace(to, corpus.name) as work:
            target = _target(corpus, to)
            if there := _already_there(corpus, target, manifest):
                return there
            wanted = _wanted(corpus, source, local)
            _refuse_small_disk(corpus, to, manifest, wanted)
            files = _fetched(wanted, manifest, work, progress=progress)
            fresh = work / corpus.name
            fresh.mkdir()
            found = unpack(files, corpus, manifest, fresh, progress=progress)
            arrival = Arrival(
                target,
                clips=len(found.whole),
                expected=len(manifest),
                left_out=tuple(
                    (clip, found.altered.get(clip, "missing"))
                    for clip in sorted(manifest)
                    if clip not in found.whole
                ),
                passed_over=found.passed_over,
                twice=found.twice,
                notes=_unofficial(corpus, files) if source is not None else (),
            )
            _refuse_gaps(corpus, source or wanted[0][0].url, arrival, found, allow_missing=allow_missing)
            os.rename(fresh, target)
            return arrival
    except SerError:
        raise
    except OSError as error:
        raise DataMissing(
            f"{corpus.name} could not be put in {to}: {error.strerror or error}; nothing was kept; "
            "make room or choose another folder with --to, and run it again"
        ) from error
    finally:
        if new:
            # Only an empty folder goes: what a refused download had to make.
            with contextlib.suppress(OSError):
                to.rmdir()


def _local_file(source: str | None) -> Path | None:
    """Return the file that `source` names, or None when it is to be fetched."""
    if source is None:
        return None
    try:
        parts = urlsplit(source)
    except ValueError as error:
        raise BadValue(
            f"cannot read the address {source}; expected https://<server>/<file> or a path"
        ) from error
    if parts.scheme in ("http", "https"):
        return None
    if parts.scheme == "file" and parts.netloc in ("", "localhost"):
        path = Path(url2pathname(parts.path))
    elif "://" in source:
        raise BadValue(
            f"cannot fetch {source}; expected an address that begins with https://, http:// or file:///, or a path"
        )
    else:
        path = Path(source).expanduser()
    if path.is_dir():
        raise DataMissing(
            f"{path} is a folder; expected a zip file; look into an unpacked corpus with `ser data verify <folder>`"
        )
    if not path.is_file():
        raise DataMissing(f"no file {path}; expected the zip file of a corpus; give its path or address")
    return path


def _wanted(
    corpus: Corpus, source: str | None, local: Path | None
) -> tuple[tuple[Archive, Path | None], ...]:
    if source is None:
        return tuple((archive, None) for archive in corpus.archives)
    # A mirror may have packed the clips anew: their own hashes decide, not the archive's.
    return ((Archive(url=source, file=corpus.archives[0].file if corpus.archives else ""), local),)


def _fetched(
    wanted: tuple[tuple[Archive, Path | None], ...],
    manifest: Mapping[str, ManifestEntry],
    work: Path,
    *,
    progress: bool,
) -> list[Path]:
    # A widespread repack holds its corpus twice; three times the clips is more than any has.
    limit = 3 * sum(entry.bytes for entry in manifest.values()) + _SLACK
    return [
        local or fetch(archive, work / f"{number}.zip", limit=archive.bytes or limit, progress=progress)
        for number, (archive, local) in enumerate(wanted)
    ]


@contextlib.contextmanager
def _workplace(to: Path, name: str) -> Iterator[Path]:
    """Hold `.<name>.part/` in `to` alone and empty; take it away at the end.

    The lock belongs to the process, so one that died holds nothing and what it left is swept.
    """
    work = to / f".{name}.part"
    handle = _locked(work, name, to)
    try:
        _sweep(work)
        yield work
    finally:
        # In this order nobody can be at work in the folder while it is taken away.
        with contextlib.suppress(OSError):
            _sweep(work)
            (work / _LOCK).unlink()
            work.rmdir()
        os.close(handle)


def _locked(work: Path, name: str, to: Path) -> int:
    while True:
        with contextlib.suppress(FileExistsError):
            work.mkdir()
        # Who was at work may take the folder away at any moment: then it is made anew.
        try:
            mode = work.lstat().st_mode
        except FileNotFoundError:
            continue
        if not stat.S_ISDIR(mode):
            raise DataMissing(f"{work} is in the way; expected a folder of our own or nothing; remove it")
        try:
            handle = os.open(work / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Who held it before may have removed the file between our opening and our locking it.
            if os.path.samestat(os.fstat(handle), os.stat(work / _LOCK, follow_symlinks=False)):
                return handle
        except FileNotFoundError:
            pass
        except BlockingIOError:
            os.close(handle)
            raise DataMissing(
                f"another download of {name} into {to} is at work; wait for it, then look with `ser data verify {to}`"
            ) from None
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _sweep(work: Path) -> None:
    for entry in sorted(work.iterdir()):
        if entry.name == _LOCK:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _target(corpus: Corpus, to: Path) -> Path:
    """Return the folder the corpus goes to: the one that has its name in any case, else a new one."""
    alike = [held for held in sorted(to.iterdir()) if held.name.upper() == corpus.name.upper()]
    return alike[0] if alike else to / corpus.name


def _already_there(corpus: Corpus, target: Path, manifest: Mapping[str, ManifestEntry]) -> Arrival | None:
    if in_the_way(corpus, target.parent) is None:
        return None
    whole = sum(_is_whole(target / entry.path, entry) for entry in manifest.values())
    if whole == len(manifest):
        return Arrival(target, whole, whole, fresh=False)
    raise DataMissing(
        f"{target} is there already, with {whole} of {len(manifest)} clips in their places; look at it with "
        f"`ser data verify {target.parent}`, then move it away or choose another folder with --to"
    )


def _is_whole(path: Path, entry: ManifestEntry) -> bool:
    if not path.is_file() or path.stat().st_size != entry.bytes:
        return False
    return digest(path) == entry.sha256


def _refuse_small_disk(
    corpus: Corpus,
    to: Path,
    manifest: Mapping[str, ManifestEntry],
    wanted: tuple[tuple[Archive, Path | None], ...],
) -> None:
    need = sum(entry.bytes for entry in manifest.values())
    need += sum(archive.bytes or 0 for archive, local in wanted if local is None)
    free = shutil.disk_usage(to).free
    if free < need:
        raise DataMissing(
            f"{corpus.name} needs {need / 1e6:,.1f} MB in {to}, {free / 1e6:,.1f} MB are free; "
            "make room or choose another folder with --to"
        )


def _unofficial(corpus: Corpus, files: list[Path]) -> tuple[str, ...]:
    """Return a note when a mirror's archive is another than the published one."""
    published = [archive.checksum for archive in corpus.archives]
    if len(published) != 1 or not published[0]:
        return ()
    method, _, expected = published[0].partition(":")
    with files[0].open("rb") as handle:
        received = hashlib.file_digest(handle, method).hexdigest()
    if received == expected:
        return ()
    return (f"the archive is not the published one ({method} {received}); its clips are, by their SHA-256",)


def _refuse_gaps(
    corpus: Corpus, where: str, arrival: Arrival, found: Unpacked, *, allow_missing: bool
) -> None:
    if not arrival.clips:
        raise DataDamaged(
            f"{where} holds no whole clip of {corpus.name}: {len(found.altered)} altered, {found.passed_over} files "
            f"that are none; expected {arrival.expected} clips; nothing was kept; check the address or the file"
        )
    if allow_missing or not arrival.left_out:
        return
    altered, missing = len(found.altered), len(arrival.left_out) - len(found.altered)
    counts = " and ".join([f"{altered} altered"] * bool(altered) + [f"{missing} missing"] * bool(missing))
    # An altered clip says more about an archive than one that is not in it.
    named = sorted(arrival.left_out, key=lambda item: (item[1] == "missing", item[0]))
    clips = ", ".join(f"{clip} ({reason})" for clip, reason in named[:_NAMED])
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    message = (
        f"{where}: {counts} of the {arrival.expected} clips of {corpus.name}: {clips}{more}; nothing was kept; "
        "get the archive again or elsewhere, or take the rest with --allow-missing"
    )
    raise DataDamaged(message) if altered else DataMissing(message)
