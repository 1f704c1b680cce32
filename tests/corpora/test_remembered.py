import hashlib
import os

import pytest

from ser.corpora import remembered
from ser.corpora.remembered import Content, Memory, read_content

OLD = 10**18  # nanoseconds since 1970: long ago, so that a file is settled


@pytest.fixture
def clip(tmp_path, made_clip):
    path = tmp_path / "clip.wav"
    path.write_bytes(made_clip(0.5))
    os.utime(path, ns=(OLD, OLD))
    return path


@pytest.fixture
def reads(monkeypatch):
    """The paths that are read, in order."""
    seen = []

    def read(path):
        seen.append(path)
        return read_content(path)

    monkeypatch.setattr(remembered, "read_content", read)
    return seen


def _look(memory, path):
    about = os.stat(path)
    return memory.look(str(path), about.st_size, about.st_mtime_ns)


# what a file holds


def test_the_content_of_a_clip(clip):
    assert read_content(str(clip)) == Content(hashlib.sha256(clip.read_bytes()).hexdigest(), 0.5, "")


def test_content_that_is_no_audio(tmp_path, made_clip):
    whole = made_clip(0.5)
    cases = {
        "empty file": b"",
        "not audio (": b"text, not sound" * 9,
        "no samples": made_clip(0.0),
        "cut short, header promises ": whole[: len(whole) // 2],
    }
    for words, content in cases.items():
        path = tmp_path / "a.wav"
        path.write_bytes(content)
        found = read_content(str(path))
        assert found.fault.startswith(words), found
        assert found.sha256 == hashlib.sha256(content).hexdigest()
        assert found.duration == 0
        assert str(tmp_path) not in found.fault


@pytest.mark.parametrize("form", ["WAV", "RF64", "W64", "AIFF"])
def test_a_file_with_something_behind_its_end_is_whole(tmp_path, made_clip, form):
    path = tmp_path / "a.wav"
    path.write_bytes(made_clip(0.5, form=form) + b"\0" * 8)
    found = read_content(str(path))
    # Of W64, libsndfile reads the bytes behind the end as sound.
    assert found.fault == "" and found.duration == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "no"), "no permission to read"),
        (OSError(5, "I/O error"), "cannot be read (I/O error)"),
    ],
)
def test_bytes_that_cannot_be_read(clip, monkeypatch, error, words):
    """By fault injection: the superuser may read everything."""

    def refuse(*_arguments):
        raise error

    monkeypatch.setattr(hashlib, "file_digest", refuse)
    assert read_content(str(clip)) == Content("", 0.0, words)


def test_a_name_that_is_not_text(tmp_path, made_clip):
    path = os.path.join(str(tmp_path), os.fsdecode(b"\xff.wav"))
    try:
        with open(path, "wb") as handle:
            handle.write(made_clip(0.5))
    except OSError:
        pytest.skip("this file system takes names that are text alone")
    assert read_content(path).duration == 0.5
    os.utime(path, ns=(OLD, OLD))
    for _ in range(2):
        memory = Memory(tmp_path / "files.csv")
        assert _look(memory, path).fault == ""
        memory.save()


# what is remembered


def test_an_unchanged_file_is_read_once(clip, tmp_path, reads):
    first = Memory(tmp_path / "deep" / "files.csv")
    content = _look(first, clip)
    first.save()
    assert _look(Memory(tmp_path / "deep" / "files.csv"), clip) == content
    assert reads == [str(clip)]


def test_size_or_time_of_change_make_it_read_again(clip, tmp_path, reads, made_clip):
    memory = Memory(tmp_path / "files.csv")
    before = _look(memory, clip)
    memory.save()
    clip.write_bytes(made_clip(0.6))
    os.utime(clip, ns=(OLD, OLD))
    after = _look(Memory(tmp_path / "files.csv"), clip)
    assert after.sha256 != before.sha256
    clip.write_bytes(made_clip(0.5))
    os.utime(clip, ns=(OLD, OLD + 1))
    assert _look(Memory(tmp_path / "files.csv"), clip) == before
    assert len(reads) == 3


