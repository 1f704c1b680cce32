"""A made corpus of eight clips, archives of it, and `ser data download` run on it in a process of its own."""

import dataclasses
import hashlib
import io
import json
import os
import subprocess
import sys
import warnings
import wave
import zipfile
from pathlib import Path, PurePosixPath

import numpy as np

ROOT = Path(__file__).resolve().parents[1]


def wav(seed, *, frames=1_500, silent=False):
    """Bytes of a small 16-bit file; noise does not compress, silence does."""
    samples = np.zeros(frames) if silent else np.random.default_rng(seed).integers(-9_000, 9_000, frames)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setparams((1, 2, 16_000, 0, "NONE", "not compressed"))
        sound.writeframes(samples.astype("<i2").tobytes())
    return buffer.getvalue()


def made_clips(**options):
    """{canonical path: bytes} of eight clips, under names of RAVDESS."""
    names = [(actor, emotion) for actor in (1, 2) for emotion in (1, 3, 4, 5)]
    return {
        f"Actor_{actor:02d}/03-01-{emotion:02d}-01-01-01-{actor:02d}.wav": wav(
            10 * actor + emotion, **options
        )
        for actor, emotion in names
    }


def made_manifest(clips, corpus="RAVDESS"):
    """{clip id: entry}, as `read_manifest` gives it."""
    from ser.corpora import CATALOGUE, ManifestEntry

    return {
        CATALOGUE[corpus].parse(PurePosixPath(path)).clip: ManifestEntry(
            path, len(content), hashlib.sha256(content).hexdigest()
        )
        for path, content in clips.items()
    }


def made_corpus(url="", *, size=None, checksum=""):
    """RAVDESS with one archive at `url`."""
    from ser.corpora import CATALOGUE, Archive

    archive = Archive(url=url, file="Audio_Speech_Actors_01-24.zip", bytes=size, checksum=checksum)
    return dataclasses.replace(CATALOGUE["RAVDESS"], archives=(archive,))


def zipped(members, *, method=zipfile.ZIP_DEFLATED):
    """Bytes of a zip file of {name or ZipInfo: bytes} or pairs of them."""
    buffer = io.BytesIO()
    pairs = members.items() if isinstance(members, dict) else members
    with zipfile.ZipFile(buffer, "w", method) as archive, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Duplicate name")
        for name, content in pairs:
            archive.writestr(name, content)
    return buffer.getvalue()


def holds(folder):
    """{path: bytes} of every file below `folder`, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() or path.is_symlink()
    }


def start(clips, *arguments, url="", file_limit=0, plenty=False, **streams):
    """Start `ser data download ravdess ARGUMENTS` on the made corpus in a new process.

    With `file_limit` no file may grow beyond so many bytes; with `plenty` the disk is said to have room.
    """
    rows = [dataclasses.astuple(entry) for entry in made_manifest(clips).values()]
    state = {"rows": rows, "url": url, "file_limit": file_limit, "plenty": plenty}
    code = "import sys, made_archives; sys.exit(made_archives.run(sys.argv[1], sys.argv[2:]))"
    command = [sys.executable, "-c", code, json.dumps(state), *map(str, arguments)]
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "tests")))
    return subprocess.Popen(
        command,
        env=kept | {"PYTHONPATH": paths, "NO_PROXY": "127.0.0.1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **streams,
    )


def run(state, arguments):
    """What runs in the new process: the command line, with the made corpus in RAVDESS's place."""
    import resource
    import shutil
    import signal
    from collections import namedtuple

    from ser.commands import main
    from ser.corpora import CATALOGUE, ManifestEntry, download

    # Whoever started the tests in the background has Ctrl-C ignored in all they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    told = json.loads(state)
    entries = [ManifestEntry(*row) for row in told["rows"]]
    CATALOGUE["RAVDESS"] = made_corpus(told["url"])
    download.read_manifest = lambda _: {f"RAVDESS/{Path(entry.path).stem}": entry for entry in entries}
    if told["plenty"]:
        usage = namedtuple("usage", "total used free")(2**40, 0, 2**40)
        shutil.disk_usage = lambda _: usage
    if told["file_limit"]:
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (told["file_limit"], hard))
    return main(["data", "download", "ravdess", *arguments])
