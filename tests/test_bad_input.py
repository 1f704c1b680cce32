"""Hostile input and the exact line a person sees of each; none is a traceback, a hang or a silent gap.

The files are read with the window of the published features, as `ser features` and `ser predict`
read them, and the folders go through the command line itself. {path} stands for the file, {root} for the folder of corpora.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import pytest
import soundfile

from ser.audio import read_window
from ser.commands import main, places
from ser.corpora import combine, finding
from ser.errors import DataDamaged, SerError
from ser.features import extract, load

RATE = 22_050
NOBODY = 65_534


@pytest.fixture(autouse=True)
def _no_hang():
    """Stop a test that waits, on a pipe for one, after a minute."""

    def stop(_number, _frame):
        raise AssertionError("hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def unprivileged():
    """Give up root's right to read and write everything, where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    try:
        os.seteuid(NOBODY)
    except OSError as error:
        pytest.skip(f"root, and the system does not let it become another user ({error})")
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder():
    """A folder that others may enter too, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


# one file


def _speech(seconds=2.0, *, rate=RATE):
    time = np.arange(round(seconds * rate)) / rate
    return 0.2 * np.sin(2 * np.pi * 150 * time) * (1 + np.sin(2 * np.pi * 3 * time)) / 2


def _sound(samples=None, *, rate=RATE, form="WAV", subtype="PCM_16", name="clip.wav"):
    """Return a function that writes a sound file into a folder and gives its path."""

    def write(folder):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        sound = _speech(rate=rate) if samples is None else samples
        soundfile.write(path, sound, rate, format=form, subtype=subtype)
        return path

    return write


def _content(content, name="clip.wav"):
    def write(folder):
        path = folder / name
        path.write_bytes(content)
        return path

    return write


def _patched(place, form, value, *, of=None):
    """Return a function that writes a sound file with one number of its header replaced."""

    def write(folder):
        path = (of or _sound())(folder)
        content = bytearray(path.read_bytes())
        struct.pack_into(form, content, place, value)
        path.write_bytes(content)
        return path

    return write


def _cut(kept, *, of=None):
    """Return a function that writes the first `kept` bytes (a share, if below 1) of a sound file."""

    def write(folder):
        path = (of or _sound())(folder)
        content = path.read_bytes()
        path.write_bytes(content[: int(kept * len(content)) if kept < 1 else kept])
        return path

    return write


def _flac_promising(samples):
    """Return a function that writes a FLAC file whose header promises so many samples (36 bits)."""

    def write(folder):
        path = _sound(form="FLAC")(folder)
        content = bytearray(path.read_bytes())
        content[21] = content[21] & 0xF0 | samples >> 32
        struct.pack_into(">I", content, 22, samples & 0xFFFFFFFF)
        path.write_bytes(content)
        return path

    return write


def _flac_with_a_hole(folder):
    path = _sound(form="FLAC")(folder)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 400] = bytes(400)
    path.write_bytes(content)
    return path


def _with(value, *, channels=1, at=30_000):
    samples = np.repeat(_speech()[:, None], channels, axis=1)
    samples[at] = value
    return _sound(samples, subtype="FLOAT")


def _empty_and_no_unicode(folder):
    try:
        return _content(b"", os.fsdecode(b"clip\xff.wav"))(folder)
    except OSError as error:
        pytest.skip(f"the file system takes Unicode names alone ({error.strerror})")


def _folder(folder):
    (folder / "clip.wav").mkdir()
    return folder / "clip.wav"


def _link(target):
    def write(folder):
        (folder / "clip.wav").symlink_to(target)
        return folder / "clip.wav"

    return write


def _link_to_a_clip(folder):
    (folder / "clip.wav").symlink_to(_sound(name="there.wav")(folder))
    return folder / "clip.wav"


def _pipe(folder):
    os.mkfifo(folder / "clip.wav")
    return folder / "clip.wav"


def _socket(folder):
    # A socket's address is short, so it is bound from inside the folder.
    before = Path.cwd()
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind("clip.wav")
    finally:
        os.chdir(before)
    return folder / "clip.wav"


def _unreadable(folder):
    path = _sound()(folder)
    path.chmod(0)
    return path


def _in_a_closed_folder(folder):
    path = _sound(name="closed/clip.wav")(folder)
    path.parent.chmod(0)
    return path


def _through_a_file(folder):
    return _sound()(folder) / "clip.wav"


@dataclass(frozen=True)
class File:
    """One hostile file: what is wrong, how it is made, the line a person sees ("" where it is read)."""

    what: str
    make: Callable[[Path], Path]
    line: str = ""


NOT_AUDIO = "expected WAV, FLAC or AIFF; restore the file"
ABSENT = "expected an existing file; check the path"

FILES = (
    File("zero bytes", _content(b""), "{path}: empty file (0 bytes); expected audio; restore the file"),
    File("one byte", _content(b"\0"), "{path}: not audio (Format not recognised); " + NOT_AUDIO),
    File("text", _content(b"hello\n" * 50), "{path}: not audio (Format not recognised); " + NOT_AUDIO),
    File(
        "the page of a failed download",
        _content(b"<!DOCTYPE html><html><head><title>404</title></head></html>"),
        "{path}: not audio (Format not recognised); " + NOT_AUDIO,
    ),
    File(
        "a Git LFS pointer",
        _content(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
        "{path}: not audio (Format not recognised); " + NOT_AUDIO,
    ),
    File(
        "text under a name that libsndfile takes for sound without a header",
        _content(b"hello\n" * 50, "clip.au"),
        "{path}: not audio (Format not recognised); " + NOT_AUDIO,
    ),
    File(
        "text under the name of raw samples",
        _content(b"hello\n" * 50, "clip.raw"),
        "{path}: not audio (Format not recognised); " + NOT_AUDIO,
    ),
    File(
        "header cut short",
        _cut(30),
        "{path}: not audio (Error in WAV file. No 'data' chunk marker); " + NOT_AUDIO,
    ),
    File(
        "a header and nothing else",
        _cut(44),
        "{path}: cut short, header promises 88200 bytes, received 0; restore the file",
    ),
    File(
        "data cut short",
        _cut(0.5),
        "{path}: cut short, header promises 88200 bytes, received 44078; restore the file",
    ),
    File(
        "AIFF cut short",
        _cut(0.9, of=_sound(form="AIFF")),
        "{path}: cut short, header promises 88208 bytes, received 79382; restore the file",
    ),
    File(
        "FLAC cut short",
        _cut(0.9, of=_sound(form="FLAC")),
        "{path}: cut short, header promises 44100 samples, the last is not there; restore the file",
    ),
    File(
        "RF64 cut short",
        _cut(0.9, of=_sound(form="RF64")),
        "{path}: cut short, header promises 88296 bytes, received 79465; restore the file",
    ),
    File(
        "FLAC with a hole inside",
        _flac_with_a_hole,
        "{path}: damaged inside (Error : flac decoder lost sync); expected whole WAV, FLAC or AIFF; restore the file",
    ),
    File(
        "a header that promises 4 GB",
        _patched(40, "<I", 2**32 - 1),
        "{path}: cut short, header promises 4294967295 bytes, received 88200; restore the file",
    ),
    File(
        "a FLAC that promises 256 GB",
        _flac_promising(2**36 - 1),
        "{path}: cut short, header promises 68719476735 samples, the last is not there; restore the file",
    ),
    File(
        "a FLAC that was never finished",
        _flac_promising(0),
        "{path}: never finished, its header names no length; write the file again",
    ),
    File(
        "a WAV that was never finished",
        _patched(40, "<I", 0),
        "{path}: no samples, the header promises none; expected speech; restore the file",
    ),
    File(
        "no sample",
        _sound(np.zeros(0)),
        "{path}: no samples, the header promises none; expected speech; restore the file",
    ),
    File(
        "one sample",
        _sound(np.full(1, 0.5)),
        "{path}: too short, received 0.00 s, expected more than 0.5 s; leave the clip out",
    ),
    File(
        "shorter than the offset",
        _sound(_speech(0.4)),
        "{path}: too short, received 0.40 s, expected more than 0.5 s; leave the clip out",
    ),
    File("one sample more than the offset", _sound(_speech(0.6)[: RATE // 2 + 1] + 0.1)),
    File(
        "all zero",
        _sound(np.zeros(2 * RATE)),
        "{path}: silent, every sample of the window is zero; expected speech; leave the clip out",
    ),
    File(
        "zero but for the first moments",
        _sound(np.r_[_speech(0.4), np.zeros(RATE)]),
        "{path}: silent, every sample of the window is zero; expected speech; leave the clip out",
    ),
    File(
        "channels that cancel each other",
        _sound(np.stack([_speech(), -_speech()], axis=1), subtype="FLOAT"),
        "{path}: silent, every sample of the window is zero; expected speech; leave the clip out",
    ),
    File(
        "not a number",
        _with(np.nan),
        "{path}: holds values that are not finite; expected samples in [-1, 1]; restore the file",
    ),
    File(
        "not a number in one channel of six",
        _with([0, 0, 0, 0, 0, np.nan], channels=6),
        "{path}: holds values that are not finite; expected samples in [-1, 1]; restore the file",
    ),
    File(
        "infinity",
        _with(np.inf),
        "{path}: holds values that are not finite; expected samples in [-1, 1]; restore the file",
    ),
    File(
        "a mean that overflows",
        _with([3e38, 3e38], channels=2),
        "{path}: holds values that are not finite; expected samples in [-1, 1]; restore the file",
    ),
    File(
        "floats on the scale of 16 bit",
        _sound(_speech() * 32_768, subtype="FLOAT"),
        "{path}: samples of up to 6.55e+03; expected about [-1, 1]; write the file again in that range",
    ),
    # Overload is in the recording, not in the file, and the loudest emotions have most of it.
    File("clipped at full scale", _sound((20 * _speech()).clip(-1, 1))),
    File("floats above full scale", _sound(8 * _speech(), subtype="FLOAT")),
    File("8 bit", _sound(subtype="PCM_U8")),
    File("24 bit", _sound(subtype="PCM_24")),
    File("32 bit", _sound(subtype="PCM_32")),
    File("32-bit float", _sound(subtype="FLOAT")),
    File("64-bit float", _sound(subtype="DOUBLE")),
    File("8 kHz", _sound(rate=8_000)),
    File("192 kHz", _sound(rate=192_000)),
    File("6 channels", _sound(np.repeat(_speech()[:, None], 6, axis=1))),
    File("AIFF named .wav", _sound(form="AIFF")),
    File("FLAC named .wav", _sound(form="FLAC")),
    # libsndfile knows it by its content and reads it.
    File("MP3 named .wav", _sound(form="MP3", subtype="MPEG_LAYER_III")),
    File(
        "a sample rate of 0",
        _patched(24, "<I", 0),
        "{path}: not audio (its header has no usable sample rate or length); " + NOT_AUDIO,
    ),
    File(
        "a sample rate of 1 Hz",
        _patched(24, "<I", 1),
        "{path}: a sample rate of 1 Hz; expected 1000 to 768000; restore the file",
    ),
    File(
        "a sample rate of 2^31 - 1 Hz",
        _patched(24, "<I", 2**31 - 1),
        "{path}: a sample rate of 2147483647 Hz; expected 1000 to 768000; restore the file",
    ),
    File(
        "a sample rate of 2^31 Hz",
        _patched(24, "<I", 2**31),
        "{path}: not audio (its header has no usable sample rate or length); " + NOT_AUDIO,
    ),
    File("no channel", _patched(22, "<H", 0), "{path}: not audio (Channel count is zero); " + NOT_AUDIO),
    File(
        "65535 channels",
        _patched(22, "<H", 65_535),
        "{path}: not audio (Too many channels specified); " + NOT_AUDIO,
    ),
    File(
        "no bits",
        _patched(34, "<H", 0),
        "{path}: not audio (File contains data in an unimplemented format); " + NOT_AUDIO,
    ),
    File("a folder", _folder, "{path}: no audio file (a folder); " + ABSENT),
    File("nothing", lambda folder: folder / "clip.wav", "{path}: no audio file; " + ABSENT),
    File(
        "a link that dangles",
        _link("nowhere"),
        "{path}: no audio file (a link that leads nowhere); " + ABSENT,
    ),
    File(
        "a link to itself",
        _link("clip.wav"),
        "{path}: no audio file (a link that leads back to itself); " + ABSENT,
    ),
    File("a link to a clip", _link_to_a_clip),
    File("a link to a device", _link("/dev/zero"), "{path}: no audio file (a pipe or device); " + ABSENT),
    File("a pipe", _pipe, "{path}: no audio file (a pipe or device); " + ABSENT),
    File("a socket", _socket, "{path}: no audio file (a pipe or device); " + ABSENT),
    File(
        "no permission",
        _unreadable,
        "{path}: no permission to read it; expected a readable file; allow it with chmod",
    ),
    File(
        "no permission for its folder",
        _in_a_closed_folder,
        "{path}: no permission to read it; expected a readable file; allow it with chmod",
    ),
    File(
        "a name too long",
        lambda folder: folder / ("clip" * 100 + ".wav"),
        "{path}: no audio file (its name is too long); " + ABSENT,
    ),
    File(
        "a path through a file",
        _through_a_file,
        "{path}: no audio file (its path leads through a file); " + ABSENT,
    ),
    File("blanks and other letters in the path", _sound(name="Mes clips à écouter/Übung  1 語.wav")),
    File("a line break in its name", _sound(name="one\ntwo.wav")),
    File(
        "a line break in the name of an empty file",
        _content(b"", "one\ntwo.wav"),
        "{folder}/one\\ntwo.wav: empty file (0 bytes); expected audio; restore the file",
    ),
    File(
        "a name that is no Unicode",
        _empty_and_no_unicode,
        "{folder}/clip\\udcff.wav: empty file (0 bytes); expected audio; restore the file",
    ),
)


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.what)
def test_a_file(case, open_folder):
    path = case.make(open_folder)
    with unprivileged():
        try:
            samples = read_window(path, offset=0.5, duration=3.0)
        except SerError as error:
            told = str(error)
        else:
            told = ""
    assert told == case.line.format(path=path, folder=open_folder)
    if not case.line:
        assert samples.dtype == np.float32
        assert 0 < len(samples) <= 1.5 * RATE and np.abs(samples).max() > 0.01


# folders of corpora, through the command line


CLIPS = (
    "RAVDESS/Actor_01/03-01-05-01-01-01-01.wav",
    "RAVDESS/Actor_02/03-01-05-01-01-01-02.wav",
    "TESS/OAF_Fear/OAF_back_fear.wav",
    "TESS/YAF_sad/YAF_dog_sad.wav",
    "SAVEE/DC/a01.wav",
)
BACK = "TESS/OAF_Fear/OAF_back_fear.wav"


def _corpora(root):
    """Write a small folder of corpora, every clip another sound, with a manifest of its own."""
    for number, clip in enumerate(CLIPS):
        (root / clip).parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(root / clip, _speech(1.0 + number / 100), RATE)
    _list(root, CLIPS)


def _list(root, clips):
    """Write the manifest of clips as they are now."""
    rows = ["path,bytes,sha256"]
    for clip in clips:
        content = (root / clip).read_bytes()
        rows.append(f"{clip},{len(content)},{hashlib.sha256(content).hexdigest()}")
    (root / "manifest.csv").write_text("\n".join(rows) + "\n")


@pytest.fixture
def ser(monkeypatch, capsys, open_folder):
    """Return a function that runs `ser` in this process: (exit status, output, standard error)."""
    open_folder.chmod(0o777)
    build = open_folder / "build"
    monkeypatch.setattr(places, "BUILD", build)
    for name, module in list(sys.modules.items()):
        if name.startswith("ser.commands") and hasattr(module, "REMEMBERED"):
            monkeypatch.setattr(module, "REMEMBERED", build / "corpora" / "files.csv")

    def run(*arguments):
        status = main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def _becomes(content):
    def change(root):
        (root / BACK).write_bytes(content)

    return change


def _becomes_sound(make):
    def change(root):
        with tempfile.TemporaryDirectory() as folder:
            (root / BACK).write_bytes(make(Path(folder)).read_bytes())

    return change


def _becomes_link(target):
    def change(root):
        (root / BACK).unlink()
        (root / BACK).symlink_to(target)

    return change


def _becomes_folder(root):
    (root / BACK).unlink()
    (root / BACK).mkdir()


def _becomes_pipe(root):
    (root / BACK).unlink()
    os.mkfifo(root / BACK)


def _goes(root):
    (root / BACK).unlink()


def _adds(*files):
    """Return a function that adds sound files, each another sound than the clips."""

    def change(root):
        for number, file in enumerate(files):
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            soundfile.write(root / file, _speech(0.6 + number / 100), RATE)

    return change


def _two_wrong_ones(root):
    _adds(BACK, "TESS/more/OAF_back_fear.wav")(root)


def _no_unicode(root):
    _empty_and_no_unicode(root / "TESS").rename(root / "TESS" / os.fsdecode(b"\xff one\ntwo.wav"))


def _circle_of_folders(root):
    (root / "TESS" / "again").symlink_to(root)
    (root / "TESS" / "itself").symlink_to("itself")


@dataclass(frozen=True)
class Folder:
    """One hostile folder of corpora.

    `change` makes it of a good one; `refused` is the line without --allow-missing ("" if it is taken
    as it is), `left_out` the line on the clip with it (None: refused all the same), `note` the lines on
    what is passed over.
    """

    what: str
    change: Callable[[Path], object]
    refused: str = ""
    left_out: str | None = ""
    note: tuple[str, ...] = ()


REMEDY = "; restore them, or go on without them with --allow-missing (ALLOW_MISSING=1 with make)"
UNREADABLE = "TESS in {root}/TESS: 1 of 2 clips cannot be read, first TESS/OAF_back_fear (%s)" + REMEDY
ALTERED = (
    "TESS in {root}/TESS: 1 of 2 clips hold other content than the corpus, first TESS/OAF_back_fear (%s)"
    + REMEDY
)
MISSING = "TESS in {root}/TESS: 1 of 2 clips are missing, first TESS/OAF_back_fear"
ONCE = "note: TESS: 1 file is a second copy of a clip, counted once"
TWICE = (
    "there twice with different content, TESS/OAF_Fear/OAF_back_fear.wav and TESS/more/OAF_back_fear.wav; "
    "remove the wrong one"
)


def _unreadable_clip(what, change, why):
    return Folder(what, change, UNREADABLE % why, f"left out: TESS/OAF_back_fear ({why})")


def _altered_clip(what, change, why, note=()):
    return Folder(what, change, ALTERED % why, f"left out: TESS/OAF_back_fear (altered: {why})", note)


FOLDERS = (
    _unreadable_clip("zero bytes", _becomes(b""), "empty file"),
    _unreadable_clip("text", _becomes(b"hello\n" * 50), "not audio (Format not recognised)"),
    _unreadable_clip(
        "data cut short",
        _becomes_sound(_cut(0.5)),
        "cut short, header promises 88200 bytes, received 44078",
    ),
    _unreadable_clip(
        "a header that promises 4 GB",
        _becomes_sound(_patched(40, "<I", 2**32 - 1)),
        "cut short, header promises 4294967295 bytes, received 88200",
    ),
    _unreadable_clip("no sample", _becomes_sound(_sound(np.zeros(0))), "no samples"),
    _unreadable_clip(
        "no channel", _becomes_sound(_patched(22, "<H", 0)), "not audio (Channel count is zero)"
    ),
    _unreadable_clip("a folder", _becomes_folder, "a folder, not a file"),
    _unreadable_clip("a link that dangles", _becomes_link("nowhere"), "a link that leads nowhere"),
    _unreadable_clip(
        "a link to itself",
        _becomes_link(Path(BACK).name),
        "cannot be read (Too many levels of symbolic links)",
    ),
    _unreadable_clip("a pipe", _becomes_pipe, "not a plain file"),
    _unreadable_clip("a device", _becomes_link("/dev/zero"), "not a plain file"),
    _unreadable_clip("no permission", lambda root: (root / BACK).chmod(0), "no permission to read"),
    _altered_clip("another sound", _adds(BACK), "expected 45026 bytes, received 26504"),
    _altered_clip("two sounds, both wrong", _two_wrong_ones, TWICE, (ONCE,)),
    Folder("missing", _goes, MISSING + REMEDY, "left out: TESS/OAF_back_fear (missing)"),
    Folder(
        "in a folder one may not enter",
        lambda root: (root / BACK).parent.chmod(0),
        MISSING + "; folder TESS/OAF_Fear: no permission to read; its clips are not counted" + REMEDY,
        "left out: TESS/OAF_back_fear (missing)",
        ("note: folder TESS/OAF_Fear: no permission to read; its clips are not counted",),
    ),
    Folder(
        "a second file of a clip, which is another sound",
        _adds("TESS/more/OAF_back_fear.wav"),
        note=(ONCE,),
    ),
    Folder(
        "the corpus twice, one in the other",
        lambda root: shutil.copytree(root / "TESS", root / "TESS" / "TESS"),
        note=("note: TESS: 2 files are second copies of a clip, counted once",),
    ),
    Folder(
        "unknown emotions, an unknown actor and names off the grammar",
        _adds(
            "RAVDESS/Actor_01/03-01-09-01-01-01-01.wav",
            "RAVDESS/Actor_01/03-01-05-01-01-01-25.wav",
            "TESS/OAF_Fear/OAF_back_bored.wav",
            "TESS/OAF_Fear/XAF_back_fear.wav",
            "TESS/OAF_Fear/song.wav",
            "SAVEE/DC/x01.wav",
        ),
        note=(
            "note: RAVDESS: 2 audio files are no clip of the corpus, passed over",
            "note: TESS: 3 audio files are no clip of the corpus, passed over",
            "note: SAVEE: 1 audio file is no clip of the corpus, passed over",
        ),
    ),
    Folder(
        "a clip under another name",
        lambda root: (root / BACK).rename(root / "TESS" / "Übung  1.wav"),
        note=("note: TESS: 1 audio file is known by content alone, the name is another",),
    ),
    Folder(
        "a name that is no Unicode, with a line break",
        _no_unicode,
        note=("note: TESS: 1 audio file is no clip of the corpus, passed over",),
    ),
    Folder("folders that lead in a circle", _circle_of_folders),
    Folder(
        "a manifest that is no text",
        lambda root: (root / "manifest.csv").write_bytes(b"\0\xff\xfe" * 9),
        "{root}/manifest.csv: cannot be read (not text); expected path,bytes,sha256 of each clip; restore the file",
        None,
    ),
    Folder(
        "a manifest without permission",
        lambda root: (root / "manifest.csv").chmod(0),
        "{root}/manifest.csv: cannot be read (Permission denied); expected path,bytes,sha256 of each clip; restore the file",
        None,
    ),
    Folder(
        "a root one may not enter",
        lambda root: root.chmod(0),
        "no corpus in {root}: expected one or more of RAVDESS/, TESS/, SAVEE/, received no folders; "
        "folder {root}: no permission to read; its clips are not counted; "
        "name their folder with --data <folder> (with make: DATA=<folder>)",
        None,
    ),
)


@pytest.mark.parametrize("case", FOLDERS, ids=lambda case: case.what)
def test_a_folder_of_corpora(case, ser, open_folder):
    root, out = open_folder / "corpora", open_folder / "table.csv"
    _corpora(root)
    # What is loaded late is loaded now, while it may still be read; and good corpora give no line.
    assert ser("data", "combine", open_folder / "good.csv", "--data", root)[::2] == (0, "")
    case.change(root)
    with unprivileged():
        strict = ser("data", "combine", out, "--data", root)
        lenient = ser("data", "combine", out, "--data", root, "--allow-missing")
        listed = ser("data", "list", "--data", root)
    refused = f"ser data: {case.refused.format(root=root)}\n" if case.refused else ""
    assert strict[2] == refused
    assert strict[0] == (2 if refused else 0)
    if case.left_out is None:
        assert strict == lenient == listed and not out.exists()
        return
    assert (lenient[0], lenient[2]) == (0, "")
    named = [line for line in lenient[1].splitlines() if line.startswith("left out")]
    assert named == [case.left_out] * bool(case.left_out)
    assert tuple(line for line in listed[1].splitlines() if line.startswith("note")) == case.note
    assert len(out.read_text().splitlines()) == 1 + len(CLIPS) - bool(case.left_out)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("nowhere", "nowhere"),
        ("corpora/manifest.csv", "corpora/manifest.csv"),
        ("corpora/manifest.csv/below", "corpora/manifest.csv/below"),
        ("corpora" * 50, "corpora" * 50),
        ("one\ntwo", "one\\ntwo"),
    ],
    ids=["nothing", "a file", "through a file", "a name too long", "a line break"],
)
@pytest.mark.parametrize("command", [("data", "combine", "t.csv"), ("data", "list"), ("features",)])
def test_a_root_that_is_no_folder(ser, open_folder, command, given, shown):
    _corpora(open_folder / "corpora")
    status, out, line = ser(*command, "--data", open_folder / given)
    told = (
        f"no folder {open_folder / shown}; expected one that holds RAVDESS/, TESS/, SAVEE/; "
        "name it with --data <folder> (with make: DATA=<folder>)"
    )
    assert (status, out) == (2, "")
    assert line.replace("'", "") == f"ser {command[0]}: {told}\n"


def test_blanks_and_other_letters_in_every_path(ser, open_folder):
    root, out = open_folder / "Mes données  語", open_folder / "à lire" / "tableau 1.csv"
    _corpora(root)
    assert ser("data", "combine", out, "--data", root)[::2] == (0, "")
    assert str(root / BACK) in out.read_text(encoding="utf-8")
    status, told, line = ser("features", "--data", root, "--jobs", 1)
    assert (status, line) == (0, "")
    assert "5 clips, 5 speakers" in told


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("closed/table.csv", "Permission denied"),
        ("closed/new/table.csv", "Permission denied"),
        ("folder.csv", "Is a directory"),
        ("corpora/manifest.csv/table.csv", "File exists"),
        ("table" * 60 + ".csv", "File name too long"),
    ],
)
def test_a_target_that_cannot_be_written(ser, open_folder, target, why):
    root, out = open_folder / "corpora", open_folder / target
    _corpora(root)
    (open_folder / "folder.csv").mkdir()
    (open_folder / "closed").mkdir()
    assert ser("data", "combine", open_folder / "good.csv", "--data", root)[::2] == (0, "")
    (open_folder / "closed").chmod(0o555)
    before = sorted(path.name for path in open_folder.rglob("*"))
    with unprivileged():
        outcome = ser("data", "combine", out, "--data", root)
    line = (
        f"ser data: cannot write {out} ({why}); expected a file in a folder one may write in; name another\n"
    )
    assert outcome == (2, "", line)
    assert sorted(path.name for path in open_folder.rglob("*")) == before


def test_a_clip_that_only_its_sound_tells_from_a_good_one(ser, open_folder):
    root = open_folder / "corpora"
    _corpora(root)
    soundfile.write(root / BACK, np.zeros(RATE), RATE)
    _list(root, CLIPS)
    why = "silent, every sample of the window is zero; expected speech; leave the clip out"
    line = f"TESS: 1 of 2 clips have no usable audio, first TESS/OAF_back_fear: {why}; or go on without them with --allow-missing"
    assert ser("features", "--data", root, "--jobs", 1) == (2, "", f"ser features: {line}\n")
    status, out, told = ser("features", "--data", root, "--jobs", 1, "--allow-missing")
    assert (status, told) == (0, f"left out: TESS/OAF_back_fear ({why})\n")
    assert "TESS 1/2, SAVEE 1/1: 4 clips" in out


def test_a_store_that_cannot_be_written(ser, open_folder):
    root = open_folder / "corpora"
    _corpora(root)
    assert ser("features", "--data", root, "--jobs", 1)[0] == 0
    shutil.rmtree(open_folder / "build")
    (open_folder / "build").mkdir()
    (open_folder / "build").chmod(0o555)
    with unprivileged():
        status, out, line = ser("features", "--data", root, "--jobs", 1)
    assert (status, out) == (2, "")
    store = open_folder / "build" / "store"
    assert (
        line
        == f"ser features: cannot use {store} (Permission denied); check the path, who may use it, and free space\n"
    )


# files that go while a run reads them


def test_a_file_that_vanishes_between_listing_and_reading(ser, open_folder, monkeypatch):
    root = open_folder / "corpora"
    _corpora(root)
    listed = finding.walk

    def walk(folder):
        found = listed(folder)
        (root / BACK).unlink(missing_ok=True)
        return found

    monkeypatch.setattr(finding, "walk", walk)
    status, out, line = ser("data", "combine", open_folder / "table.csv", "--data", root)
    why = "cannot be read (No such file or directory)"
    assert (status, out, line) == (2, "", f"ser data: {UNREADABLE % why}\n".format(root=root))


def test_a_file_that_vanishes_between_the_table_and_the_features(open_folder, refuses):
    root = open_folder / "corpora"
    _corpora(root)
    combined = combine(root)
    (root / BACK).unlink()
    with refuses(
        DataDamaged, "1 of 2 clips have no usable audio, first TESS/OAF_back_fear: no audio file; expected"
    ):
        extract(combined, open_folder / "store", jobs=1)
    assert not (open_folder / "store" / "TESS").exists()
    extract(combined, open_folder / "store", jobs=1, allow_missing=True)
    ((clip, why),) = load(open_folder / "store").left_out
    assert (clip, why) == ("TESS/OAF_back_fear", "no audio file; expected an existing file; check the path")


# a run over many files


HUNDREDS = [
    f"RAVDESS/Actor_{actor:02d}/03-01-{emotion:02d}-01-{statement:02d}-{take:02d}-{actor:02d}.wav"
    for actor in range(1, 12)
    for emotion in range(1, 9)
    for statement in (1, 2)
    for take in (1, 2)
]
SPOILT = {
    # as the corpus has them, so that only the sound tells
    3: (_sound(np.zeros(2 * RATE)), "silent, every sample of the window is zero"),
    60: (_with(np.nan), "holds values that are not finite"),
    61: (_sound(_speech(0.3)), "too short, received 0.30 s"),
    130: (_sound(_speech() * 32_768, subtype="FLOAT"), "samples of up to 6.55e+03"),
    200: (_patched(24, "<I", 1), "a sample rate of 1 Hz"),
    203: (_cut(0.9, of=_sound(form="FLAC")), "cut short, header promises 44100 samples"),
}
HARMED = {
    # spoilt since
    0: (_becomes(b""), "empty file"),
    7: (_becomes(b"hello"), "not audio"),
    40: (_becomes_sound(_cut(0.5)), "cut short"),
    41: (_becomes_link("nowhere"), "a link that leads nowhere"),
    99: (_becomes_folder, "a folder"),
    100: (_becomes_pipe, "not a plain file"),
    222: (_goes, "missing"),
    351: (_becomes_sound(_sound(_speech(0.8))), "altered"),
}


def _clip_at(number):
    return f"RAVDESS/{PurePosixPath(HUNDREDS[number]).stem}"


@pytest.fixture
def hundreds(open_folder, monkeypatch):
    """Return a folder of 352 clips, 14 of them of no use."""
    root = open_folder / "corpora"
    for number, clip in enumerate(HUNDREDS):
        (root / clip).parent.mkdir(parents=True, exist_ok=True)
        if number < 5:
            soundfile.write(root / clip, _speech(0.7 + number / 20), RATE)
        else:
            shutil.copy(root / HUNDREDS[number % 3], root / clip)
    for number, (make, _) in SPOILT.items():
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(make(Path(folder)), root / HUNDREDS[number])
    _list(root, HUNDREDS)
    for number, (change, _) in HARMED.items():
        monkeypatch.setattr(sys.modules[__name__], "BACK", HUNDREDS[number])
        change(root)
    return root


def _run(*arguments, build):
    return subprocess.run(
        [sys.executable, "-m", "ser", *map(str, arguments)],
        env=os.environ | {"SER_BUILD": str(build)},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_run_over_hundreds_of_files_names_those_of_no_use(hundreds, open_folder):
    build = open_folder / "build"

    refused = _run("features", "--data", hundreds, build=build)
    assert (refused.returncode, refused.stdout) == (2, "")
    (line,) = refused.stderr.splitlines()
    assert f"6 of 352 clips cannot be read, first {_clip_at(0)} (empty file)" in line
    assert f"1 of 352 clips hold other content than the corpus, first {_clip_at(351)} (" in line
    assert f"1 of 352 clips are missing, first {_clip_at(222)}; restore them, or go on without them" in line
    assert line.endswith(REMEDY.removeprefix("; "))

    allowed = _run("features", "--data", hundreds, "--allow-missing", build=build)
    assert allowed.returncode == 0, allowed.stderr
    assert "RAVDESS 338/352: 338 clips" in allowed.stdout
    told = [line for line in allowed.stderr.splitlines() if line.startswith("left out: ")]
    held = load(build / "store" / "data")
    reasons = {_clip_at(number): why for number, (_, why) in (SPOILT | HARMED).items()}
    left_out = dict(held.left_out)
    assert left_out.keys() == reasons.keys()
    for clip, why in reasons.items():
        assert left_out[clip].startswith(why)
        assert str(hundreds) not in left_out[clip]
    assert sorted(told) == [f"left out: {clip} ({why})" for clip, why in sorted(left_out.items())]
    assert len(held.clips) == 352 - 14
    assert not set(held.clips["clip"]) & reasons.keys()