def test_rehash_sees_what_size_and_time_hide(clip, tmp_path, made_clip):
    memory = Memory(tmp_path / "files.csv")
    before = _look(memory, clip)
    memory.save()
    clip.write_bytes(made_clip(0.5, seed=9))
    os.utime(clip, ns=(OLD, OLD))
    assert _look(Memory(tmp_path / "files.csv"), clip) == before
    sure = Memory(tmp_path / "files.csv", rehash=True)
    after = _look(sure, clip)
    assert after.sha256 == hashlib.sha256(clip.read_bytes()).hexdigest() != before.sha256
    sure.save()
    assert _look(Memory(tmp_path / "files.csv"), clip) == after


def test_a_file_that_changed_just_now_is_not_trusted(clip, tmp_path, reads):
    os.utime(clip)
    for _ in range(2):
        memory = Memory(tmp_path / "files.csv")
        _look(memory, clip)
        memory.save()
    assert len(reads) == 2


def test_what_could_not_be_read_is_not_remembered(clip, tmp_path, monkeypatch):
    monkeypatch.setattr(remembered, "read_content", lambda path: Content("", fault="no permission to read"))
    memory = Memory(tmp_path / "files.csv")
    _look(memory, clip)
    memory.save()
    monkeypatch.undo()
    assert _look(Memory(tmp_path / "files.csv"), clip).fault == ""


def test_the_reason_why_a_file_is_no_audio_is_remembered(tmp_path, reads):
    path = tmp_path / 'odd "name", two\nlines.wav'
    path.write_bytes(b"text")
    os.utime(path, ns=(OLD, OLD))
    memory = Memory(tmp_path / "files.csv")
    content = _look(memory, path)
    memory.save()
    assert _look(Memory(tmp_path / "files.csv"), path) == content
    assert content.fault.startswith("not audio") and len(reads) == 1


def test_files_that_are_gone_are_forgotten_and_others_kept(clip, tmp_path, made_clip, reads):
    other = tmp_path / "other.wav"
    other.write_bytes(made_clip(0.2))
    os.utime(other, ns=(OLD, OLD))
    memory = Memory(tmp_path / "files.csv")
    _look(memory, clip)
    memory.save()
    memory = Memory(tmp_path / "files.csv")
    _look(memory, other)
    memory.save()
    assert _look(Memory(tmp_path / "files.csv"), clip).fault == "" and len(reads) == 2
    clip.unlink()
    sure = Memory(tmp_path / "files.csv", rehash=True)
    _look(sure, other)
    sure.save()
    assert str(clip) not in (tmp_path / "files.csv").read_text()


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: "nonsense\n",
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("clip.wav,", "clip.wav,x"),
        lambda text: text + "a,b\n",
        lambda text: text + '"',
        lambda text: text + "\0\n",
    ],
)
def test_a_damaged_memory_is_made_again(clip, tmp_path, damage):
    place = tmp_path / "files.csv"
    memory = Memory(place)
    content = _look(memory, clip)
    memory.save()
    good = place.read_text()
    place.write_text(damage(good))
    memory = Memory(place)
    assert _look(memory, clip) == content
    memory.save()
    assert place.read_text() == good


def test_a_memory_that_cannot_be_written_does_no_harm(clip, tmp_path):
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder").mkdir()
    for place in (tmp_path / "file" / "files.csv", tmp_path / "folder"):
        memory = Memory(place)
        assert _look(memory, clip).fault == ""
        memory.save()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.wav", "file", "folder"]


def test_without_a_place_nothing_is_written(clip, tmp_path):
    memory = Memory()
    _look(memory, clip)
    memory.save()
    assert list(tmp_path.iterdir()) == [clip]
